"""What a day's numbers are worth, every answer says alike: in release 1.0.0 each of these stories failed somewhere."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

import pytest

from bot.domain.access import Role, Viewpoint
from bot.domain.caveats import Key, caveats
from bot.domain.imports.numbers import read_numbers
from bot.domain.numbers.judgement import Keeps
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.version import Meaning
from bot.export.report_json import raise_json, report_json, trend_json
from bot.ports.programs import KeptProgram
from bot.scan.readers import read_report_file
from bot.usecases.forecast import raise_minimum, read_trend
from bot.usecases.imports import import_numbers
from tests.domain.break_world import days, snapshot
from tests.domain.build import TODAY, read_as, snapshot_of, v
from tests.handlers.context import ALICE, BOWEN, CAFE, SHOP, TEAM
from tests.handlers.worth import (
    COSTS,
    DAY,
    FEW_OLD,
    FULL,
    MALL,
    WITHOUT_NEWEST,
    at,
    crossed,
    day_by_day,
    keep,
    opened,
    said,
    shown,
    strings,
    with_minimum,
)

CUT: Final = {
    "one row": {"3.9.0": "100"},
    "one version has users": {"3.0.0": "0", "3.5.0": "0", "3.8.0": "0", "3.9.0": "100"},
    "the newest version is missing": {"3.0.0": "0.6", "3.5.0": "39.4", "3.8.0": "60"},
}


@pytest.mark.parametrize("cut", CUT.values(), ids=CUT.keys())
async def test_a_cut_list(cut: Mapping[str, str]) -> None:
    before = [snapshot_of(FULL, TODAY - ago * DAY, minimum="3.0.0") for ago in range(9, 0, -1)]
    office = await opened(*before, snapshot_of(cut, TODAY, minimum="3.0.0"))
    report, fleet = (await office.ask("report shop")).text, said(await office.ask("fleet"))
    ready, raised = await office.ask("fleet ready"), await office.ask("fleet raise 3.9.0")
    changed, preview = await office.ask("changes 7d #food"), await office.ask("propose 3.5.0 #food")

    assert "The highest minimum that keeps 99% of users is 3.0.0" in report
    assert "List looks wrong (1)" in fleet
    assert "can be raised" not in fleet + said(ready) + said(raised) + said(changed)
    assert preview.text.startswith("None of the 1 programs can be raised to 3.5.0 now.")


@pytest.mark.parametrize("cut", CUT.values(), ids=CUT.keys())
async def test_what_a_cut_list_costs(cut: Mapping[str, str]) -> None:
    """No place tells it: costs are those of the earlier day that answers, which is named (T3)."""
    before = [snapshot_of(FULL, TODAY - ago * DAY, minimum="3.5.0") for ago in range(9, 0, -1)]
    office = await opened(*before, snapshot_of(cut, TODAY, minimum="3.5.0"))
    await office.ask("alert loss < 1% at 3.5.0 shop")
    newest = await office.usecases.read_report(TEAM, SHOP, now=at(TODAY), as_is=True)
    asked = report_json(newest)

    assert "2.50% on 22 Nov · Watching" in said(await office.ask("alerts"))
    assert "11月22日为 2.50% · 监测中" in said(await office.ask("alerts", user=BOWEN))
    assert "3.5.0 (2.50%)" in " ".join(strings(await office.look_home()))
    assert [asked[each] for each in COSTS] == ["2026-11-22", "3.0.0", {"low": 0, "high": 0}]


async def test_a_cut_list_on_a_past_day() -> None:
    before = [snapshot_of(FULL, TODAY - ago * DAY, minimum="3.5.0") for ago in range(9, 1, -1)]
    cut = snapshot_of(WITHOUT_NEWEST, TODAY - DAY, minimum="3.5.0")
    office = await opened(*before, cut, snapshot_of(FULL, TODAY, minimum="3.5.0"))
    then = f"--on {TODAY - DAY}"

    assert "3.5.0 (0.60%)" in said(await office.ask(f"report shop {then}"))
    assert "0.60%" in said(await office.ask(f"raise 3.5.0 shop {then}"))


async def test_a_cut_list_two_days_in_a_row() -> None:
    office = await opened(*[snapshot_of(FEW_OLD, TODAY - ago * DAY, minimum="2.0.0") for ago in range(9, 1, -1)])
    await office.ask("alert safe minimum rises shop")
    cut = [snapshot_of(WITHOUT_NEWEST, TODAY - ago * DAY, minimum="2.0.0") for ago in (1, 0)]

    assert await day_by_day(office, cut) == []
    assert (await office.ask("propose 3.5.0 #food")).text.startswith("None of the 1 programs can be raised to 3.5.0")
    assert "can be raised" not in said(await office.ask("fleet"))


@pytest.mark.parametrize("hours", [1, 22])
async def test_a_proposal_before_the_next_reading(hours: int) -> None:
    full = {"3.0.0": "1", "3.5.0": "49", "3.8.0": "30", "3.9.0": "20"}
    cut = {"3.0.0": "1", "3.5.0": "49", "3.8.0": "50"}
    before = [snapshot_of(full, TODAY - ago * DAY, minimum="3.0.0") for ago in (3, 2, 1)]
    office = await opened(*before, snapshot_of(cut, TODAY, minimum="3.0.0"))
    await keep(office, [*before, snapshot_of(full, TODAY, minimum="3.0.0")], CAFE.appid)
    await office.ask("programs tag cafe food")
    office.clock.advance(timedelta(hours=hours))

    assert "One program is left out: 1 with data that looks wrong." in said(await office.ask("propose 3.5.0 #food"))


@pytest.mark.parametrize("together", [True, False])
async def test_a_file_of_several_days(together: bool) -> None:  # noqa: FBT001 - a parameter of the test
    office = await opened(snapshot_of(FULL, TODAY))
    office.programs.programs.append(MALL)
    await office.kept.put(TEAM, [KeptProgram(MALL.appid, MALL.nickname, added_at=at(TODAY))])
    admin = Viewpoint(TEAM, role=Role.ADMIN)

    async def take(first: date, losses: Sequence[float]) -> None:
        rows = ["day,version,percentage"]
        for number, loss in enumerate(losses):
            shares = {"3.0.0": loss, "3.5.0": 20, "3.8.0": 80 - loss}
            rows += [f"{first + number * DAY},{version},{share}%" for version, share in shares.items()]
        found = read_numbers("\n".join(rows), day=TODAY, today=TODAY).days
        for part in [found] if together else [[each] for each in found]:
            await import_numbers(office.usecases, admin, "mall", part, by=ALICE, now=at(TODAY))

    await take(TODAY - 13 * DAY, [0.5] * 7)
    for text in ("loss > 1% at 3.5.0", "loss > 1% at 3.5.0 for 3 days"):
        assert "is set for mall" in (await office.ask(f"alert {text} mall")).text
    await take(TODAY - 6 * DAY, [0.5] * 6 + [3])

    assert await crossed(office, MALL.appid) == {}


async def test_what_moved_within_a_week() -> None:

    def lost(ago: int, loss: str) -> Snapshot:
        shares = {"3.0.0": loss, "3.5.0": str(30 - float(loss)), "3.8.0": "70"}
        return snapshot_of(shares, TODAY - ago * DAY, minimum="3.5.0")

    gap, old = await opened(lost(150, "9"), lost(0, "1")), await opened(lost(17, "1"), lost(10, "3"))
    old.clock.set(at(TODAY))

    assert "There is no data from a week or four weeks ago" in said(await gap.ask("raise 3.5.0 shop"))
    assert "pp" not in said(await gap.ask("fleet")).replace("app", "")
    assert "+2.00 pp" in said(await old.ask("fleet"))


async def test_changes_since_a_day() -> None:
    """Program and fleet compare with the same day, or say that there is none (T10)."""

    def read(ago: int, minimum: str) -> Snapshot:
        return snapshot_of({"3.0.0": "0.5", "3.5.0": "29.5", "3.8.0": "70"}, TODAY - ago * DAY, minimum=minimum)

    office = await opened(read(10, "3.0.0"), read(1, "3.5.0"), read(0, "3.5.0"))
    one, many = said(await office.ask("changes 3d shop")), said(await office.ask("changes 3d #food"))

    assert "no data from around 20 Nov 2026" in one
    assert "raised" not in one + many


async def test_one_low_day() -> None:
    """The highest minimum that keeps 99 % by the week is one, and what today alone keeps is called so (T12)."""
    low = snapshot(TODAY, noise=lambda _day: -0.15)
    office = await opened(*with_minimum([*days(1.0, ago=60)[:-1], low], lambda _day: "3.158.0"))
    await office.ask("alert safe minimum rises shop")

    assert "Raise the minimum to 3.165.0" in (await office.ask("report shop")).text
    assert "3.165.0 is the highest minimum that keeps 99% of users" in (await office.ask("cover 99 shop")).text
    assert "3.165.0 is the highest minimum that keeps 99.02% of users" in (await office.ask("cover 99.02 shop")).text
    assert "raise to 3.165.0" in said(await office.ask("fleet"))
    assert "now 3.165.0" in said(await office.ask("alerts"))
    assert "keeps 99% today, not yet over the week" in said(await office.ask("report shop"))
    for question in ("cover 99 shop", "raise 3.166.0 shop"):
        assert "keeps 99% on this day, not yet over the week" in said(await office.ask(question))


async def test_doubt_that_is_no_rounding() -> None:
    """Below 3.9.0 0.97 % of users are, below 3.9.4 1.04 %: nobody knows about 3.9.2 (T16)."""
    shares = {"3.0.0": "0", "3.9.0": "0.0097", "3.9.4": "0.0104", "4.0.0": "0.2"}
    office = await opened(snapshot_of(shares, TODAY, reading=read_as(Meaning.BELOW)))
    answer = said(await office.ask("raise 3.9.2 shop"))

    assert "0.97% to 1.04%" in answer
    assert "Safe: it keeps 99%" not in answer


async def test_a_program_without_users() -> None:
    kept = [snapshot_of({"3.0.0": "0", "3.5.0": "0"}, TODAY - ago * DAY, minimum="3.0.0") for ago in (1, 0)]
    office = await opened(*kept)

    for question in ("report shop", "raise 3.5.0 shop", "cover 99 shop", "propose 3.5.0 shop"):
        assert "no usage data" in (await office.ask(question)).text, question
    assert "no usage data" in said(await office.ask("fleet"))


async def test_a_week_ago_is_one_day() -> None:

    def lost(ago: int) -> Snapshot:
        loss = 0.85 if ago == 7 else 0.7
        return snapshot_of({"3.0.0": str(loss), "3.5.0": str(30 - loss), "3.8.0": "70"}, TODAY - ago * DAY)

    office = await opened(*[lost(ago) for ago in range(30, -1, -1)])

    assert "cuts off 0.85% of users" in (await office.ask("raise 3.5.0 shop --on 2026-11-16")).text
    assert "0.85% last week" in (await office.ask("trend 3.5.0 shop")).text


async def test_what_keeps_99_today_only_has_not_arrived() -> None:
    low = snapshot(TODAY, noise=lambda _day: -0.15)
    office = await opened(*with_minimum([*days(1.0, ago=60)[:-1], low], lambda _day: "3.158.0"))
    report, version = await shown(office), v("3.166.0")
    raised = raise_json(await raise_minimum(office.usecases, TEAM, report, version))
    trend = trend_json(await read_trend(office.usecases, TEAM, report, [version]))

    assert raised["keeps_99"] == "today"
    assert [each["arrival"] for each in raised["foreseen"]["targets"]] == ["today-only", "reached"]
    assert [each["arrival"] for each in trend["forecasts"]] == ["today-only"]


@pytest.mark.parametrize("question", ["report mall", "raise 3.8.0 mall", "cover 99 mall"])
async def test_an_imported_list_that_looks_wrong(question: str) -> None:
    """An earlier day answers: each says which, whenever its file was imported, and calls none of it WeChat's (F11)."""
    office = await opened(snapshot_of(FULL, TODAY))
    office.programs.programs.append(MALL)
    await office.kept.put(TEAM, [KeptProgram(MALL.appid, MALL.nickname, added_at=at(TODAY))])
    lists = {TODAY - ago * DAY: {"3.0.0": "0.5", "3.5.0": "20", "3.8.0": "79.5"} for ago in range(9, 0, -1)}
    lists[TODAY] = {"3.8.0": "100"}
    rows = [f"{day},{version},{share}%" for day, shares in lists.items() for version, share in shares.items()]
    found = read_numbers("\n".join(["day,version,percentage", *rows]), day=TODAY, today=TODAY).days
    await import_numbers(office.usecases, Viewpoint(TEAM, role=Role.ADMIN), "mall", found, by=ALICE, now=at(TODAY))
    answer = said(await office.ask(question))

    assert "Only one version has users in the newest imported list, so it is probably incomplete." in answer
    assert "The numbers shown are from 22 Nov." in answer
    assert "old." not in answer
    assert "WeChat’s newest" not in answer


async def test_an_answer_of_a_past_day_says_nothing_of_today() -> None:
    """What was kept on that day only, and what was before a break, was so then (R11)."""
    low = snapshot(TODAY - 5 * DAY, noise=lambda _day: -0.15)
    calm = [low if each.day == low.day else each for each in days(1.0, ago=60)]
    office, then = await opened(*with_minimum(calm, lambda _day: "3.158.0")), f"--on {low.day}"
    trend = said(await office.ask(f"trend 3.165.0 shop {then}"))
    raised = [said(await office.ask(f"raise 3.165.0 shop {then}", user=each)) for each in (ALICE, BOWEN)]
    broken = await opened(*days(2.4, ago=200, minimum="3.158.0"))
    asked = ("raise 3.163.0", "raise 3.165.0", "cover 99", "cover 95", "trend 3.163.0", "can getUserProfile")
    others = [said(await broken.ask(f"{each} shop --on {TODAY - 10 * DAY}")) for each in asked]

    assert "It keeps 99% on this day, not yet over the week." in raised[0]
    assert "当天可覆盖 99%，一周内还没有达到。" in raised[1]
    assert "that day only" in trend
    assert "It kept 99% of users before WeChat’s count changed, not since." in others[0]
    for each in (raised[0], trend, *others):
        assert re.findall(r"\b(?:today|now|current)\b", each.replace("not known", "")) == []


async def test_a_file_has_what_keeps_99_on_one_day() -> None:
    low = snapshot(TODAY, noise=lambda _day: -0.15)
    office = await opened(*with_minimum([*days(1.0, ago=60)[:-1], low], lambda _day: "3.158.0"))
    newest = await shown(office)
    again = read_report_file(json.dumps(report_json(newest)).encode(), "shop.json")

    assert [each.key for each in caveats(newest)] == [Key.TODAY_ONLY]
    assert caveats(again) == caveats(newest)
    assert again.keeps(v("3.166.0")) is newest.keeps(v("3.166.0")) is Keeps.TODAY
