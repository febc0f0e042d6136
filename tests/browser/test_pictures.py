"""The pictures in docs/ are all there; `make screenshots` takes them again."""

import re

import pytest

from tests.browser.pictures import FOLDER, HEIGHTS, LOCALES, MOST_BYTES, VIEWS, WIDTHS, picture, png_size
from tests.project.repository import ROOT


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("view", VIEWS)
def test_picture(view: str, locale: str) -> None:
    """Each main view is shown in each language, in a size that fits a page and loads quickly."""
    data = picture(view, locale).read_bytes()
    size = png_size(data)

    assert size.width == WIDTHS[view]
    assert size.height in HEIGHTS
    assert len(data) < MOST_BYTES


def test_nothing_else_lies_there() -> None:
    """A picture that is no longer taken is removed; the chart in docs/forecast.md is drawn, not taken."""
    taken = {picture(view, locale).name for view in VIEWS for locale in LOCALES}
    assert {path.name for path in FOLDER.iterdir()} == taken | {"forecast.png"}


def test_readme_shows_a_picture_that_exists() -> None:
    """Whatever picture the README shows is in the repository."""
    shown = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", (ROOT / "README.md").read_text(encoding="utf-8"))

    assert shown
    assert all((ROOT / path).is_file() for path in shown)
