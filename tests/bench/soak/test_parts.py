"""The parts of the soak: the dice, the stand-in, the ledger, the orders and the verdict."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest

from bench.fleet import TEAM_ID, fleet
from bench.machine import machine
from bench.results import Acks
from bench.soak.commands import MIX
from bench.soak.faults import PLANS, SLOW_S, Dice, Fault, Place
from bench.soak.ledger import Ledger
from bench.soak.result import Answers, Digests, Soak
from bench.soak.stand_in import HISTORY_PATH, POST_PATH, STATE_PATH, Town
from bench.soak.subscriptions import A_MINUTE, MISSED, subscriptions
from bench.soak.watching import Weight, by_last_label
from bot.i18n import texts_for
from handlers.commands.registry import subcommands

NOW: Final = datetime(2026, 11, 24, 23, 58, 30, tzinfo=UTC)
CHANNEL: Final = "C0SOAK0001"
AT_REST: Final = Weight(170.0, 70, 4, 11)


class Loaded(Dice):
    """Falls as it is told to."""

    def __init__(self, *faults: Fault | None) -> None:
        super().__init__({}, Dice.of("full", 1).random, Dice.of("full", 1).used)
        self._faults = list(faults)

    def roll(self, place: Place) -> Fault | None:
        """The next one; nothing goes wrong any more afterwards."""
        del place
        return self._faults.pop(0) if self._faults else None


def status_of(response: bytes) -> int:
    """The number in a response's first line."""
    return int(response.split(b" ", 2)[1])


def body_of(response: bytes) -> Any:
    """The JSON behind a response's head."""
    return json.loads(response.partition(b"\r\n\r\n")[2])


def post(delivery: str) -> bytes:
    """What the bot sends for a delivery."""
    return json.dumps(
        {"channel": CHANNEL, "text": "t", "metadata": {"event_type": "e", "event_payload": {"id": delivery}}}
    ).encode()


@pytest.mark.parametrize("plan", PLANS)
def test_the_dice_fall_as_often_as_planned_and_alike_in_every_run(plan: str) -> None:
    """Each fault about its share of the calls to its place, and every one that falls is counted."""
    dice, again = Dice.of(plan, 6), Dice.of(plan, 6)
    for place, shares in PLANS[plan].items():
        fell = [dice.roll(place) for _ in range(10_000)]
        assert fell == [again.roll(place) for _ in range(10_000)]
        for fault, share in shares.items():
            assert fell.count(fault) / 10_000 == pytest.approx(share, abs=0.012)
            assert dice.used[f"{place} {fault}"] == fell.count(fault)


@pytest.mark.parametrize(
    ("fault", "status", "after", "arrived"),
    [
        (None, 200, 0, 1),
        (Fault.SLOW, 200, SLOW_S, 1),
        (Fault.BUSY, 429, 0, 0),
        (Fault.BROKEN, 500, 0, 0),
        (Fault.DONE_BUT_BROKEN, 500, 0, 1),
    ],
)
def test_a_post_that_goes_wrong(fault: Fault | None, status: int, after: float, arrived: int) -> None:
    """What was done is in the history and is counted, whatever was answered."""
    town = Town(lambda _path, _query: None, Loaded(fault))
    response, seconds = town.answer(POST_PATH, post("D1"))
    history, _ = town.answer(f"{HISTORY_PATH}?channel={CHANNEL}&limit=200", b"")
    state, _ = town.answer(STATE_PATH, b"")

    assert (status_of(response), seconds) == (status, after)
    assert len(body_of(history)["messages"]) == arrived
    assert body_of(state)["arrived"] == [[CHANNEL, "D1", 1]] * arrived


def test_wechats_errors_are_answers() -> None:
    """With an errcode, and HTTP 200."""
    town = Town(lambda _path, _query: None, Loaded(Fault.SYSTEM_BUSY, Fault.TOO_OFTEN))
    answers = [town.answer("/cgi-bin/wxopen/getweappsupportversion?access_token=x", b"{}")[0] for _ in range(2)]

    assert [(status_of(answer), body_of(answer)["errcode"]) for answer in answers] == [(200, -1), (200, 45011)]


def test_the_ledger_counts_answers() -> None:
    """Of each command those that were taken; not those that were refused, nor what says that one is on its way."""
    ledger = Ledger(Loaded(Fault.BUSY, None, Fault.BROKEN, None, None, Fault.SLOW))
    answer = json.dumps({"text": "42 %"}).encode()
    on_its_way = json.dumps({"text": texts_for("zh-CN")("fetching")}).encode()
    for _ in range(4):
        ledger.asked()

    def taken(number: int, body: bytes) -> int:
        return status_of(ledger.take(f"/commands/T/{number}/soak", body)[0])

    assert [taken(0, answer), taken(0, answer)] == [429, 200]
    assert [taken(1, answer), taken(1, on_its_way)] == [500, 200]
    assert [taken(2, answer), taken(2, answer)] == [200, 200]
    ledger.answered(3)
    assert (ledger.count, ledger.once, ledger.unanswered, ledger.twice) == (4, 2, 1, 1)


def test_digests_fall_due_all_the_while() -> None:
    """Some were due a moment ago, the rest minute by minute, also over midnight; each in a channel of its own."""
    subscribed = subscriptions(NOW, 3, programs=5)
    due = [next(subscription.schedule.slots(after=NOW - timedelta(days=1))).due_at for subscription in subscribed]

    assert len({subscription.channel_id for subscription in subscribed}) == len(subscribed) == MISSED + 3 * A_MINUTE
    assert {subscription.team_id for subscription in subscribed} == {TEAM_ID}
    assert sorted({(at - NOW).total_seconds() // 60 for at in due}) == [-6, 0, 1, 2]
    assert all(subscription.created_at < at for subscription, at in zip(subscribed, due, strict=True))


def test_only_what_there_is_is_asked() -> None:
    """Every command of the mix is one of ours."""
    assert {words.split()[0] for words, _ in MIX} <= set(subcommands())
    assert sum(often for _, often in MIX) == 100
    assert fleet(1)[0].alias


def test_samples_are_added_up() -> None:
    """By the last of their labels."""
    page = {("a", "report", "ok"): 2.0, ("a", "raise", "ok"): 3.0, ("a", "raise", "user"): 1.0, ("b", "ok"): 9.0}

    assert by_last_label(page, "a") == {"ok": 5, "user": 1}


@pytest.mark.parametrize(
    ("broken", "goal"),
    [
        ({"acks": Acks(9, 1.0, 250.0, 251.0)}, "ack_p99_ms"),
        ({"answers": Answers(3, 2, 1, 0, {})}, "commands_without_an_answer"),
        ({"answers": Answers(3, 2, 0, 1, {})}, "commands_with_more_than_one"),
        ({"digests": Digests(3, 2, 1, 0)}, "digests_lost"),
        ({"digests": Digests(3, 2, 0, 1)}, "digests_sent_twice"),
        ({"at_end": Weight(179.0, 70, 4, 11)}, "memory_growth_mb"),
        ({"memory_mb": [170.0 + 0.11 * look for look in range(41)]}, "memory_rise_mb"),
        ({"at_end": Weight(170.0, 80, 4, 11)}, "handles_growth"),
        ({"at_end": Weight(170.0, 70, 9, 11)}, "tasks_growth"),
        ({"at_end": Weight(170.0, 70, 4, 19)}, "threads_growth"),
    ],
)
def test_each_goal_can_be_missed(broken: dict[str, Any], goal: str) -> None:
    """By what it is about, and by nothing else; not by memory that grows at first, or by a single step."""
    well = {
        "acks": Acks(9, 1.0, 9.0, 10.0),
        "answers": Answers(3, 3, 0, 0, {"ok": 3}),
        "digests": Digests(3, 3, 0, 0),
        "after_warm_up": AT_REST,
        "memory_mb": [*(150.0 + look for look in range(20)), *[170.0] * 15, *[173.0] * 6],
        "at_end": AT_REST,
    }

    def missed(**parts: Any) -> set[str]:
        run = Soak(machine=machine(), versions={}, minutes=1, rate_per_s=1, programs=1, faults={}, **parts)
        return {name for name, each in run.goals().items() if not each.met}

    assert missed(**well) == set()
    assert missed(**well | broken) == {goal}
