"""`/baselib waiting` and `/baselib changes`, and the same on Home and for agents."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.blocks.kit import controls
from bot.blocks.kit.controls import ON, Control
from bot.domain.access import SYSTEM, AuditAction, AuditEntry, Grant, Role
from bot.domain.delivery import SlackCode
from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import AuthStatus, Program
from bot.errors import WeChatBusy
from bot.i18n import texts_for
from bot.ports.slack import Person
from bot.usecases.report.read import read_failure_of
from tests.contracts.conftest import VAULT
from tests.domain.break_world import SINCE, days
from tests.domain.build import TODAY, snapshot_of
from tests.fakes.programs import FakePrograms
from tests.fakes.public import FakePublicSource
from tests.handlers.context import ALICE, BOWEN, CAFE, CHANNEL, NOW, SHOP, TEAM, Office
from tests.handlers.decisions.acting import SMALL, propose, vote
from tests.handlers.home.tab import element, subscribed, texts
from tests.mcp.endpoint import open_endpoint
from tests.usecases.report.test_breaks import public_of

T = texts_for("en")
DAY = timedelta(days=1)
CALM = {"3.8.1": "60", "3.0.0": "39.5", "2.30.0": "0.5"}
NOTHING = T("waiting-nothing")


async def read(office: Office, *programs: Program, minimum: str = "2.30.0", rows: dict[str, str] = CALM) -> None:
    """Today; and the same, but for the minimum and a version, on the days before."""
    for back in range(15):
        shares = rows if back < 3 else CALM
        kept = [
            snapshot_of(shares, NOW.date() - back * DAY, minimum=minimum if back < 3 else "2.30.0", appid=each.appid)
            for each in programs
        ]
        await office.snapshots.save(TEAM, [replace(each, taken_at=NOW - back * DAY) for each in kept])


async def test_a_vote_waits_for_those_who_can_give_it(office: Office) -> None:
    """Not for the proposer, not for those who may only look, and no longer once it is given."""
    office.source.set(SHOP.appid, SMALL)
    decision = await propose(office)
    waiting = (await office.ask("waiting", user=BOWEN)).text
    await office.rules.grant(TEAM, Grant("U0VIEW", Role.VIEWER, ALICE, NOW))

    assert waiting == texts_for("zh-CN")("waiting", what=texts_for("zh-CN")("waiting-votes", count=1))
    assert (await office.ask("waiting")).text == NOTHING
    assert (await office.ask("waiting", user="U0VIEW")).text == NOTHING
    await vote(office, decision, BOWEN)
    for user in (ALICE, BOWEN):  # approved, and to be set by hand by whoever may
        assert "3.8.0" in str((await office.ask("waiting", user=user)).blocks)
    await office.pressed(controls.DECISION_SET, Control(subject_id=decision.id))
    assert (await office.ask("waiting")).text == NOTHING


async def test_blocked_programs_with_cause_and_link() -> None:
    """The link only where it helps and the person may send it; the same link all day, so that open tabs rest."""
    office = Office(vault=VAULT, public_url="https://baselib.example", programs=FakePrograms(SHOP, CAFE))
    busy = WeChatBusy(code=-1, errmsg="system error", rid="made-up")
    await office.read_failures.note(TEAM, [read_failure_of(SHOP.appid, busy, now=NOW - DAY)])
    unreadable = str((await office.ask("waiting")).blocks)
    office.programs.programs[1] = replace(CAFE, status=AuthStatus.REVOKED)
    office.clock.advance(DAY)
    first, second = [str((await office.ask("waiting")).blocks) for _ in range(2)]
    await office.rules.grant(TEAM, Grant("U0VIEW", Role.VIEWER, ALICE, NOW))
    viewer = str((await office.ask("waiting", user="U0VIEW")).blocks)

    assert "system error" in unreadable
    assert T("waiting-since", day="22 Nov 2026") in unreadable
    assert T("waiting-cause-revoked") in first
    assert ["wechat/authorize?pass=" in text for text in (unreadable, first, viewer)] == [False, True, False]
    assert first == second


async def test_one_that_can_be_read_again() -> None:
    """The list may be a minute old, its causes are not; each program that a tool lists has its own."""
    busy = WeChatBusy(code=-1, errmsg="system error", rid="made-up")
    many = [Program(Visible(f"wx{number:016}"), f"many-{number}") for number in range(8)]
    office = Office(programs=FakePrograms(*many))
    await office.read_failures.note(TEAM, [read_failure_of(each.appid, busy, now=NOW - DAY) for each in many])
    async with open_endpoint(office) as endpoint:
        told = (await endpoint.call("what_waits"))["structuredContent"]["attention"]
    before = (await office.ask("waiting")).text
    await office.read_failures.clear(TEAM, [many[0].appid])

    assert len(told) == len(many)
    assert all("system error" in each["cause"] for each in told)
    assert (await office.ask("waiting")).text == before


async def test_an_earlier_failure_is_no_cause() -> None:
    """WeChat was busy before the merchant took the authorisation back: only that is said, everywhere."""
    office = Office(programs=FakePrograms(replace(SHOP, status=AuthStatus.REVOKED), CAFE))
    busy = WeChatBusy(code=-1, errmsg="system error", rid="made-up")
    await office.read_failures.note(TEAM, [read_failure_of(SHOP.appid, busy, now=NOW - DAY)])
    waiting, blocked = str((await office.ask("waiting")).blocks), str((await office.ask("fleet blocked")).blocks)
    async with open_endpoint(office) as endpoint:
        (told,) = (await endpoint.call("what_waits"))["structuredContent"]["attention"]

    assert T("waiting-cause-revoked") in waiting
    assert "22 Nov" not in waiting + blocked
    assert "system error" not in waiting
    assert (told["standing"], told["cause"], told["since"]) == ("revoked", T("waiting-cause-revoked"), None)


async def test_failing_digests_are_their_owners(office: Office) -> None:
    """One that Slack refuses waits for its owner; Home, the message and an agent say the same."""
    await read(office, SHOP, CAFE)
    subscription = await subscribed(office)
    await office.subscriptions.put(subscription.paused(SlackCode("is_archived")))
    message = await office.ask("waiting")
    home = await office.look_home()
    async with open_endpoint(office) as endpoint:
        told = await endpoint.call("what_waits")
        others = await endpoint.call("what_waits", user=BOWEN)

    assert message.text == T("waiting", what=T("waiting-digests", count=1))
    assert home["blocks"][: len(message.blocks) - 1] == message.blocks[:-1]
    assert told["content"][0]["text"] == message.text
    assert [each["channel"] for each in told["structuredContent"]["failing_digests"]] == [CHANNEL]
    assert others["structuredContent"]["waits"] is False
    for number in range(14):
        await office.subscriptions.put(replace(subscription, id=f"S{number:02}", channel_id=f"C0QUIET{number:02}"))
    assert (await office.ask("waiting")).text == message.text
    assert NOTHING in texts(await office.look_home(user="U0OTHER"))


async def test_the_switch(office: Office) -> None:
    view = await office.look_home()
    assert T("weekly-off") in texts(view)
    on = await office.home_actions(controls.HOME_WEEKLY, Control(choice=ON))
    assert T("weekly-on", when="every Monday at 09:00 (Europe/London)") in texts(on)
    assert element(on, controls.HOME_WEEKLY)["value"] == "{}"
    kept = await office.subscriptions.of_channel(TEAM, ALICE)
    assert kept
    await office.subscriptions.put(kept.paused(SlackCode("messages_tab_disabled")))
    assert T("weekly-stopped", code="messages_tab_disabled") in texts(await office.look_home())
    on = await office.home_actions(controls.HOME_WEEKLY, Control(choice=ON))
    assert T("weekly-on", when="every Monday at 09:00 (Europe/London)") in texts(on)
    office.people.change(Person(ALICE, "en-GB", "Asia/Tokyo"))
    assert await office.happen({"type": "user_change", "user": {"id": ALICE, "tz": "Asia/Tokyo"}}) == 200
    await office.settle()
    assert T("weekly-on", when="every Monday at 09:00 (Asia/Tokyo)") in texts(await office.look_home())
    off = await office.ask("waiting weekly off")
    assert T("weekly-off") in str(off.blocks)
    assert "weekly" in (await office.ask("waiting weekly")).text


async def test_what_changed(office: Office) -> None:
    """Of the program named, the channel's, all one by one, or a fleet; since any day; for agents the same."""
    await read(office, SHOP, minimum="3.0.0")
    await read(office, CAFE)
    since = "16 Nov 2026"
    named, quiet, both = [(await office.ask(f"changes{words}")).text for words in (" shop", " cafe 14d", "")]
    fleet, yesterday = (await office.ask("changes fleet")).text, (await office.ask("changes shop yesterday")).text
    async with open_endpoint(office) as endpoint:
        told = await endpoint.call("what_changed", {"program": "shop"})
        of_all = await endpoint.call("what_changed", {"compared_with": "14d"})
        wrong = await endpoint.call("what_changed", {"compared_with": "someday"})

    assert named == both == told["content"][0]["text"]
    assert named == "shop: minimum raised to 3.0.0 (0.50% cut off)"
    assert quiet.startswith("cafe: nothing has changed since 9 Nov 2026.")
    assert yesterday.startswith("shop: nothing has changed since 22 Nov 2026.")
    assert fleet == f"{T('fleet')}: {T('fleet-change-raised')} (1); 1 program has changed since {since}"
    (row,) = told["structuredContent"]["programs"]
    assert (row["minimum_before"], row["minimum"], row["event"]) == ("2.30.0", "3.0.0", "raised")
    assert [each["alias"] for each in of_all["structuredContent"]["programs"]] == ["shop"]
    assert wrong["isError"]


async def test_decisions_and_authorisations_are_changes(office: Office) -> None:
    await read(office, SHOP, CAFE)
    office.programs.programs[1] = replace(CAFE, status=AuthStatus.REVOKED)
    ended = AuditEntry(TEAM, NOW, SYSTEM, AuditAction.AUTHORISATION_ENDED, CAFE.appid, after={"standing": "revoked"})
    office.audit.entries.append(ended)
    office.audit.entries.append(replace(ended, subject="wx-elsewhere"))
    await propose(office, "propose 3.0.0 shop because")
    both = str((await office.ask("changes")).blocks)
    shop = str((await office.ask("changes shop")).blocks)
    office.clock.advance(9 * DAY)
    await read(office, SHOP, CAFE)
    later = await office.ask("changes shop 2d")

    assert T("changes-revoked") in both
    assert "cafe" in both
    assert T("changes-revoked") not in shop
    assert T("decisions-news") in shop
    assert T("decisions-news") not in str(later.blocks)


async def test_a_date_that_moved(office: Office) -> None:
    for back in range(100):
        lost = 1.4 + 0.02 * max(back, 7)  # the fall stopped a week ago
        rows = {"3.8.1": f"{99.9 - lost:.2f}", "3.0.0": f"{lost:.2f}", "2.30.0": "0.1"}
        kept = snapshot_of(rows, NOW.date() - back * DAY, minimum="2.30.0", appid=SHOP.appid)
        await office.snapshots.save(TEAM, [replace(kept, taken_at=NOW - back * DAY)])

    answer = str((await office.ask("changes shop")).blocks)

    assert re.search(r"The date when 3\.8\.1 is safe moved \(\d+ \w+( 2027)? → \d+ \w+( 2027)?\)", answer)


async def test_many_programs_are_one_fleet() -> None:
    many = [Program(Visible(f"wx{number:016d}"), f"m{number}") for number in range(6)]
    office = Office(programs=FakePrograms(*many))
    await read(office, *many, minimum="3.0.0")

    async with open_endpoint(office) as endpoint:
        told = (await endpoint.call("what_changed"))["structuredContent"]

    title = f"{T('fleet')}: {T('fleet-change-raised')} (6); 6 programs have changed since 16 Nov 2026"
    assert (await office.ask("changes")).text == title
    assert [(each["appid"], each["alias"], each["kinds"]) for each in told["fleet"]] == [
        (each.appid, each.alias, ["raised"]) for each in many
    ]


async def test_what_cannot_be_compared(office: Office) -> None:
    """A program without earlier numbers has not changed, nor has one that cannot be read; an agent gets both."""
    new = Program(Visible("wx0000000000000003"), "new")
    office.programs.programs.append(new)
    await read(office, SHOP, minimum="3.0.0")
    await office.snapshots.save(TEAM, [replace(snapshot_of(CALM, NOW.date(), appid=new.appid), taken_at=NOW)])
    office.source.fail(CAFE.appid, WeChatBusy(code=-1, errmsg="system error", rid="made-up"))
    answer = await office.ask("changes")
    async with open_endpoint(office) as endpoint:
        told = (await endpoint.call("what_changed"))["structuredContent"]

    assert answer.text == "shop: minimum raised to 3.0.0 (0.50% cut off)"
    assert T("changes-first", since="16 Nov 2026") in str(answer.blocks)
    assert [each["alias"] for each in told["programs"]] == ["shop"]
    assert [each["alias"] for each in told["uncompared"]] == ["new"]
    assert [(each["alias"], each["error"]) for each in told["unread"]] == [("cafe", WeChatBusy.key)]
    assert (told["left_out"], told["public_break"]) == (0, None)


@pytest.mark.parametrize(
    ("since", "until", "goes_on", "turn"),
    [
        (SINCE, date.max, True, None),
        (TODAY - 5 * DAY, date.max, True, "began"),
        (SINCE, TODAY - 5 * DAY, False, "over"),
        (TODAY - 58 * DAY, date.max, False, "lasts"),
    ],
)
async def test_what_became_of_a_public_break(since: date, until: date, goes_on: bool, turn: str | None) -> None:  # noqa: FBT001
    """An agent gets the break that goes on, and how it turned since the day compared with."""
    shown = await public_of(days(since=since, until=until)).since(date.min)
    office = Office(programs=FakePrograms(SHOP), public_source=FakePublicSource(shown[-1]))
    await office.public_snapshots.save(*shown)
    async with open_endpoint(office) as endpoint:
        told = (await endpoint.call("what_changed"))["structuredContent"]
    day = until if turn == "over" else since

    assert (told["public_break"] or {}).get("since") == (since.isoformat() if goes_on else None)
    about = {"turn": turn, "since": day.isoformat(), "factor": pytest.approx(2.4, abs=0.2)}
    assert told["public_turn"] == (about if turn else None)
