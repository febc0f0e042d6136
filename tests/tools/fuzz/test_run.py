"""A short run over every kind of input, and that a run sees what it is there to see."""

import contextlib
import logging
from random import Random
from typing import Any, Final

import pytest

from tools.fuzz.__main__ import KINDS
from tools.fuzz.run import Result, again, run
from tools.fuzz.slack_requests import corpus
from tools.fuzz.subject import Kind, Outcome

INPUTS: Final = 1000
SEED: Final = "2026"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
async def test_a_short_run(kind: Kind) -> None:
    """No exception that nothing catches, no 5xx, no canary."""
    result = await run([kind], inputs=INPUTS, seed=SEED)

    assert result.faults == []
    assert result.inputs[kind.name] == INPUTS * kind.share // 100


def test_the_shares_are_of_a_hundred() -> None:
    """So `INPUTS` is what is fed."""
    assert sum(kind.share for kind in KINDS) == 100


def test_all_that_slack_sends_is_fed() -> None:
    """Each type that there is a listener for."""
    types = {payload.get("type", "command" if "command" in payload else "") for payload in corpus()}

    assert types >= {"command", "block_actions", "view_submission", "view_closed", "block_suggestion", "event_callback"}
    assert types >= {"shortcut", "message_action", "url_verification"}


class Broken:
    """Does at one input what must not happen."""

    canaries = ("canary-of-the-test",)

    def __init__(self, how: str) -> None:
        self._how = how
        self._taken = 0

    def make(self, rng: Random) -> int:
        """A number."""
        return rng.randint(1, 1 << 30)

    async def take(self, given: int) -> Outcome:
        """Fail at the third."""
        del given
        self._taken += 1
        if self._taken != 3:
            return Outcome("well")
        match self._how:
            case "raises":
                raise KeyError("type")
            case "logs an error":
                logging.getLogger("bot.test").error("it failed")
            case "answers 500":
                return Outcome("sorry", 500)
            case "logs a canary":
                logging.getLogger("bot.test").info("canary-of-the-test")
            case "answers a canary":
                return Outcome("canary-of-the-test")
        return Outcome("")


def broken(how: str) -> Kind:
    """A kind of which the third input of each subject is a fault."""
    return Kind("broken", 100, lambda: contextlib.nullcontext(Broken(how)))


@pytest.mark.parametrize(
    ("how", "what"),
    [
        ("raises", "unhandled"),
        ("logs an error", "unhandled"),
        ("answers 500", "http_5xx"),
        ("logs a canary", "canary"),
        ("answers a canary", "canary"),
    ],
)
async def test_faults_are_seen(how: str, what: str) -> None:
    """Counted, named by the input that shows them again, and found again by that name."""
    result = await run([broken(how)], inputs=10, seed=SEED)
    found: dict[str, Any] = result.to_json()
    repeated: Result = await again(broken(how), found["smallest"]["at"], seed=SEED)

    assert {name: found[name] for name in ("unhandled", "http_5xx", "canary")} == {
        "unhandled": 0, "http_5xx": 0, "canary": 0, what: 1,
    }  # fmt: skip
    assert found["smallest"]["again"] == f"make fuzz SEED={SEED} KIND=broken AT=2"
    assert [(fault.what, fault.given) for fault in repeated.faults] == [(what, found["smallest"]["given"])]


async def test_the_same_seed_feeds_the_same() -> None:
    """Two runs draw the same inputs."""
    fed: list[list[int]] = [[], []]
    for kept in fed:

        class Keeping(Broken):
            async def take(self, given: int, kept: list[int] = kept) -> Outcome:
                kept.append(given)
                return Outcome("")

        kind = Kind("keeping", 100, lambda: contextlib.nullcontext(Keeping("")))
        await run([kind], inputs=20, seed=SEED)

    assert fed[0] == fed[1]
    assert len(fed[0]) == 20
