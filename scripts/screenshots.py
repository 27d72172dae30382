"""Take the pictures in docs/screenshots: a service of its own with demo data, looked at in a real browser.

Needs chromium and the development requirements.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import django
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "orders_service.settings")
django.setup()

from orders_service.bench.processes import web_server  # noqa: E402
from orders_service.demo.logins import ADMIN, PASSWORD  # noqa: E402

PICTURES = ROOT / "docs" / "screenshots"
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
ORDERS = 600
COLOURS = 128

LIST = "/admin/orders/order/"
PAID = f"{LIST}?payment_status=paid&shipping_status=ready"


def main() -> None:
    """Take them all."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with demo_server() as home, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        at_a_desk(browser, home)
        on_a_phone(browser, home)
        browser.close()


@contextmanager
def demo_server() -> Iterator[str]:
    """A web server with the demo and some hundred made-up orders, on a database that goes away again."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DATABASE_URL": f"sqlite:///{folder}/orders.sqlite3",
            "LOG_LEVEL": "ERROR",
            "SANDBOX_GATEWAY": "true",
            "SANDBOX_BOOKS": f"{folder}/sandbox.sqlite3",
        }
        for command in ("migrate", f"load_demo --once --with-logins --orders {ORDERS}"):
            subprocess.run([sys.executable, "manage.py", *command.split(), "--verbosity", "0"], cwd=ROOT, check=True)
        with web_server() as (_, port):
            yield f"http://127.0.0.1:{port}"


def at_a_desk(browser: Browser, home: str) -> None:
    """The pages on a desktop, light and dark."""
    page = opened(browser, home, DESK, "light")
    keep(page, "login")
    sign_in(page)
    look(page, "/admin/?days=90", "home")
    look(page, PAID, "orders")
    page.locator("#result_list a", has_text="20").first.click()
    keep(page, "order", whole=True)
    page.locator("#order").get_by_role("link", name="Refund", exact=True).first.click()
    page.get_by_label("Everything that is left").check()
    page.get_by_role("button", name="Preview").click()
    keep(page, "refund", whole=True)
    look(page, f"{LIST}import-tracking/", "import")
    page.goto(PAID)
    page.locator("#result_list a", has_text="20").first.click()
    page.locator("#order a[href*='/addresses/customer/']").first.click()
    keep(page, "customer", whole=True)
    look(page, "/admin/orders/reason/report/?days=90", "reasons")
    page = opened(browser, home, DESK, "dark")
    sign_in(page)
    look(page, LIST, "orders-dark")


def on_a_phone(browser: Browser, home: str) -> None:
    """The pages on a phone."""
    page = opened(browser, home, PHONE, "light")
    sign_in(page)
    keep(page, "home-phone")
    look(page, LIST, "orders-phone")
    page.locator("#result_list a", has_text="20").first.click()
    keep(page, "order-phone")
    page.locator("#order a[href*='/addresses/customer/']").first.click()
    keep(page, "customer-phone", whole=True)


def opened(browser: Browser, home: str, size: dict[str, int], colours: str) -> Page:
    """A browser's window at the login page."""
    page = browser.new_page(
        base_url=home,
        viewport={"width": size["width"], "height": size["height"]},
        color_scheme="dark" if colours == "dark" else "light",
        locale="en-US",
        reduced_motion="reduce",
    )
    page.goto("/admin/login/")
    return page


def sign_in(page: Page) -> None:
    page.get_by_label("Username").fill(ADMIN)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/admin/")


def look(page: Page, path: str, name: str) -> None:
    """Go to a page and take its picture."""
    page.goto(path)
    keep(page, name)


def keep(page: Page, name: str, *, whole: bool = False) -> None:
    """Take a picture: of the window, or of the whole page. Few colours keep the repository small."""
    page.wait_for_load_state("networkidle")
    picture = Image.open(BytesIO(page.screenshot(full_page=whole)))
    picture.convert("RGB").quantize(COLOURS).save(PICTURES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
