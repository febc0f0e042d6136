"""What follows two dashes behind a subcommand."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.errors import BadOption
from bot.export import Format
from handlers.command_options import NO_OPTIONS, TAKES_NONE, Options, Takes
from handlers.commands.registry import split_words

TODAY = date(2026, 11, 23)
DAY = date(2026, 10, 1)
ALL = Takes(on=True, formats=tuple(Format), history=True)
USAGE = "/baselib report [program]"


def split(text: str, takes: Takes = ALL) -> tuple[list[str], Options]:
    """The words and the options of what is typed."""
    return takes.split(split_words(text), today=TODAY, usage=USAGE)


@pytest.mark.parametrize(
    ("text", "words", "options"),
    [
        ("shop", ["shop"], NO_OPTIONS),
        ("shop --on 2026-10-01", ["shop"], Options(on=DAY)),
        ("--on 2026-10-01 corner coffee", ["corner", "coffee"], Options(on=DAY)),
        ("corner --on 2026-10-01 coffee", ["corner", "coffee"], Options(on=DAY)),
        ("shop --on=2026-10-01", ["shop"], Options(on=DAY)),
        ("shop —on 2026-10-01", ["shop"], Options(on=DAY)),
        ("shop –on 2026/10/1", ["shop"], Options(on=DAY)),
        ("shop ——on=2026年10月1日", ["shop"], Options(on=DAY)),
        ("shop ――on ２０２６－１０－０１", ["shop"], Options(on=DAY)),
        ("shop --ON yesterday", ["shop"], Options(on=date(2026, 11, 22))),
        ("shop --format csv", ["shop"], Options(format=Format.CSV)),
        ("shop —Format=JSON", ["shop"], Options(format=Format.JSON)),
        ("--history --format csv shop", ["shop"], Options(format=Format.CSV, history=True, deprecated=True)),
        ("--on all shop", ["shop"], Options(history=True)),
        ("shop —on 全部 --format json", ["shop"], Options(format=Format.JSON, history=True)),
        ("shop - x -on", ["shop", "-", "x", "-on"], NO_OPTIONS),
        ("—新品", ["—新品"], NO_OPTIONS),
    ],
)
def test_options(text: str, words: list[str], options: Options) -> None:
    """Anywhere, with a space or =, and with whatever a phone makes of two hyphens."""
    assert split(text) == (words, options)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("--on", "--on"),
        ("--on banana shop", "--on banana"),
        ("--on --format csv", "--on --format"),
        ("--format xml", "--format xml"),
        ("—format", "--format"),
        ("--history=all", "--history all"),
        ("--on 2026-10-01 --on 2026-10-02", "--on 2026-10-02"),
        ("--frmt csv", "--frmt"),
        ("--on all --format browserslist", "--format browserslist --on all"),
        ("--history shop --format browserslist", "--format browserslist --history"),
        ("--" + "x" * 200, "--" + "x" * 58),
    ],
)
def test_refused(text: str, named: str) -> None:
    """What is not taken is named, with what could be typed instead."""
    with pytest.raises(BadOption) as refused:
        split(text)

    assert refused.value.params == {"option": named, "usage": USAGE}


def test_each_subcommand_takes_its_own() -> None:
    """One that takes none is handed every word."""
    assert split("--format json", Takes(formats=(Format.JSON,))) == ([], Options(format=Format.JSON))
    assert split("x --format csv", TAKES_NONE) == (["x", "--format", "csv"], NO_OPTIONS)
    with pytest.raises(BadOption):
        split("--format csv", Takes(formats=(Format.JSON,)))
    with pytest.raises(BadOption):
        split("--on 2026-10-01", Takes(formats=(Format.JSON,)))


@given(st.none() | st.dates(), st.sampled_from([None, *Format]), st.booleans())
def test_asked_once_more(day: date | None, form: Format | None, history: bool) -> None:  # noqa: FBT001
    """Options written down for a command that is asked again say the same."""
    every = history and form is not Format.BROWSERSLIST
    options = Options(on=day, format=form, history=every, deprecated=every and day is not None)

    assert ALL.split(options.typed, today=TODAY, usage=USAGE) == ([], options)


@given(st.lists(st.text("-—–=onfrmatcsv2026 /年月日", max_size=12), max_size=8).map(" ".join))
@example("--a0")
def test_anything_can_be_typed(text: str) -> None:
    """Any text is understood or refused; no word that remains looks like an option."""
    try:
        words, _ = split(text)
    except BadOption:
        return
    assert not [word for word in words if word.startswith("--") and word[2:3].isalpha() and word.isascii()]
