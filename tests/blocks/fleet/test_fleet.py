"""What is said about a whole fleet, and its lists for a spreadsheet."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

import pytest

from bot.blocks.fleet.fleet import fleet_message
from bot.blocks.fleet.fleet_text import headline
from bot.blocks.fleet.raise_ import fleet_raise_message
from bot.blocks.fleet.spreadsheet import fleet_csv, fleet_raise_csv
from bot.blocks.kit.message import Message
from bot.domain.fleet.raise_ import fleet_raise, raise_row
from bot.domain.fleet.report import FleetRow, Sort, fleet_report
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.summary import Numbers, Summary
from bot.domain.programs.program import AuthStatus, Program
from bot.export import ExportFile
from bot.i18n import LOCALES, Texts, texts_for
from tests.blocks.checks import assert_sendable
from tests.blocks.golden import assert_builder
from tests.blocks.samples import DAY, NEWS, NOW, SHOP
from tests.domain.build import v
from tests.export.reading import cells_of

EVIL: Final = Program("wx1111111111111111", nickname='=HYPERLINK("http://x","<!channel>")', tags=("food",))
"""A nickname that would ping a channel and calculate in a spreadsheet."""


def summary(loss: str, *, high: str = "", minimum: str = "3.0.0", day: date = DAY) -> Summary:
    """Proved numbers; losses in percent."""
    bounds = Bounds(Decimal(loss) / 100, Decimal(high or loss) / 100)
    return Summary("wx", day, NOW, Numbers.PROVED, v(minimum), bounds, v("3.12.0"))


ROWS: Final = [
    FleetRow(SHOP, summary("2.4"), summary("2.9", day=date(2026, 11, 16))),
    FleetRow(NEWS, summary("0.3", high="0.9", minimum="2.19.4")),
    FleetRow(EVIL, replace(summary("0"), numbers=Numbers.UNDETERMINED, loss=None, safe_minimum=None)),
    FleetRow(Program("wx2222222222222222", "gone", status=AuthStatus.REVOKED), None),
    FleetRow(Program("wx3333333333333333", "busy"), summary("0"), error_key="wechat-busy"),
]
FINE: Final = [FleetRow(SHOP, summary("0"))]
MANY: Final = [
    FleetRow(Program(f"wx{number:016d}", nickname=f"{'云上商城' * 20} {number}"), summary(f"{number / 1000}"))
    for number in range(10_000)
]
REPORT: Final = fleet_report(ROWS, Sort.LOSS)
RAISE: Final = fleet_raise(
    v("3.9.0"),
    [
        raise_row(SHOP, Bounds(Decimal("0.08"), Decimal("0.08")), v("3.0.0"), v("3.9.0")),
        raise_row(NEWS, Bounds(Decimal("0.012"), Decimal("0.019")), v("2.19.4"), v("3.9.0")),
        raise_row(EVIL, None, None, v("3.9.0")),
        raise_row(Program("wx3333333333333333", "busy"), Bounds(Decimal(0), Decimal("0.004")), None, v("3.9.0")),
    ],
)
ALL_CAN: Final = fleet_raise(v("2.0.0"), [raise_row(SHOP, None, v("3.0.0"), v("2.0.0"))], tag="food")

MESSAGES: Final[dict[str, Callable[[Texts], Message]]] = {
    "overview": lambda t: fleet_message(REPORT, t),
    "all-fine": lambda t: fleet_message(fleet_report(FINE, Sort.NAME, tag="food"), t),
    "shared": lambda t: fleet_message(REPORT, t, shared=True),
    "shared-by": lambda t: fleet_message(REPORT, t, shared_by="U0SHARER"),
    "raise": lambda t: fleet_raise_message(RAISE, t),
    "raise-all-can": lambda t: fleet_raise_message(ALL_CAN, t),
    "raise-shared-by": lambda t: fleet_raise_message(RAISE, t, shared_by="U0SHARER"),
}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (ROWS[:2], "1 of 2 Mini Programs cuts off more than 1% of its users at its current minimum."),
        (
            ROWS[1:3],
            "1 of 2 Mini Programs has usable data; it cuts off at most 1% of its users at its current minimum.",
        ),
        (ROWS[2:], "None of 3 Mini Programs has usable data."),
        (ROWS[2:3], "The one Mini Program has no usable data."),
    ],
)
def test_headline(rows: list[FleetRow], said: str) -> None:
    """It claims nothing of programs whose numbers are not known."""
    assert headline(fleet_report(rows, Sort.LOSS), texts_for("en")) == said


def test_messages() -> None:
    """Each is the one that was read and found good, and Slack would take it."""
    assert_builder("fleet", MESSAGES, full="overview")


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("sort", Sort)
def test_ten_thousand_programs_fit(sort: Sort, locale: str) -> None:
    """However many programs there are and however long their names, Slack takes the message."""
    assert_sendable(fleet_message(fleet_report(MANY, sort), texts_for(locale)))


def test_lists_for_a_spreadsheet() -> None:
    """Every program has its line, in the list's order, with plain numbers."""
    lists: dict[str, Callable[[Texts], ExportFile]] = {
        "baselib-fleet-2026-11-23.csv": lambda t: fleet_csv(REPORT, t, day="2026-11-23"),
        "baselib-raise-3.9.0-2026-11-23.csv": lambda t: fleet_raise_csv(RAISE, t, day="2026-11-23"),
    }
    lines = {name: lambda t, make=make: make(t).content.splitlines() for name, make in lists.items()}

    assert [make(texts_for("en")).name for make in lists.values()] == list(lists)
    assert_builder("fleet_csv", lines, in_slack=False)


def test_a_nickname_is_no_formula() -> None:
    """What a merchant calls a program is text to the spreadsheet, too, and comes back whole."""
    content = fleet_csv(REPORT, texts_for("en"), day="2026-11-23").content

    rows = cells_of(content)

    assert content.startswith("\ufeff")
    assert f"'{EVIL.nickname}" in [row[2] for row in rows]
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)
