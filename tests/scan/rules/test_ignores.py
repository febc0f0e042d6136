"""Comments that accept a use."""

import pytest

from bot.domain.scan.findings import Place
from bot.scan.rules.uses import Ignores, read_ignores


def accepted(source: str, name: str = "wx.getUserProfile", line: int = 1) -> bool:
    """Whether a source's comment accepts a use, and counts as used."""
    comments = list(read_ignores(source.encode(), "a.js"))
    ignores = Ignores({("a.js", line): [each for each in comments if each.line == line]})
    result = ignores.accepts(name, Place("a.js", line, 1))
    assert bool(ignores.unused) == (not result and bool(ignores.comments["a.js", line]))
    return result


@pytest.mark.parametrize(
    "source",
    [
        "wx.getUserProfile() // baselib-ignore wx.getUserProfile: staff only",
        "wx.getUserProfile() // baselib-ignore getUserProfile: staff only",
        "/* baselib-ignore wx.login, wx.getUserProfile: staff only */ wx.getUserProfile()",
        "<!-- baselib-ignore wx.login wx.getUserProfile: staff only -->",
    ],
)
def test_the_line_of_the_comment(source: str) -> None:
    """Each kind of comment, with one name or several."""
    assert accepted(source)


def test_the_next_line() -> None:
    """Names in markup are spelled as they are listed."""
    comment = "<!-- baselib-ignore-next-line <button open-type=chooseAvatar>: shown to staff -->\n<button/>"

    assert accepted(comment, "<button open-type=chooseAvatar>", 2)
    assert accepted("// baselib-ignore-next-line no-such-tag: ours", "<no-such-tag>", 2)
    assert not accepted(comment, "<button open-type=chooseAvatar>", 1)


@pytest.mark.parametrize(
    "source",
    [
        "// baselib-ignore wx.login: staff only",
        "// baselib-ignore wx.getUserProfile",
        "// baselib-ignore wx.getUserProfile:",
        "/* baselib-ignore wx.getUserProfile: */",
        "// baselib-ignore : staff only",
        "// baselib-ignore",
        "'baselib-ignore wx.getUserProfile: text'",
    ],
)
def test_what_accepts_nothing(source: str) -> None:
    """Another name, and a comment without a name or without a reason."""
    assert not accepted(source)


def test_no_comment_is_looked_for_where_there_is_none() -> None:
    """Most files have none."""
    assert list(read_ignores(b"wx.getUserProfile()", "a.js")) == []
