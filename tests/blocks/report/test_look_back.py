"""Looking back: the select, the calendar, and two days side by side."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.blocks.kit.controls import BESIDE, CALENDAR, Control
from bot.blocks.report.frame import beside_message, calendar_message, look_back
from bot.domain.report.report import Report
from bot.i18n import texts_for
from tests.blocks.golden import assert_builder
from tests.blocks.samples import DAY, NOW, REPORTS

_EN: Final = texts_for("en")
_TODAY: Final = REPORTS["shares"]
_THEN: Final = replace(
    REPORTS["many-versions"],
    as_of=DAY - timedelta(weeks=4),
    snapshot=replace(REPORTS["many-versions"].snapshot, day=DAY - timedelta(weeks=4)),
)


def test_messages() -> None:
    """Two days, one of them without a meaning, and the calendar."""
    pairs = {"two-days": (_TODAY, _THEN), "unproved": (_THEN, replace(REPORTS["undetermined"], as_of=DAY))}
    assert_builder(
        "look_back",
        {case: lambda t, pair=pair: beside_message(pair, t, now=NOW) for case, pair in pairs.items()}
        | {"calendar": lambda t: calendar_message(Control("wx1", choice="report", only=CALENDAR), "shop", t)},
        full="two-days",
    )


def choices(report: Report, command: str, words: str = "") -> list[tuple[str, Control]]:
    """The select's, by their labels."""
    (select,) = look_back(report, command, _EN, now=NOW, words=words)
    return [(option["text"]["text"], Control.decode(option["value"])) for option in select["options"]]


def test_of_today() -> None:
    """A breakdown has two more choices than other answers; each names its day."""
    asked = dict(choices(_TODAY, "report"))
    raised = dict(choices(_TODAY, "raise", "3.8.5"))

    assert list(asked) == ["A week ago", "Four weeks ago", "Beside a week ago", "Beside four weeks ago", "A day …"]
    assert (asked["Beside a week ago"].day, asked["Beside a week ago"].only) == (DAY - timedelta(weeks=1), BESIDE)
    assert list(raised) == ["A week ago", "Four weeks ago", "A day …"]
    assert {(control.choice, control.text) for control in raised.values()} == {("raise", "3.8.5")}


def test_of_an_earlier_day() -> None:
    """It leads back, and not to itself."""
    assert [label for label, _ in choices(_THEN, "report")] == ["Now", "A week ago", "Beside today", "A day …"]


def test_too_many_words() -> None:
    """A select that could not repeat the question is not there."""
    assert look_back(_TODAY, "trend", _EN, now=NOW, words="3.8.5 " * 20) == []
