"""What ships and what does not."""

import pytest

from bot.scan.rules.packing import read_packing


@pytest.mark.parametrize(
    ("kind", "value", "left_out", "kept"),
    [
        ("file", "a/b.js", "a/b.js", "a/b.json"),
        ("file", "./a/b.js", "a/b.js", "b.js"),
        ("folder", "/drafts/", "drafts/a/b.js", "a/drafts/b.js"),
        ("folder", "drafts", "drafts/a.js", "drafts.js"),
        ("suffix", ".test.js", "a/b.test.js", "a/test.js"),
        ("prefix", "mock", "a/mock-b.js", "mock/b.js"),
        ("glob", "a/*.test.js", "a/b.test.js", "b/b.test.js"),
        ("regexp", "/\\.test\\./", "a/b.test.js", "a/btest.js"),
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
    "entry",
    [
        {"type": "moon", "value": "a"}, {"type": "file"}, {"type": "file", "value": ""},
        {"type": ["file"], "value": "a"}, {"type": "regexp", "value": "("}, {"type": "file", "value": "a" * 1000},
        {"type": "regexp", "value": "(?=a)a"}, {"type": "regexp", "value": "\ud800"},
        {"type": "regexp", "value": "((a{100}){100}){100}"}, "a", None,
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
