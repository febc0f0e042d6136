"""How WeChat counts, every answer says alike, while a break goes on and afterwards."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from bot.blocks.kit import controls
from bot.domain.access import Role, Viewpoint
from bot.domain.caveats import Key, caveats
from bot.domain.fleet_row import Standing, State
from bot.domain.numbers.judgement import Keeps
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.version import Meaning
from bot.export.report_json import raise_json, report_json, trend_json
from bot.scan.readers import read_report_file
from bot.usecases.decisions.change import advance_decisions
from bot.usecases.fleet import read_fleet
from bot.usecases.forecast import raise_minimum, read_trend
from tests.domain.break_world import coarse, days
from tests.domain.build import TODAY, read_as, snapshot_of, v
from tests.handlers.context import ALICE, BOWEN, SHOP, TEAM, Office
from tests.handlers.decisions.acting import post, propose, vote
from tests.handlers.worth import (
    DAY,
    FULL,
    at,
    day_by_day,
    keep,
    opened,
    public,
    said,
    shown,
    strings,
    with_minimum,
)


@pytest.mark.parametrize(
    ("text", "factor"),
    [("coverage 3.161.0 >= 99% shop", 2.4), ("loss < 1% at 3.161.0 shop", 2.4), ("loss > 1% at 3.168.0 shop", 0.4)],
)
async def test_a_break_sends_no_met_alert_again(text: str, factor: float) -> None:
    """What holds, and held before, stays so when WeChat counts otherwise, and when that is over (T1)."""
    since, until = TODAY - 20 * DAY, TODAY - 6 * DAY
    kept = days(factor, since=since, until=until, ago=120, minimum="3.150.0")
    before = [each for each in kept if each.day < since - 10 * DAY]
    office = await opened(*before)
    await office.ask(f"alert {text}")

    assert [day for day in await day_by_day(office, kept[len(before) :]) if day >= since] == []


async def test_a_change_that_lasts_withdraws_no_version() -> None:
    """After eight weeks WeChat's count is the new level, and no version fell by it (T2)."""
    office = await opened(*days(2.4, since=TODAY - 70 * DAY, ago=250, minimum="3.158.0"))

    assert "ithdraw" not in said(await office.ask("trend shop"))
    assert "ithdraw" not in said(await office.ask("changes 73d shop"))


async def test_public_numbers_fall_silent_in_a_break() -> None:
    kept = days(2.4, since=TODAY - 25 * DAY, ago=200)
    office = await opened(*with_minimum(coarse(kept), lambda _day: "3.162.0"), public=public(kept[:-15]))
    fleet = said(await office.ask("fleet"))

    assert "Keep 3.162.0" in (await office.ask("report shop")).text
    assert ("0.82% to 1.42%" in fleet, "cuts off too many" in fleet) == (True, False)


async def silent() -> Office:
    """WeChat's public numbers ended in a break that would have lasted by now, which only they show."""
    kept = days(2.4, since=TODAY - 70 * DAY, ago=250)
    shown = public([each for each in kept if each.day < TODAY - 50 * DAY])
    return await opened(*with_minimum(coarse(kept), lambda _day: "3.146.0"), public=shown)


async def test_public_numbers_stay_silent() -> None:
    """Once it would have lasted, nobody knows how WeChat counts: every answer says so, and nothing is set (T6)."""
    office = await silent()
    asked = ("report shop", "raise 3.155.0 shop", "cover 99 shop", "trend 3.155.0 shop", "fleet", "fleet raise 3.155.0")
    answers = [said(await office.ask(each)) for each in asked]
    newest = await office.usecases.read_report(TEAM, SHOP, now=at(TODAY))
    kept_by_a_gate = read_report_file(json.dumps(report_json(newest)).encode(), "shop.json")

    assert [each for each in answers if "how it has counted since is not known" not in each] == []
    assert [each for each in answers if "Recommendations stay" in each or "can be raised" in each] == []
    assert [each for each in answers if "counts now" in each or "new count" in each or "is fine" in each] == []
    assert "how it counts now, is not known" in (await office.ask("propose 3.155.0 shop")).text
    assert (newest.one_sided, newest.keeps(v("3.155.0"))) == (True, Keeps.NO)
    assert (kept_by_a_gate.one_sided, kept_by_a_gate.keeps(v("3.155.0"))) == (True, Keeps.NO)


@pytest.mark.parametrize(
    ("user", "unknown", "before", "promised"),
    [
        (
            ALICE,
            "How WeChat counts old versions is not known",
            "Wait: 3.155.0 is the highest",
            ["Safe at", "Safe:", "safe around", "probably"],
        ),
        (BOWEN, "微信如何统计旧版本尚不清楚", "请先等待：在微信统计变化之前", ["预计", "很可能", "可放心"]),
    ],
)
async def test_no_day_is_promised_by_a_count_that_nobody_knows(
    user: str, unknown: str, before: str, promised: list[str]
) -> None:
    """What is not known is said, also in titles, lists of alerts and digests (R2)."""
    office = await silent()
    await office.ask("alert loss < 1% at 3.155.0 shop")
    asked = ("raise 3.155.0 shop", "raise 3.162.0 shop", "cover 99 shop", "trend 3.155.0 shop", "report shop")
    *answers, report = [said(await office.ask(each, user=user)) for each in asked]
    cover, trend = [(await office.ask(each, user=user)).text for each in asked[2:4]]
    changed, alerts = await office.ask("changes 7d shop", user=user), said(await office.ask("alerts", user=user))
    newest = await shown(office)
    found = [await raise_minimum(office.usecases, TEAM, newest, v(each)) for each in ("3.155.0", "3.162.0")]

    assert [each for each in [*answers, report, said(changed)] if any(word in each for word in promised)] == []
    assert ("99%" in answers[0], unknown in cover, unknown in trend, unknown in alerts) == (True, True, True, True)
    assert before in report
    assert changed.text in (f"shop: {unknown}", f"shop：{unknown}")
    for each in map(raise_json, found):
        assert [target["arrival"] for target in each["foreseen"]["targets"]] == ["unsettled"] * 2
        assert (each["foreseen"]["targets"][0]["day"], each["foreseen"]["path"]) == (None, [])


async def test_a_fleet_waits_for_a_count_that_nobody_knows() -> None:
    office = await silent()
    fleet, listed = await office.ask("fleet"), said(await office.ask("fleet unsettled"))
    tags = said(await office.ask("fleet tags"))
    (row,) = (await read_fleet(office.usecases, Viewpoint(TEAM, role=Role.ADMIN), now=at(TODAY), tag="food")).rows

    assert fleet.text == "All Mini Programs: 2 programs · 1 waits for WeChat’s count · 1 has no usage data"
    assert "| shop | 0.104% to 0.11% | wait for WeChat’s count |" in said(fleet)
    assert ("Set nothing until it is" in listed, "Waiting for count" in tags) == (True, True)
    assert (row.standing, row.state) == (Standing.UNSETTLED, State.UNSETTLED)


@pytest.mark.parametrize(
    ("user", "title", "stays"),
    [
        (ALICE, "shop: WeChat counts old versions differently since 4 Nov", "stay"),
        (BOWEN, "shop：11月4日起微信对旧版本的统计有变", "保持"),
    ],
)
async def test_nothing_stays_where_nothing_was_known(user: str, title: str, stays: str) -> None:
    kept = days(ago=200)
    young, old = coarse(kept)[-10:], coarse(kept)
    for own, begun in ((young, True), (old, False)):
        office = await opened(*with_minimum(own, lambda _day: "3.146.0"), public=public(kept))
        titles = [(await office.ask(f"changes {each} shop", user=user)).text for each in ("7d", "30d")]

        assert [(each == title, stays in each) for each in titles] == [(begun, not begun)] * 2
        assert (stays in said(await office.ask("report shop", user=user))) is not begun


@pytest.mark.parametrize("first", [-10, 0], ids=["nothing known before", "known before"])
async def test_a_file_says_whose_count_it_is(first: int) -> None:
    """What all of WeChat shows alone is no break of the program, for who scans by the file either (R12)."""
    kept = days(ago=120)
    office = await opened(*with_minimum(coarse(kept)[first:], lambda _day: "3.146.0"), public=public(kept))
    newest = await shown(office)
    again = read_report_file(json.dumps(report_json(newest)).encode(), "shop.json")

    assert [each.key for each in caveats(newest)] == [Key.PUBLIC_BREAK]
    assert [(each.key, each.effect) for each in caveats(again)] == [(each.key, each.effect) for each in caveats(newest)]


async def test_an_earlier_day_from_before_the_break_was_known() -> None:
    """It answers as it was judged, also for a minimum that was set since, in fleet and report."""
    kept = coarse(days(2.4, since=TODAY - 3 * DAY, ago=200))
    before, today = with_minimum(kept[:-1], lambda _day: "3.146.0"), snapshot_of({"3.8.0": "100"}, minimum="3.155.0")
    office = await opened(*before)
    at_large = public(days(2.4, since=TODAY - 3 * DAY, ago=200))
    await office.public_snapshots.save(*at_large[:-4], at_large[-1])
    await keep(office, [today])
    report = await shown(office)
    (row,) = (await read_fleet(office.usecases, Viewpoint(TEAM, role=Role.ADMIN), now=at(TODAY), tag="food")).rows

    assert report.stale_because is not None
    assert row.loss == report.loss_at_minimum == report.loss(v("3.155.0"))


async def test_a_break_that_ends_while_an_earlier_day_answers() -> None:
    """Of a minimum that was set since, fleet and report tell what that day, one of the break, showed."""
    kept = days(2.4, since=TODAY - 30 * DAY, until=TODAY - 4 * DAY, ago=120)
    own = with_minimum(coarse(kept), lambda day: "3.155.0" if day == TODAY else "3.146.0")
    zeros = [snapshot_of({"3.155.0": "0"}, each.day, minimum=each.feed.minimum) for each in own[-5:]]
    office = await opened(*own[:-5], *zeros, public=public(kept))
    report = await shown(office)
    (row,) = (await read_fleet(office.usecases, Viewpoint(TEAM, role=Role.ADMIN), now=at(TODAY), tag="food")).rows

    assert report.judgement.count is not None
    assert row.loss == report.loss(v("3.155.0"))


async def test_a_doubtful_list_in_a_break_that_no_day_answers_for() -> None:
    """Its costs reach to what was before, in every place, and nothing is called safe."""
    kept = days(2.4, since=TODAY - 35 * DAY, ago=250, minimum="3.158.0")
    reading, cut = read_as(Meaning.SHARE), list[Snapshot]()
    for each in kept[-16:]:
        shares = each.distribution.shares if each.distribution else ()
        fewer = {str(version): share * Decimal("0.93") for version, share in shares}
        cut.append(snapshot_of(fewer, each.day, minimum="3.158.0", reading=reading))
    office = await opened(*kept[:-16], *cut)
    report = await shown(office)
    (row,) = (await read_fleet(office.usecases, Viewpoint(TEAM, role=Role.ADMIN), now=at(TODAY), tag="food")).rows

    assert (report.judgement.of, bool(report.suspicions)) == (None, True)
    assert row.loss == report.loss(v("3.158.0"))
    assert "Safe: it keeps" not in said(await office.ask("trend shop"))


async def test_a_minimum_raised_in_a_break() -> None:
    kept = with_minimum(days(ago=200), lambda day: "3.163.0" if day >= TODAY - 5 * DAY else "3.158.0")
    office = await opened(*kept, public=public(kept))
    changed = said(await office.ask("changes 7d fleet"))

    assert "Keep 3.163.0" in (await office.ask("report shop")).text
    assert "1 is fine" in (await office.ask("fleet")).text
    assert "Minimum raised (1): shop (3.158.0 → 3.163.0)" in changed
    assert "1%" not in changed.partition("Minimum raised")[0]


async def test_a_lower_count_is_no_news() -> None:
    kept = days(0.4, ago=200, minimum="3.165.0")
    office = await opened(*kept, public=public(kept))
    changed = said(await office.ask("changes 25d #food"))

    assert "counted old versions differently since 4 Nov" in changed
    assert "longer cut off" not in changed


async def test_alerts_in_a_break() -> None:
    office = await opened(*days(ago=200, minimum="3.158.0"))
    await office.ask("alert safe minimum rises shop")
    await office.ask("alert loss > 1% at 3.163.0 shop")
    listed = said(await office.ask("alerts"))

    assert "now 3.163.0 · Since 4 Nov WeChat counts old versions about 2.4 times as high" in listed
    assert "now 0.90% to 1.66%" in listed
    assert "0.90% to 1.66%" in said(await office.ask("raise 3.163.0 shop"))


async def test_a_lesson_across_a_break() -> None:
    since, set_on = TODAY - 3 * DAY, TODAY - 9 * DAY
    kept = with_minimum(days(since=since, ago=120), lambda day: "3.163.0" if day > set_on else "3.158.0")
    office = await opened(*[each for each in kept if each.day <= set_on])
    decision = await propose(office, "propose 3.163.0 shop")
    await vote(office, decision, BOWEN)
    await vote(office, decision, ALICE, controls.DECISION_SET)
    await keep(office, [each for each in kept if each.day == set_on + DAY])
    await pass_on(office)
    await keep(office, kept[-8:])
    await pass_on(office)
    lesson = office.messenger.posted[-1].message.text

    assert "7 days" in lesson
    assert "cannot be compared" in lesson


async def pass_on(office: Office) -> None:
    """Let the scheduler do what is due by now."""
    now = await office.clock.now()
    await advance_decisions(office.usecases, now=now)
    await office.usecases.deliver_due(now=now)


@pytest.mark.parametrize("clear", [True, False])
async def test_a_proposal_on_the_first_day_of_a_public_break(clear: bool) -> None:  # noqa: FBT001 - a parameter
    """Who votes is warned that WeChat counts otherwise; of unclear numbers there is no vote (U9)."""
    kept, calm = days(since=TODAY, ago=200), coarse(days(1.0, ago=200, minimum="3.158.0"))
    today = calm[-1] if clear else replace(calm[-1], reading=read_as(Meaning.UNDETERMINED))
    office = await opened(*calm[:-1], today, public=public(kept))
    answer = await office.ask("propose 3.162.0 shop")
    cards = [said(each.message) for each in office.messenger.posted]

    assert ["WeChat counts old versions differently than before" in each for each in cards] == [True] * clear
    assert ("The meaning of the newest data of shop is unclear" in answer.text) is not clear


async def test_a_version_that_was_young_when_a_break_began() -> None:
    """Its roll-out is no "before": it costs no more than the next newer one (F4)."""
    office = await opened(*days(ago=200, minimum="3.158.0"))

    assert "3.178.0 as the minimum cuts off 19.0% of users" in (await office.ask("raise 3.178.0 shop")).text


async def test_a_list_cut_on_the_day_before_a_break() -> None:
    """What a fleet recommends for as long as it goes on does not rest on it."""
    kept = days(since=TODAY - 25 * DAY, ago=200, minimum="3.158.0")
    cut = [
        snapshot_of({"3.177.0": "100"}, each.day, minimum="3.158.0") if each.day == TODAY - 26 * DAY else each
        for each in kept
    ]
    office = await opened(*cut, public=public(kept))

    assert "3.163.0 is the highest minimum that kept 99% of users" in (await office.ask("report shop")).text
    fleet = said(await office.ask("fleet"))
    assert ("3.163.0" in fleet, "3.177.0" in fleet) == (True, False)


async def test_a_minimum_that_keeps_99_by_either_count() -> None:
    """In a break that is one that does as WeChat counts now, too: a range across 1 % is none of it (F8)."""
    kept = with_minimum(days(ago=200), lambda day: "3.165.0" if day >= TODAY - 4 * DAY else "3.158.0")
    office = await opened(*kept)
    home = " ".join(strings((await office.look_home())["blocks"]))

    assert "Only 3.159.0 and older keep 99%." in (await office.ask("cover 99 shop")).text
    assert (await office.ask("report shop")).text == (
        "shop: 3.165.0 cuts off 1.25% to 2.30% of users; 3.159.0 would keep 99%. "
        "Lowering the minimum is a decision, too: 3.159.0 would cut off 0.47% to 0.87%."
    )
    assert "3.165.0 cuts off 1.25% to 2.30%; 3.159.0 would keep 99%" in home
    assert report_json(await shown(office))["safe_minimum_99"] == "3.163.0"


async def test_a_version_that_kept_99_before_a_break() -> None:
    office = await opened(*days(ago=200, minimum="3.158.0"))
    answers = [said(await office.ask(each)) for each in ("raise 3.163.0 shop", "trend 3.163.0 shop", "cover 99 shop")]
    await propose(office, "propose 3.163.0 shop")
    (card,) = [said(each.message) for each in office.messenger.posted]
    found = raise_json(await raise_minimum(office.usecases, TEAM, await shown(office), v("3.163.0")))

    for answer in answers:
        assert "It kept 99% of users before WeChat’s count changed, not since." in answer
        assert "Safe at 99%" not in answer
    assert "Forecast of users cut off" in card
    assert "99% coverage is expected" not in card
    assert [found["keeps_99"], *found["foreseen"]["targets"][0].values()] == ["no", 99, "before-break", *[None] * 3]


@pytest.mark.parametrize("ago", [8, 0])
async def test_a_version_that_would_keep_99_by_the_count_before(ago: int) -> None:
    """It is not called safe tomorrow, each day anew: whether it is safe depends on how WeChat counts from now on."""
    office = await opened(*[each for each in days(ago=200, minimum="3.158.0") if each.day <= TODAY - ago * DAY])
    answers = [said(await office.ask(each)) for each in ("raise 3.164.0 shop", "trend 3.164.0 shop")]
    found = raise_json(await raise_minimum(office.usecases, TEAM, await shown(office), v("3.164.0")))

    for answer in answers:
        assert "By WeChat’s count before, it probably keeps 99% already; whether it is safe depends" in answer
        assert "Safe at 99%" not in answer
    assert [*found["foreseen"]["targets"][0].values()] == [99, "awaits-count", *[None] * 3]


async def test_a_trend_in_a_break() -> None:
    office = await opened(*days(ago=200, minimum="3.158.0"))
    trend, report = await office.ask("trend 3.163.0 shop"), await shown(office)
    found = trend_json(await read_trend(office.usecases, TEAM, report, [v("3.163.0")]))

    assert trend.text == (
        "shop: 3.163.0 as the minimum cuts off 0.90% to 1.66% of users: 0.96% four weeks ago, 0.90% to 1.80% last week."
    )
    assert "| 0.90% to 1.66% |" in said(trend)
    assert found["lines"][0]["now_percent"] == {"low": 98.3356, "high": 99.0955}


async def test_programs_in_a_break_of_their_own() -> None:
    """Who previews a proposal for many, and who votes, is warned though all of WeChat is counted as before (F7)."""
    office = await opened(*days(ago=200, minimum="3.158.0"), public=public(days(1.0, ago=200)))

    for each in await previewed(office, "propose 3.159.0 #food"):
        assert "WeChat counts old versions differently than before, so the loss reaches from what it was" in each
        assert "All of WeChat: " not in each


async def test_programs_of_which_a_version_was_withdrawn() -> None:
    before = [snapshot_of(FULL, TODAY - ago * DAY, minimum="2.0.0") for ago in range(12, 0, -1)]
    withdrawn = {"3.0.0": "2.5", "3.5.0": "27.5", "3.8.0": "68", "3.9.0": "2"}
    office = await opened(*before, snapshot_of(withdrawn, TODAY, minimum="2.0.0"))

    for each in await previewed(office, "propose 3.0.0 #food"):
        assert "WeChat withdrew a version within the last three days." in each


async def previewed(office: Office, words: str) -> list[str]:
    """What a proposal for many programs says before it is posted, and then on its card."""
    preview = await office.ask(words)
    await post(office, preview)
    return [said(preview), said(office.messenger.posted[-1].message)]
