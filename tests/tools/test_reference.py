"""docs/reference/ is what the code says; `make reference` writes it again."""

import pytest

from tools.reference.__main__ import FOLDER, PAGES
from tools.reference.pages import text


@pytest.mark.parametrize("name", PAGES)
def test_page_is_current(name: str) -> None:
    """Changed commands, options, settings, metrics, errors and codes change there, too."""
    assert (FOLDER / name).read_text(encoding="utf-8") == PAGES[name](), "run `make reference` and commit the result"


def test_nothing_else_lies_there() -> None:
    """A page that is no longer made is removed."""
    assert {path.name for path in FOLDER.iterdir()} == set(PAGES)


@pytest.mark.parametrize(
    ("sentence", "written"),
    [
        ("Type `/baselib help`.", "Type `/baselib help`."),
        (
            "Type `use <program>` | _or_ *not*",
            "Type <code>use &lt;program&gt;</code> &#124; &#95;or&#95; &#42;not&#42;",
        ),
        ("Set BASELIB_ADMINS\nthere.", "Set `BASELIB_ADMINS` there."),
        ("with /slack/oauth_redirect behind it", "with `/slack/oauth_redirect` behind it"),
    ],
)
def test_sentences_stay_what_they_say(sentence: str, written: str) -> None:
    """Whatever would mean something to Markdown is shown as it is read elsewhere."""
    assert text(sentence) == written
