"""A whole fleet's messages, and its lists for a spreadsheet."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Final

import pytest

from bot.blocks.fleet import fleet_message, fleet_raise_message, safe_minimum_bars, tags_message
from bot.blocks.fleet_text import fleet_csv, fleet_raise_csv, headline
from bot.blocks.kit.elements import Message
from bot.domain.fleet import Filter, FleetRaise, FleetReport, Sort, Verdict, raise_row
from bot.domain.fleet_row import FleetRow, Standing
from bot.domain.numbers.distribution import Bounds, Do, advise
from bot.domain.numbers.judgement import UNKNOWN, Judgement, Numbers, Suspicion
from bot.domain.numbers.snapshot import KnownLoss, Users, Visible
from bot.domain.programs import AuthStatus, Program
from bot.export import ExportFile
from bot.i18n import LOCALES, Texts, texts_for
from tests.blocks.checks import assert_builder, assert_sendable, block_of, mrkdwn_texts
from tests.blocks.samples import DAY, NEWS, SHOP
from tests.domain.build import v
from tests.export.test_report_json import cells_of
from tests.fakes.fleet import fleet_raise, fleet_raise_of_all, fleet_report

EVIL: Final = Program(Visible("wx1111111111111111"), nickname='=HYPERLINK("http://x","<!channel>")', tags=("food",))
"""Would ping a channel and calculate in a spreadsheet."""


def judgement(loss: str, *, high: str = "", minimum: str = "3.0.0", day: date = DAY, week_ago: str = "") -> Judgement:
    bounds, safe, worst = _percent(loss, high or loss), v("3.12.0"), _percent("0.8", "0.8")
    return Judgement(
        day,
        Numbers.PROVED,
        minimum=v(minimum),
        loss=bounds,
        safe=safe,
        safe_loss=worst,
        safe_today=safe,
        do=advise(v(minimum), bounds, safe, worst).do,
        week_ago=_percent(week_ago, week_ago) if week_ago else None,
    )


def _percent(low: str, high: str) -> Bounds:
    return Bounds(Decimal(low) / 100, Decimal(high) / 100)


UNCLEAR: Final = Judgement(DAY, minimum=v("3.0.0"))


ROWS: Final = [
    FleetRow(SHOP, judgement("2.4", week_ago="2.9")),
    FleetRow(NEWS, judgement("0.3", high="0.9", minimum="2.19.4")),
    FleetRow(EVIL, UNCLEAR),
    FleetRow(Program(Visible("wx2222222222222222"), "gone", status=AuthStatus.REVOKED), None),
    FleetRow(Program(Visible("wx3333333333333333"), "busy"), judgement("0"), error_key="wechat-busy"),
]
FINE: Final = [FleetRow(SHOP, judgement("0", minimum="3.12.0"))]
MANY: Final = [
    FleetRow(
        Program(Visible(f"wx{number:016d}"), nickname=f"{'云上商城' * 20} {number}"), judgement(f"{number / 1000}")
    )
    for number in range(10_000)
]
COUNTED: Final = [
    replace(row, judgement=judgement(f"{number / 1000}", high=f"{number / 900}"), users=Users(DAY, other=number * 9999))
    for number, row in enumerate(MANY)
]
REPORT: Final = fleet_report(ROWS, Sort.ATTENTION)
_DOUBTFUL: Final = replace(judgement("0.2"), suspicions=(Suspicion.LOW_TOTAL,), of=date(2026, 11, 22), do=Do.KNOW)
NOT_NOW: Final = [
    *ROWS,
    FleetRow(Program(Visible("wx4444444444444444"), "short"), _DOUBTFUL),
    FleetRow(Program(Visible("wx5555555555555555"), "waits"), replace(judgement("0.2"), known=False)),
]
"""Of one the list looks wrong, another one is still to be judged."""
RAISE_ROWS: Final = [
    raise_row(
        SHOP,
        KnownLoss(v("3.0.0"), Bounds(Decimal("0.08"), Decimal("0.08"))),
        v("3.9.0"),
        Judgement(numbers=Numbers.PROVED, safe=v("9")),
    ),
    raise_row(
        NEWS,
        KnownLoss(v("2.19.4"), Bounds(Decimal("0.012"), Decimal("0.019"))),
        v("3.9.0"),
        Judgement(numbers=Numbers.PROVED, safe=v("9")),
    ),
    raise_row(EVIL, KnownLoss(None, None), v("3.9.0"), Judgement(numbers=Numbers.PROVED, safe=v("9"))),
    raise_row(
        Program(Visible("wx3333333333333333"), "busy"),
        KnownLoss(None, Bounds(Decimal(0), Decimal("0.004"))),
        v("3.9.0"),
        Judgement(numbers=Numbers.PROVED, safe=v("9")),
    ),
]
RAISE: Final = fleet_raise(v("3.9.0"), RAISE_ROWS)
ALL_CAN: Final = fleet_raise(
    v("2.0.0"),
    [raise_row(SHOP, KnownLoss(v("3.0.0"), None), v("2.0.0"), Judgement(numbers=Numbers.PROVED, safe=v("9")))],
    tag="food",
)

MESSAGES: Final[dict[str, Callable[[Texts], Message]]] = {
    "overview": lambda t: fleet_message(REPORT, t),
    "ready": lambda t: fleet_message(fleet_report(ROWS, Sort.ATTENTION, only=Filter.READY), t),
    "blocked": lambda t: fleet_message(fleet_report(ROWS, Sort.ATTENTION, only=Filter.BLOCKED), t),
    "not-now": lambda t: fleet_message(fleet_report(NOT_NOW, Sort.ATTENTION), t),
    "doubtful": lambda t: fleet_message(fleet_report(NOT_NOW, Sort.ATTENTION, only=Filter.DOUBTFUL), t),
    "unjudged": lambda t: fleet_message(fleet_report(NOT_NOW, Sort.ATTENTION, only=Filter.UNJUDGED), t),
    "none-listed": lambda t: fleet_message(fleet_report(ROWS, Sort.ATTENTION, only=Filter.FINE), t),
    "tags": lambda t: tags_message(REPORT, t),
    "no-tags": lambda t: tags_message(fleet_report(FINE, Sort.NAME), t),
    "all-fine": lambda t: fleet_message(fleet_report(FINE, Sort.NAME, tag="food"), t),
    "shared": lambda t: fleet_message(REPORT, t, shared=True),
    "shared-by": lambda t: fleet_message(REPORT, t, shared_by="U0SHARER"),
    "raise": lambda t: fleet_raise_message(RAISE, t),
    "raise-cannot": lambda t: fleet_raise_message(
        fleet_raise(v("3.9.0"), RAISE_ROWS, verdict=Verdict.LOSES_MORE), t, verdict=Verdict.LOSES_MORE
    ),
    "raise-all-there": lambda t: fleet_raise_message(ALL_CAN, t),
    "raise-shared-by": lambda t: fleet_raise_message(RAISE, t, shared_by="U0SHARER"),
}


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        (ROWS[:2], "2 programs · 1 needs attention · 1 can be raised today"),
        (ROWS[1:], "4 programs · 3 need attention · 1 can be raised today"),
        (FINE, "1 program · 1 is fine"),
        ([FleetRow(SHOP, None)], "1 program · 1 has no usage data"),
    ],
)
def test_headline(rows: list[FleetRow], text: str) -> None:
    assert headline(fleet_report(rows, Sort.ATTENTION), texts_for("en")) == text


def test_messages() -> None:
    assert_builder("fleet", MESSAGES, full="overview")


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("sort", Sort)
def test_ten_thousand_programs_fit(sort: Sort, locale: str) -> None:
    assert_sendable(fleet_message(_sorted(sort), texts_for(locale)))


@pytest.mark.parametrize("locale", LOCALES)
def test_many_lists_fit(locale: str) -> None:
    """Also lists of programs to raise, totals of many tags, and the cost for many."""
    t, (tagged, raised) = texts_for(locale), _lists()

    assert_sendable(fleet_message(replace(tagged, only=Filter.READY), t))
    assert_sendable(tags_message(tagged, t))
    assert_sendable(fleet_raise_message(raised, t))


@cache
def _sorted(sort: Sort) -> FleetReport:
    return fleet_report(COUNTED, sort)


@cache
def _lists() -> tuple[FleetReport, FleetRaise]:
    tagged = [
        replace(row, program=replace(row.program, tags=(f"{'标签' * 10}{n % 300}",))) for n, row in enumerate(COUNTED)
    ]
    raised = [
        raise_row(row.program, KnownLoss(row.minimum, row.loss), v("3.9.0"), row.judgement or UNKNOWN, row.users)
        for row in COUNTED
    ]
    return fleet_report(tagged, Sort.NAME), fleet_raise(v("3.9.0"), raised)


def test_each_blocked_program_says_what_helps() -> None:
    made = fleet_message(fleet_report(ROWS, Sort.ATTENTION, only=Filter.BLOCKED), texts_for("en"))
    rows = [[cell["text"] for cell in row] for row in block_of(made, "data_table")["rows"]]
    small = "\n".join(mrkdwn_texts([block for block in made.blocks if block["type"] == "context"]))

    helps = {row[1]: row[2] for row in rows}
    assert helps["authorisation"] == "authorise it again"
    assert helps["data unclear"] == "the operator sets the meaning"
    assert ("programs add" in small) == ("authorisation" in helps or "permission set 18" in helps)
    unclear = fleet_report(
        [row for row in ROWS if row.standing is Standing.UNDETERMINED], Sort.NAME, only=Filter.BLOCKED
    )
    alone = fleet_message(unclear, texts_for("en"))
    assert "programs add" not in "\n".join(mrkdwn_texts(alone.blocks))


def test_minimums_that_each_program_has_alone() -> None:
    alone = [ROWS[0], FleetRow(NEWS, judgement("0.3", minimum="2.19.4"))]
    shared = [ROWS[0], FleetRow(NEWS, judgement("0.3"))]
    each, both = (str(fleet_message(fleet_report(rows, Sort.NAME), texts_for("en")).blocks) for rows in (alone, shared))

    assert "Most common minimums" not in each
    assert "Most common minimums: 3.0.0 (2)." in both


def test_a_list_of_the_ready_has_no_problems_first() -> None:
    usual, ordered = (
        str(fleet_message(fleet_report(ROWS, sort, only=Filter.READY), texts_for("en")).blocks)
        for sort in (Sort.ATTENTION, Sort.LOSS)
    )

    assert "Programs that can be raised" in usual
    assert ": problems first" not in usual
    assert "Ready to raise: most cut off" in ordered


def test_columns_of_numbers_stay_numbers() -> None:
    """One text cell makes Slack sort the column as text, so unknown values are numbers."""
    made = [
        fleet_message(fleet_report(ROWS, Sort.ATTENTION, only=only), texts_for("en"))
        for only in (Filter.ALL, Filter.READY)
    ]
    tables = [block for message in made for block in message.blocks if block["type"] == "data_table"]
    kinds = [{cell["type"] for cell in column} for table in tables for column in zip(*table["rows"][1:], strict=True)]

    assert len(tables) == 2
    assert all(len(kind) == 1 for kind in kinds)
    assert kinds.count({"raw_number"}) == 5


def test_bars_are_at_most_twenty() -> None:
    """The most common minimums, oldest first; the rest share the last. Where each has few, the table says as much."""
    counts = {v(f"3.{minor}.0"): minor for minor in range(1, 26)}
    few = ({v("3.1.0"): 2, v("3.2.0"): 1}, {v("3.1.0"): 5, v("3.2.0"): 1}, {v("3.1.0"): 9})
    (bars,), none, (two,), alone = [
        [block["chart"]["series"][0]["data"] for block in safe_minimum_bars(some, texts_for("en"))]
        for some in (counts, *few)
    ]

    assert len(bars) == 20
    assert [bar["label"] for bar in bars[:2]] == ["3.7.0", "3.8.0"]
    assert (bars[-1]["label"], bars[-1]["value"]) == ("Other", sum(range(1, 7)))
    assert [bar["value"] for bar in two] == [5, 1]
    assert none == alone == []


def test_lists_for_a_spreadsheet() -> None:
    lists: dict[str, Callable[[Texts], ExportFile]] = {
        "baselib-fleet-2026-11-23.csv": lambda t: fleet_csv(t, day="2026-11-23").add(REPORT.rows).whole,
        "baselib-raise-3.9.0-2026-11-23.csv": lambda t: (
            fleet_raise_csv(v("3.9.0"), t, day="2026-11-23").add(fleet_raise_of_all(v("3.9.0"), RAISE_ROWS).rows).whole
        ),
    }
    lines = {name: lambda t, make=make: make(t).content.splitlines() for name, make in lists.items()}

    assert [make(texts_for("en")).name for make in lists.values()] == list(lists)
    assert_builder("fleet_csv", lines, in_slack=False)


def test_a_nickname_is_no_formula() -> None:
    content = fleet_csv(texts_for("en"), day="2026-11-23").add(REPORT.rows).whole.content

    rows = cells_of(content)

    assert content.startswith("\ufeff")
    assert f"'{EVIL.nickname}" in [row[2] for row in rows]
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)
