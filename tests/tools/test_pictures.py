"""The pictures in docs/ exist; `make screenshots` takes them again."""

import re

import pytest

from bot.i18n import LOCALES
from tests.charts.charts import png_size
from tests.project.repository import ROOT
from tools.screenshots.bots import ALONE, FOLDER, HEIGHTS, VIEWS, WIDTHS, picture

MOST_BYTES = 256 * 1024


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("view", VIEWS)
def test_picture(view: str, locale: str) -> None:
    """Each main view in each language, in a size that fits a page and loads quickly."""
    data = picture(view, locale).read_bytes()
    width, height = png_size(data)

    assert width == WIDTHS[view]
    assert height in HEIGHTS
    assert len(data) < MOST_BYTES


@pytest.mark.parametrize("locale", LOCALES)
def test_the_answer_stands_alone(locale: str) -> None:
    """The README's picture is the message only: narrower than the page, and light."""
    data = picture(ALONE, locale).read_bytes()

    assert png_size(data)[0] < WIDTHS["raise"] * 0.8
    assert len(data) < MOST_BYTES


def test_nothing_else_lies_there() -> None:
    """A picture that is no longer taken is removed."""
    taken = {picture(view, locale).name for view in (*VIEWS, ALONE) for locale in LOCALES}
    assert {path.name for path in FOLDER.iterdir()} == taken


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_readme_shows_a_picture_that_exists(name: str) -> None:
    """Every picture in a README is in the repository."""
    shown = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", (ROOT / name).read_text(encoding="utf-8"))

    assert shown
    assert all((ROOT / path).is_file() for path in shown)
