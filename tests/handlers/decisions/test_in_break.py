"""Many programs at once while WeChat's public numbers are off."""

import json
from dataclasses import replace
from datetime import date
from typing import Final

import pytest

from bot.domain.access import Viewpoint
from bot.domain.fleet.row import Page
from bot.domain.numbers.distribution import SAFE
from bot.domain.numbers.judgement import Break
from bot.domain.programs import Program
from bot.domain.recommendation import next_candidate
from bot.domain.report.report import Broken
from bot.domain.trend.history import history_of
from bot.domain.what_if import raise_answer
from bot.export.fleet_json import fleet_json, fleet_raise_json
from tests.domain.break_world import SINCE, days, report_at
from tests.domain.build import v
from tests.fakes.programs import FakePrograms
from tests.fakes.public import FakePublicSource
from tests.handlers.context import ALICE, BOWEN, NOW, TEAM, Office
from tests.handlers.decisions.acting import post
from tests.handlers.decisions.many import FLEET
from tests.mcp.endpoint import open_endpoint
from tests.usecases.report.test_breaks import public

_LOWER: Final = 0.4
VERSION: Final = next_candidate(report_at(days(_LOWER))) or v("0.0.0")
"""It kept too few before, and seems to keep 99 % by what is counted now."""


async def office(*programs: Program) -> Office:
    """Programs in the break that the public numbers show."""
    shown = await public(_LOWER).since(date.min)
    made = Office(programs=FakePrograms(*programs), public_source=FakePublicSource(shown[-1]))
    await made.install()
    await made.public_snapshots.save(*shown)
    for program in programs:
        kept = [replace(each, appid=program.appid) for each in days(_LOWER, minimum="3.100.0")]
        await made.snapshots.save(TEAM, kept)
    return made


@pytest.mark.parametrize(
    ("user", "told"),
    [
        (
            ALICE,
            "by its newest public numbers: Since 4 Nov WeChat counts old versions at only about 39% of their share.",
        ),
        (BOWEN, "微信全体用户，按最近公布的数据：11月4日起，微信统计的旧版本占比只有之前的约 39%。"),
    ],
)
async def test_a_proposal_warns_and_takes_the_worse(user: str, told: str) -> None:
    """In its preview and on its card; what it cost before decides how many approvals it needs."""
    made = await office(*FLEET[:2])
    preview = await made.ask(f"propose {VERSION} #mall", user=user)
    await post(made, preview, user=user)
    (decision,) = await made.decisions.of_team(TEAM, limit=2)
    kept = days(_LOWER)
    loss = raise_answer(report_at(kept), VERSION, history_of(kept)).loss

    for message in (preview, made.messenger.posted[-1].message):
        assert told in json.dumps(message.blocks, ensure_ascii=False)
    assert decision.evidence.loss.low == loss.low < 1 - SAFE < decision.evidence.loss.high
    assert decision.needed == 2


@pytest.mark.parametrize(
    ("user", "told", "not_told"),
    [
        (ALICE, "All of WeChat: Since 4 Nov", "By WeChat’s new count"),
        (BOWEN, "微信全体用户：11月4日起", "按微信变化后的统计"),
    ],
)
async def test_a_raise_of_the_fleet_says_it(user: str, told: str, not_told: str) -> None:
    """Its verdicts take both counts, as its rows do."""
    made = await office(*FLEET[:2])
    message = await made.ask(f"fleet raise {VERSION}", user=user)

    assert told in json.dumps(message.blocks, ensure_ascii=False)
    assert not_told not in message.text


async def test_programs_are_told_of_a_break_of_all() -> None:
    """Beside the rows of a fleet, and an agent of what an API costs; null once it is the new level."""
    made, everything = await office(*FLEET[:2]), Viewpoint.everything(TEAM)
    read, ask = made.usecases.read_fleet, made.usecases.raise_fleet
    fleet, raised = await read(everything, now=NOW), await ask.every(everything, VERSION, now=NOW, page=Page())
    async with open_endpoint(made) as endpoint:
        told = (await endpoint.call("fleet_cost", {"version": VERSION.text}))["structuredContent"]
        asked = {"names": ["wx.getPrivacySetting"], "program": FLEET[0].appid}
        can = (await endpoint.call("can_use", asked))["structuredContent"]
    lasting = replace(fleet, public=Broken(Break(SINCE, None, 0.39, lasting=True)))

    shown = {"since": SINCE.isoformat(), "factor": 0.39, "unknown": False}
    breaks = [each["break"] for each in (fleet_json(fleet), fleet_raise_json(raised), told, can)]
    assert breaks == [shown] * 4
    assert fleet_json(lasting)["break"] is None
