"""The fleet's digest, and the thread below it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Final

import pytest

from bot.blocks.digest.fleet_digest import PAGES, ROWS, detail_pages, fleet_details_message, fleet_digest_message
from bot.blocks.kit.elements import Message
from bot.domain.digest.comparison import Entry, Kind
from bot.domain.digest.fleet_digest import NAMED, Failed, FleetChanges, FleetDigest, FleetDigestMemory, fleet_changes
from bot.domain.digest.subscription import Scope
from bot.domain.fleet.report import Sort
from bot.domain.fleet.row import BLOCKED, WHOLE, FleetRow, Standing, State
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.judgement import Suspicion
from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import AuthStatus, Program
from bot.errors import BotError
from bot.i18n import LOCALES, Texts, texts_for
from tests.blocks.checks import assert_sendable
from tests.blocks.fleet.test_fleet import EVIL, MANY, judgement
from tests.blocks.fleet.test_fleet import ROWS as SOME
from tests.blocks.golden import assert_builder
from tests.blocks.samples import BUSY, NOW, REFUSED, SHOP, SUBSCRIPTION
from tests.domain.build import v
from tests.fakes.fleets import fleet_memory, fleet_report

FLEET: Final = replace(SUBSCRIPTION, scope=Scope(fleet=True))
LAST: Final = date(2026, 11, 16)


def _bounds(percent: str) -> Bounds:
    return Bounds(Decimal(percent) / 100, Decimal(percent) / 100)


def _entry(percent: str, *, minimum: str = "3.0.0", state: State = State.READ) -> Entry:
    return Entry(v(minimum), _bounds(percent), state)


def _failed(failed: Sequence[tuple[BotError, Sequence[Program]]], changes: FleetChanges | None) -> tuple[Failed, ...]:
    new = changes.unreadable if changes else frozenset()
    newly = [[each for each in programs if each.appid in new] for _, programs in failed]
    return tuple(
        Failed(error, len(programs), programs[:NAMED], len(of_them), of_them[:NAMED])
        for (error, programs), of_them in zip(failed, newly, strict=True)
    )


def _digest(
    rows: list[FleetRow], before: FleetDigestMemory | None, failed: Sequence[tuple[BotError, Sequence[Program]]] = ()
) -> FleetDigest:
    report = fleet_report(rows, Sort.LOSS, page=WHOLE)
    memory = fleet_memory(rows, "fleet")
    changes = fleet_changes(before, memory) if before else None
    names: dict[str, Program] = {row.program.appid: row.program for row in rows}
    blocked: dict[Standing, list[Program]] = {}
    for row in report.rows if before is None else ():
        if row.standing in BLOCKED and row.standing is not Standing.ERROR:
            blocked.setdefault(row.standing, []).append(row.program)
    return FleetDigest(
        FLEET, report, _failed(failed, changes), memory, changes, names, blocked, (LAST,) if before else (), due_at=NOW
    )


_BUSY: Final = Program(Visible("wx3333333333333333"), "busy")
_BEFORE: Final = FleetDigestMemory.of(
    "fleet",
    {
        SHOP.appid: _entry("0.9", minimum="2.30.0"),
        EVIL.appid: _entry("6"),
        "wx2222222222222222": _entry("0"),
        _BUSY.appid: _entry("0"),
        "wx4444444444444444": _entry("0"),
    },
)
_FAILED: Final = ((BUSY, (_BUSY, SHOP)), (REFUSED, (Program(Visible("wx5555555555555555"), "lasting"),)))
EVENTFUL: Final = _digest(
    [*SOME, FleetRow(Program(Visible("wx5555555555555555"), "lasting"), None, error_key="wechat-refused")],
    _BEFORE,
    _FAILED,
)
QUIET: Final = _digest(SOME, fleet_memory(SOME, "fleet"))
FIRST: Final = _digest(SOME, None)
_TAG: Final = replace(SUBSCRIPTION, scope=Scope(fleet=True, tag="food"))
TAGGED: Final = replace(QUIET, subscription=_TAG, report=fleet_report(SOME, Sort.LOSS, tag="food", page=WHOLE))

LARGE: Final = FleetChanges(
    fleet_changes(
        FleetDigestMemory.of("fleet", {row.program.appid: _entry("0.2") for row in MANY}),
        fleet_memory(MANY, "fleet"),
    ).rows[: ROWS + 5]
)

MESSAGES: Final[dict[str, Callable[[Texts], Message]]] = {
    "eventful": lambda t: fleet_digest_message(EVENTFUL, t, threaded=True),
    "quiet": lambda t: fleet_digest_message(QUIET, t),
    "sign-of-life": lambda t: fleet_digest_message(replace(QUIET, sign_of_life=True), t),
    "first": lambda t: fleet_digest_message(FIRST, t),
    "late": lambda t: fleet_digest_message(replace(QUIET, late=True, due_at=NOW - timedelta(hours=5)), t),
    "sent-now": lambda t: fleet_digest_message(replace(QUIET, due_at=None), t),
    "tag": lambda t: fleet_digest_message(TAGGED, t),
    "chosen": lambda t: fleet_digest_message(replace(QUIET, memory=replace(QUIET.memory, about="glance")), t),
    "many": lambda t: fleet_digest_message(
        replace(EVENTFUL, changes=LARGE, failed=_failed(_FAILED, LARGE)), t, threaded=True
    ),
    "details": lambda t: fleet_details_message(
        known(EVENTFUL.changes), {row.program.appid: row.program for row in EVENTFUL.report.rows}, 1, t
    ),
    "details-last": lambda t: fleet_details_message(LARGE, {row.program.appid: row.program for row in MANY}, 2, t),
}


def known(changes: FleetChanges | None) -> FleetChanges:
    """The changes, which there are."""
    assert changes
    return changes


def test_messages() -> None:
    """They match the goldens, and Slack takes them."""
    assert_builder("fleet_digest", MESSAGES, full="eventful")


@cache
def _everything(name: str, size: int) -> FleetDigest:
    """Many programs, hundreds changed in every possible way, with any names."""
    told = [each for each in State if each is not State.UNJUDGED]  # which no digest tells of
    states = [*told, State.READ, State.READ, State.READ]
    rows, before = list[FleetRow](), dict[str, Entry]()
    for number in range(size):
        status = {1: AuthStatus.REVOKED, 2: AuthStatus.NOT_GRANTED}.get(number % 9, AuthStatus.READABLE)
        program = Program(Visible(f"wx{number:016x}"), nickname=f"{number} {name}", status=status)
        found = judgement(f"{number % 7}.37", high=f"{number % 7}.91", minimum=f"3.{number % 3 + 8}.10")
        found = replace(found, suspicions=(Suspicion.LOW_TOTAL,)) if number % 9 == 5 else found
        rows.append(FleetRow(program, found, error_key="wechat-busy" if number % 9 == 3 else ""))
        if number % 11:
            before[program.appid] = _entry(f"{number % 8}", minimum="3.9.10", state=states[number % len(states)])
    before |= {f"wxgone{number}": _entry("1") for number in range(300)}
    programs = tuple(row.program for row in rows if row.error_key)
    failed = tuple((error, programs[start::7]) for start, error in enumerate([BUSY, REFUSED] * 3))
    return _digest(rows, FleetDigestMemory.of("fleet", before), failed)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    ("name", "size"), [("云上商城" * 20, 10_000), ("x" * 60, 2_000), ("<&>" * 40, 2_000), ("😀" * 60, 2_000)]
)
def test_thousands_of_programs_fit(name: str, size: int, locale: str) -> None:
    """Slack takes the digest and its ten replies; programs that do not fit are counted."""
    digest, t = _everything(name, size), texts_for(locale)
    changes = known(digest.changes)
    names: dict[str, Program] = {row.program.appid: row.program for row in digest.report.rows}
    pages = [fleet_details_message(changes, names, page, t) for page in range(1, detail_pages(changes) + 1)]

    assert len(changes.by_kind) >= len(Kind) - 3
    assert_sendable(fleet_digest_message(digest, t, threaded=True))
    assert len(pages) == PAGES
    for page in pages:
        assert_sendable(page)
    assert f"{len(changes.rows) - PAGES * ROWS:,}" in str(pages[-1].blocks[-1])


def test_no_thread_when_the_digest_says_all() -> None:
    """Every changed program is named already."""
    assert detail_pages(known(EVENTFUL.changes)) == 0
    assert detail_pages(LARGE) == 2
    assert "thread" in str(MESSAGES["many"](texts_for("en")).blocks)
    assert "thread" not in str(fleet_digest_message(replace(EVENTFUL, changes=LARGE), texts_for("en")).blocks)
