"""`make chaos`: the judge sees what it is there for, and the figures in the documentation are those of a run."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from tests.domain.delivery.zones import Count
from tools.chaos.ledger import DOCUMENT, FIGURES, Entry, deliveries, judge, notice_of, proof, schedules, section, shown
from tools.chaos.setting import Outcome

SENT = Entry("sent", "", finished=True)
UNKNOWN = Entry("unknown", "no-history", finished=True)


@pytest.mark.parametrize(
    ("record", "arrived", "lost", "doubled", "misrecorded"),
    [
        (SENT, 1, False, False, False),
        (SENT, 0, True, False, True),
        (SENT, 2, False, True, False),
        (UNKNOWN, 1, False, False, True),
        (UNKNOWN, 0, True, False, False),
        (None, 0, True, False, False),
        (None, 1, False, False, True),
    ],
    ids=[
        "as-it-should-be",
        "never-posted",
        "twice",
        "unknown-but-there",
        "unknown-and-absent",
        "no-row",
        "no-row-there",
    ],
)
def test_verdicts(record: Entry | None, arrived: int, *, lost: bool, doubled: bool, misrecorded: bool) -> None:
    verdict = judge(["a"], {"a": record} if record else {}, {"a": arrived} if arrived else {})

    assert verdict.lost == (["a"] if lost else [])
    assert verdict.doubled == (["a"] if doubled else [])
    assert verdict.misrecorded == (["a"] if misrecorded else [])
    silent = record is None or record.state != "sent"
    assert verdict.silent == (["a"] if silent else [])
    assert verdict.clean is not (lost or doubled or misrecorded or silent)
    figures = deliveries(verdict, {"call": 2, "idle": 1})
    assert (figures["kills"], figures["idle_kills"]) == (2, 1)
    assert proof({"one_process": figures}, seed="", took_s=0)["clean"] is verdict.clean


def test_a_notice_ends_the_silence() -> None:
    """A slot that is not on record as sent is accounted for by the notice about it."""
    verdict = judge(["a"], {"a": UNKNOWN}, {"a": 1, notice_of("a"): 1})

    assert verdict.silent == []


def test_the_latest_is_reported() -> None:
    verdict = judge(["a", "b"], {"a": replace(SENT, late_s=61.25), "b": replace(SENT, late_s=7)}, {"a": 1, "b": 1})
    figures = deliveries(verdict, {})
    scenarios = {"one_process": figures, "replicas": figures, "schedules": schedules(Count(), 0)}

    assert verdict.latest_s == 61.2
    assert "| The latest, in seconds of a clock that is moved on meanwhile | 61.2 | 61.2 |  |" in section(
        "delivery", proof(scenarios, seed="", took_s=0)
    )


def test_an_unexpected_message_counts_when_it_comes_twice() -> None:
    assert judge([], {}, {"stray": 2}).doubled == ["stray"]


@pytest.fixture
def run() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(FIGURES.read_text(encoding="utf-8"))
    return read


def test_the_file_has_what_a_run_prints(run: dict[str, Any]) -> None:
    delivered = deliveries(judge([], {}, {}), {})
    made: dict[str, Mapping[str, Any]] = {
        "one_process": delivered,
        "replicas": delivered | {"database_crashes": 0},
        "schedules": schedules(Count(), 0),
    }
    names = ("single", "replicas", "fleets", "fleets_together")
    delivery = proof(made, seed="", took_s=0)
    setting = proof({name: Outcome().to_json({}) for name in names}, seed="", took_s=0)

    def keys(figures: Mapping[str, Any]) -> dict[str, list[str]]:
        return {"": list(figures), **{name: list(each) for name, each in figures["scenarios"].items()}}

    assert {name: keys(each) for name, each in run.items()} == {"delivery": keys(delivery), "setting": keys(setting)}


def test_the_run_was_a_whole_one_and_kept_every_promise(run: dict[str, Any]) -> None:
    """A thousand kills, a thousand slots over replicas, five crashes, every zone, five hundred decisions, fleets."""
    delivered, set_ = run["delivery"]["scenarios"], run["setting"]["scenarios"]

    assert [each["clean"] for each in run.values()] == [True, True]
    assert delivered["one_process"]["kills"] >= 1000
    assert (delivered["replicas"]["slots"], delivered["replicas"]["database_crashes"]) == (1000, 5)
    assert delivered["schedules"]["zones"] > 590
    assert [set_[name]["runs"] for name in ("single", "replicas")] == [400, 100]
    assert set_["fleets"]["runs"] >= 100


@pytest.mark.parametrize("name", ["delivery", "setting"])
def test_the_page_shows_the_file(run: dict[str, Any], name: str) -> None:
    assert shown(DOCUMENT.read_text(encoding="utf-8"), name) == section(name, run[name])
