"""What ships and what does not."""

import pytest

from bot.scan.rules.settings import read_packing


@pytest.mark.parametrize(
    ("kind", "value", "left_out", "kept"),
    [
        ("file", "a/b.js", "a/b.js", "a/b.json"),
        ("file", "/a/b.js", "a/b.js", "b.js"),
        ("file", "A/b.js", "a/B.js", "b.js"),
        ("folder", "/drafts/", "drafts/a/b.js", "a/drafts/b.js"),
        ("folder", "drafts", "drafts/a.js", "drafts.js"),
        ("suffix", ".test.js", "a/b.test.js", "a/test.js"),
        ("prefix", "mock", "a/mock-b.js", "mock/b.js"),
        ("glob", "a/*.test.js", "a/b.test.js", "b/b.test.js"),
        ("glob", "a/*.js", "a/b.js", "a/b/c.js"),
        ("glob", "/a/*.js", "a/b.js", "b/a/b.js"),
        ("glob", "*.js", "a.js", "a/b.js"),
        ("glob", "a//*", "a/b.js", "a/b/c.js"),
        ("glob", "a?.js", "ab.js", "a/.js"),
        ("glob", "**/a?.js", "ab.js", "ab/c.js"),
        ("glob", "a/**/b.js", "a/b.js", "a/c/ab.js"),
        ("glob", "a/**/b.js", "a/c/d/b.js", "b.js"),
        ("glob", "a/**", "a/b/c.js", "b/a/c.js"),
        ("glob", "a**/c.js", "ab/c.js", "a/b/c.js"),
        ("glob", "**", "a/b.js", ""),
        ("glob", "[a-c]/[!b].js", "b/a.js", "b/b.js"),
        ("glob", "a[!b]c.js", "aac.js", "a/c.js"),
        ("regexp", "/test/", "a/test/b.js", "utils/latest.js"),
        ("regexp", "/test/", "test/b.js", "test.js"),
        ("regexp", "^/a", "a/b.js", "b/a.js"),
        ("regexp", "\\.Test\\.", "a/b.test.js", "a/btest.js"),
        ("regexp", "^a\\d|c", "A1.js", "ab.js"),
    ],
)
def test_entries(kind: str, value: str, left_out: str, kept: str) -> None:
    """Each kind of entry leaves out what it says, below the program's root."""
    packing = read_packing({"ignore": [{"type": kind, "value": value}]})

    assert packing.leaves_out(left_out)
    assert not packing.leaves_out(kept)
    assert packing.misunderstood == 0


def test_what_is_included_ships() -> None:
    """An entry under `include` is stronger."""
    packing = read_packing(
        {
            "ignore": [{"type": "folder", "value": "a"}],
            "include": [{"type": "file", "value": "a/b.js"}],
        }
    )

    assert packing.leaves_out("a/c.js")
    assert not packing.leaves_out("a/b.js")


@pytest.mark.parametrize(
    ("kind", "value", "kept"),
    [
        ("file", "./a.js", "a.js"),
        ("folder", "./a", "a/b.js"),
        ("suffix", "a/b.js", "a/b.js"),
        ("glob", "./a/*", "a/b.js"),
        ("glob", "a/*/", "a/b.js"),
        ("regexp", "\\S", "a.js"),
    ],
)
def test_what_wechat_matches_with_nothing(kind: str, value: str, kept: str) -> None:
    """All of it ships: paths have no leading dot, and patterns become lower case."""
    assert not read_packing({"ignore": [{"type": kind, "value": value}]}).leaves_out(kept)


def test_the_whole_program() -> None:
    """It is a folder as well."""
    everything = {"type": "folder", "value": "/"}

    assert read_packing({"ignore": [everything]}).leaves_out("a.js")
    assert not read_packing({"ignore": [everything], "include": [everything]}).leaves_out("a.js")


def test_what_is_included_and_not_understood() -> None:
    """It may be any of what is ignored."""
    ignored = {"type": "folder", "value": "a"}

    assert not read_packing({"ignore": [ignored], "include": [{"type": "glob", "value": "a/{b,c}"}]}).leaves_out("a/d")


@pytest.mark.parametrize(
    "entry",
    [
        {"type": "moon", "value": "a"}, {"type": "file"}, {"type": "file", "value": ""},
        {"type": ["file"], "value": "a"}, {"type": "regexp", "value": "("}, {"type": "file", "value": "a" * 1000},
        {"type": "regexp", "value": "(?=a)a"}, {"type": "regexp", "value": "\ud800"},
        {"type": "regexp", "value": "((a{100}){100}){100}"}, "a", None,
        *(
            {"type": "regexp", "value": value}
            for value in ("(?i)a", "(?P<b>a)", "[[:alpha:]]", "a\\z", "[]a]", "^*a", "*.js", "\\pL")
        ),
        *(
            {"type": "glob", "value": value}
            for value in ("!b", " !b", "#a", "{a,b}", "@(a)", "[a", "\\a", "[.-0]", "[[:alpha:]]", "[b-a]", "a]")
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_understood_is_counted(entry: object) -> None:
    """It leaves nothing out."""
    packing = read_packing({"ignore": [entry]})

    assert packing.misunderstood == 1
    assert not packing.leaves_out("a")


@pytest.mark.parametrize("options", [None, [], {}, {"ignore": {}}, {"ignore": None}])
def test_no_options(options: object) -> None:
    """Everything ships."""
    assert not read_packing(options).leaves_out("a")
