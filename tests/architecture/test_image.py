"""What git leaves out, and what only development needs, stays out of the image."""

from pathlib import Path

ROOT = Path(__file__).parents[2]


def entries(name: str) -> set[str]:
    lines = (ROOT / name).read_text().split("\n")
    return {line.strip("/").removeprefix("**/") for line in lines if line and not line.startswith("#")}


def test_nothing_that_git_ignores_goes_into_the_image():
    caches = {entry for entry in entries(".gitignore") if entry.startswith(".") and entry.endswith("_cache")}

    assert entries(".gitignore") - caches <= entries(".dockerignore")
    assert ".*_cache" in entries(".dockerignore")


def test_secrets_stay_out_of_the_image():
    assert {".env", ".env.*"} <= entries(".dockerignore")
