"""The steps while WeChat counts old versions otherwise."""

from dataclasses import replace

import pytest

from bot.domain.numbers.judgement import Break, Count
from bot.domain.numbers.version import Version
from bot.domain.recommendation import next_candidate
from bot.domain.report.report import Report
from bot.domain.trend.history import history_of
from bot.domain.what_if import raise_answer
from bot.domain.workflows import WorkflowStep
from tests.domain.break_world import days, report_at
from tests.domain.build import TODAY, v
from tests.handlers.context import ALICE, BOWEN, SHOP, TEAM, Office
from tests.handlers.functions.workflows import executed

BOTH = {ALICE: "WeChat counts old versions", BOWEN: "微信统计的旧版本占比"}


async def kept(office: Office, factor: float) -> Report:
    """The program's days are kept up to today; the report on them."""
    found = [replace(each, appid=SHOP.appid) for each in days(factor)]
    await office.snapshots.save(TEAM, found)
    return report_at(found)


def highest(now: Report) -> tuple[Version, Version]:
    """The highest versions that keep 99 % before and now, and now alone."""
    assert now.safe_minimum
    assert now.safe_today
    return min(now.safe_minimum, now.safe_today), now.safe_today


@pytest.mark.parametrize("user", [ALICE, BOWEN])
async def test_the_loss_before_and_now(office: Office, user: str) -> None:
    """With the break, and without a date for what kept 99 % before."""
    before = (await kept(office, 2.4)).safe_minimum
    assert before
    outputs, _ = await executed(office, WorkflowStep.LOSS, user=user, version=before.text)

    assert outputs["safe"] is False
    assert outputs["loss_low"] < 1 < outputs["loss_high"]
    assert BOTH[user] in outputs["sentence"]
    assert outputs["safe_from"] in {
        "It kept 99% of users before WeChat’s count changed, not since.",
        "在微信统计变化之前可覆盖 99% 的用户，变化之后则不能。",
    }


async def test_nothing_waited_for_comes_by_a_lower_count(office: Office) -> None:
    """It has to keep 99 % before, too."""
    both, alone = highest(await kept(office, 0.4))
    assert both < alone

    assert await executed(office, WorkflowStep.WAIT, version=alone.text) == (None, "")


async def test_what_probably_keeps_enough_is_not_called_safe(office: Office) -> None:
    """Its old users are fewer than before the break, of which the count proves nothing."""
    coming = next_candidate(await kept(office, 0.4))
    assert coming
    outputs, _ = await executed(office, WorkflowStep.LOSS, version=coming.text)

    assert outputs["safe"] is False
    assert outputs["safe_from"].startswith("By WeChat’s count before, it probably keeps 99% already; ")


@pytest.mark.parametrize("user", [ALICE, BOWEN])
@pytest.mark.parametrize("factor", [2.4, 0.4])
async def test_what_keeps_enough_either_way(office: Office, factor: float, user: str) -> None:
    """It is not waited for longer, and the break is said."""
    both, _ = highest(await kept(office, factor))
    outputs, _ = await executed(office, WorkflowStep.WAIT, user=user, version=both.text)

    assert outputs["loss_low"] < outputs["loss_high"] <= 1
    assert BOTH[user] in outputs["sentence"]


def test_one_count_alone_makes_nothing_safe() -> None:
    """Where it is not known what was before."""
    settled = report_at(days(1))
    count = Count(Break(TODAY, None, 0.4))
    snapshot = replace(settled.snapshot, judgement=replace(settled.judgement, count=count))
    answer = raise_answer(replace(settled, snapshot=snapshot), v("3.150.0"), history_of(days(1)))

    assert (replace(answer, report=settled).safe, answer.safe) == (True, False)
