"""The list of orders by keyboard and in a hand."""

from playwright.sync_api import expect

LIST = "/admin/orders/order/"


def test_the_filters_are_opened_and_left_by_keyboard(signed_in, accessible, order):
    page = signed_in("Support")
    page.goto(LIST)
    button = page.get_by_role("button", name="Filters", exact=True)

    button.press("Enter")
    page.locator("#changelist-filter :focus").wait_for(state="attached")
    expect(button).to_have_attribute("aria-expanded", "true")
    accessible(page)
    page.keyboard.press("Escape")

    expect(page.locator("#changelist-filter")).to_be_hidden()
    page.wait_for_function("document.activeElement.classList.contains('wp-filters')")


def test_the_list_fits_its_window_and_an_order_is_opened_anywhere_on_its_card(signed_in, accessible, size, place):
    for _ in range(5):
        place()
    page = signed_in("Support")
    page.goto(LIST)
    accessible(page)
    row = page.locator("#result_list tbody tr").first

    assert page.locator("h1").count() == page.locator("main").count() == 1
    assert page.evaluate("document.getElementById('result_list').getBoundingClientRect().right <= innerWidth")
    if size == "phone":
        assert row.bounding_box()["height"] < page.viewport_size["height"] * 2 / 3 / 4
        card = row.locator(".field-buyer").bounding_box()
        page.mouse.click(card["x"] + 10, card["y"] + 10)
    else:
        row.get_by_role("link").click()

    page.wait_for_url("**/change/**")
