"""What a digest holds and offers."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Final

import pytest

from bot.blocks.digest.digest import digest_message
from bot.blocks.digest.fleet_digest import PAGES, ROWS, detail_pages, fleet_details_message, fleet_digest_message
from bot.blocks.kit import controls
from bot.blocks.kit.elements import Message
from bot.domain.digest.comparison import Entry, Kind
from bot.domain.digest.digest import Digest, digest_section
from bot.domain.digest.fleet_digest import NAMED, Failed, FleetChanges, FleetDigest, FleetDigestMemory, fleet_changes
from bot.domain.digest.subscription import Part, Scope
from bot.domain.fleet import Sort
from bot.domain.fleet_row import BLOCKED, WHOLE, FleetRow, Standing, State
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.judgement import Suspicion
from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import AuthStatus, Program
from bot.errors import BotError
from bot.i18n import LOCALES, Texts, texts_for
from tests.blocks.checks import action_ids, assert_builder, assert_sendable, block_of, mrkdwn_texts
from tests.blocks.samples import (
    BUSY,
    DAY,
    DIGESTS,
    NOW,
    REFUSED,
    REPORTS,
    SHARES,
    SHOP,
    SUBSCRIPTION,
    section_of,
    snapshot,
)
from tests.blocks.test_fleet import EVIL, MANY, judgement
from tests.blocks.test_fleet import ROWS as SOME
from tests.domain.build import Rows, v
from tests.domain.decisions.build import PROPOSED
from tests.fakes.fleet import fleet_memory, fleet_report

T = texts_for("en")


def _text(message: Message) -> str:
    return "\n".join(mrkdwn_texts(message.blocks))


def test_one_program_is_opened_from_the_row_of_buttons() -> None:
    """Beside the one that changes the subscription; both are quiet, and what the digest says to do comes first."""
    message = digest_message(DIGESTS["one-program"], T)

    assert action_ids(message) == [controls.DECISION_PROPOSE, controls.REPORT_OPEN, controls.DIGEST_CHANGE]
    assert ["style" in each for each in message.blocks[-1]["elements"]] == [True, False, False]


@pytest.mark.parametrize(
    "digest",
    [
        replace(DIGESTS["one-program"], decisions=(PROPOSED,)),
        replace(DIGESTS["one-program"], sections=(section_of(REPORTS["safe-is-minimum"]),)),
        DIGESTS["stale"],
    ],
    ids=["under way", "nothing to raise", "old numbers"],
)
def test_nothing_is_offered_to_propose(digest: Digest) -> None:
    assert controls.DECISION_PROPOSE not in action_ids(digest_message(digest, T))


def test_each_of_several_programs_has_its_own_button() -> None:
    message = digest_message(DIGESTS["two-programs"], T)

    labels = [block["accessory"]["accessibility_label"] for block in message.blocks if "accessory" in block]

    assert labels == ["Open breakdown of shop", "Open breakdown of news"]
    assert controls.REPORT_OPEN not in action_ids(message)


def test_a_chart_needs_three_points() -> None:
    two, three = (
        digest_message(Digest(SUBSCRIPTION, (section_of(REPORTS["shares"], weeks),), due_at=NOW), T)
        for weeks in ([1], [1, 2])
    )

    assert "data_visualization" not in [block["type"] for block in two.blocks]
    chart = block_of(three, "data_visualization")["chart"]
    assert chart["axis_config"]["categories"] == ["9 Nov", "16 Nov", "23 Nov"]
    assert all(len(line["data"]) == 3 for line in chart["series"])


def test_a_quiet_week_is_short() -> None:
    """Three lines under a title, without chart and table; nothing to do is no news."""
    kept = REPORTS["safe-is-minimum"]
    earlier = [replace(kept.snapshot, day=kept.snapshot.day - timedelta(weeks=weeks)) for weeks in (3, 2, 1)]
    message = digest_message(Digest(SUBSCRIPTION, (digest_section(kept, earlier),), due_at=NOW), T)

    assert message.text == "shop: nothing to do this week"
    assert message.blocks[0]["text"]["text"] == message.text
    assert [block["type"] for block in message.blocks] == ["header", "context", "section", "actions"]


@pytest.mark.parametrize(
    ("case", "title"),
    [
        ("first-one", "shop: Raise the minimum to 2.33.0: 0.82% of users are cut off."),
        ("one-program", "shop: 3.17.3 withdrawn"),
        ("undetermined", "shop: the numbers need attention"),
        ("unread", "shop could not be read"),
        ("many-programs", "10 programs need attention"),
    ],
)
def test_the_event_is_title_and_notification(case: str, title: str) -> None:
    message = digest_message(DIGESTS[case], T)

    assert message.text == message.blocks[0]["text"]["text"] == title


@pytest.mark.parametrize(
    ("names", "title"),
    [
        (["shop"], "shop: 3.17.3 withdrawn"),
        (["shop", "cafe"], "shop: 3.17.3 withdrawn, and cafe changed, too"),
        (["shop", "cafe", "tea"], "shop: 3.17.3 withdrawn, and cafe and tea changed, too"),
        (["shop", *"abcd"], "shop: 3.17.3 withdrawn, and 4 more programs changed"),
        (["shop", "m" * 40, "n" * 40, "o" * 40], "shop: 3.17.3 withdrawn, and 3 more programs changed"),
    ],
)
def test_a_title_names_the_others_that_changed(names: list[str], title: str) -> None:
    (part,) = DIGESTS["one-program"].sections
    sections = [
        replace(part, report=replace(part.report, program=Program(Visible(f"wx{at}"), alias)))
        for at, alias in enumerate(names)
    ]
    message = digest_message(Digest(SUBSCRIPTION, tuple(sections), due_at=NOW), T)

    assert message.text == message.blocks[0]["text"]["text"] == title


def test_every_version_in_words_is_in_the_table() -> None:
    message = digest_message(DIGESTS["one-program"], T)
    words = "\n".join(mrkdwn_texts([block for block in message.blocks if block["type"] == "section"]))
    named = set(re.findall(r"\d+\.\d+\.\d+", words))
    rows = {row[0]["text"].split(" ")[0] for row in block_of(message, "data_table")["rows"][1:]}

    assert named
    assert named <= rows


def test_a_run_of_withdrawn_versions_is_one_row() -> None:
    kept = REPORTS["shares"]
    then: Rows = {**SHARES, **{f"3.16.{patch}": "0" for patch in range(5)}}
    earlier = snapshot(then, day=DAY - timedelta(weeks=1), minimum="2.10.0")
    message = digest_message(Digest(SUBSCRIPTION, (digest_section(kept, [earlier]),), due_at=NOW), T)
    rows = [row[0]["text"] for row in block_of(message, "data_table")["rows"]]

    assert [row for row in rows if row.startswith("3.16")] == ["3.16.0–3.16.4"]


def test_only_a_late_one_says_so() -> None:
    on_time = Digest(SUBSCRIPTION, (section_of(REPORTS["shares"]),), due_at=NOW)
    late = Digest(SUBSCRIPTION, on_time.sections, due_at=NOW - timedelta(hours=2), late=True)

    assert "Late" not in _text(digest_message(on_time, T))
    assert "Late: it was due Mon 23 Nov 2026, 07:05 (Asia/Shanghai)." in _text(digest_message(late, T))


def test_every_program_is_named() -> None:
    digest = DIGESTS["many-programs"]

    message = _text(digest_message(digest, T))

    for part in digest.sections:
        assert part.report.program.name in message
    assert "mall0, mall1, mall2, mall3, mall4 and 2 more: WeChat is busy." in message
    assert "31 more programs do not fit." in message


@pytest.mark.parametrize(
    ("parts", "table", "chart", "named"),
    [
        (frozenset({Part.MOVEMENT}), True, False, False),
        (frozenset({Part.CHART}), False, True, False),
        (frozenset({Part.VERSIONS}), False, False, True),
        (frozenset[Part](), False, False, False),
    ],
)
def test_parts_that_are_left_out(parts: frozenset[Part], table: bool, chart: bool, named: bool) -> None:  # noqa: FBT001
    whole = DIGESTS["one-program"]
    message = digest_message(replace(whole, subscription=replace(whole.subscription, parts=parts)), texts_for("en"))
    kinds = [block["type"] for block in message.blocks]

    assert ("data_table" in kinds, "data_visualization" in kinds) == (table, chart)
    assert ("3.17.4" in str(message.blocks[2])) == named
    assert message.text == digest_message(whole, texts_for("en")).text


def test_a_sign_of_life_says_so() -> None:
    message = digest_message(replace(DIGESTS["one-program"], unchanged_since=date(2026, 10, 26)), texts_for("en"))

    assert "26 Oct 2026" in str(message.blocks[1])


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
    assert changes
    return changes


def test_messages() -> None:
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
    assert detail_pages(known(EVENTFUL.changes)) == 0
    assert detail_pages(LARGE) == 2
    assert "thread" in str(MESSAGES["many"](texts_for("en")).blocks)
    assert "thread" not in str(fleet_digest_message(replace(EVENTFUL, changes=LARGE), texts_for("en")).blocks)
