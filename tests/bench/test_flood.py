"""A tiny flood, and what people may call."""

from typing import Any

import pytest

import bot.mcp.tools  # noqa: F401  # fills TOOLS
from bench import flood
from bot.mcp.calls import TOOLS
from bot.mcp.http_admission import PER_MINUTE
from tests.forked import start_module

FLOOD: dict[str, Any] = {
    "per_second": 500,
    "goodput": 90.0,
    "ends": {"answered": 900, "refused": 4100},
    "answered": {"p99_ms": 1900.0},
    "ack": {"p99_ms": 200.0},
    "ack_lost": 0,
}


def test_each_person_calls_less_often_than_they_may() -> None:
    calls = 20 * sum(flood.PER_SECOND) + len(flood.mixed(2000))

    assert calls / len(flood.CALLERS) < PER_MINUTE


def test_the_mix_asks_about_many_programs() -> None:
    mix = flood.mixed(2000)

    assert len({arguments["program"] for _, arguments in mix if "program" in arguments}) == 50
    for name, arguments in mix:
        TOOLS[name].arguments.model_validate(arguments)


@pytest.mark.parametrize(
    ("broken", "name"),
    [
        ({"goodput": 79.0}, "at_500_goodput_share"),
        ({"ends": {"answered": 900, "refused": 4099, "unanswered": 1}}, "at_500_without_answer"),
        ({"ends": {"answered": 900, "refused": 4099, "failed": 1}}, "at_500_without_answer"),
        ({"ack_lost": 1}, "at_500_without_answer"),
        ({"answered": {"p99_ms": 2001.0}}, "at_500_answered_p99_ms"),
        ({"ack": {"p99_ms": 251.0}}, "at_500_ack_p99_ms"),
    ],
)
def test_each_goal_can_be_missed(broken: dict[str, Any], name: str) -> None:
    assert [each for each, goal in flood.goals(100, [FLOOD]).items() if not goal["met"]] == []
    assert [each for each, goal in flood.goals(100, [FLOOD | broken]).items() if not goal["met"]] == [name]


def test_all_are_answered_where_that_is_possible() -> None:
    """Below the unloaded rate nearly every call is; at or above it most of that rate."""
    slow = FLOOD | {"per_second": 50, "goodput": 47.0}

    assert not flood.goals(100, [slow])["at_50_goodput_share"]["met"]
    assert flood.goals(50, [slow])["at_50_goodput_share"]["met"]


@pytest.mark.e2e
async def test_a_tiny_flood() -> None:
    """Each call has an answer or a refusal; how many is up to the machine."""
    found = await flood.run(40, 0.2, start_module)

    assert [each["per_second"] for each in found["floods"]] == list(flood.PER_SECOND)
    for each in found["floods"]:
        assert each["ack_lost"] == 0
        assert each["ends"].keys() <= {"answered", "refused"}
        assert sum(each["ends"].values()) == round(0.2 * each["per_second"])
        assert each["ends"]["answered"] >= 1
