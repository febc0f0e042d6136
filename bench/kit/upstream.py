"""The stand-in for Slack and WeChat: the sandboxes, in a process that has a fleet of programs and fails by a plan.

Both sides of every comparison ask it, on a core that is not measured.
Usage: `python -m bench.kit.upstream SLACK_PORT WECHAT_PORT PROGRAMS CHANNELS PLAN`.
"""

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Final

import uvloop
from starlette.types import ASGIApp, Receive, Scope, Send

from bench.kit.fleet import PEOPLE, channel_id, fleet
from tools.chaos.sandboxes import reply, sandboxes
from tools.sandbox.faults import Fault, FaultBoard
from tools.sandbox.slack.people import Channel, User
from tools.sandbox.wechat.state import PROVIDER_TOKEN, QUERY, FaultSwitches

FAULTS_PATH: Final = "/faults"
"""At Slack's port: how often each has come."""
RESPONSE_PATH: Final = "/commands/T0SANDBOX/1/bench"
"""Takes answers that nobody waits for."""
ANSWER: Final = "response_url"
SEED: Final = 6
SLOW_S: Final = 1.0
_BRIEF: Final = {
    ANSWER: {"ratelimited": 0.02, "server_error": 0.01, "slow": 0.02},
    "chat.postMessage": {"ratelimited": 0.1, "slow": 0.1},
    "users.info": {"ratelimited": 0.2, "server_error": 0.2},
    QUERY: {"http_500": 0.03, "slow": 0.03, "system_busy": 0.03, "minute_limit": 0.02},
    PROVIDER_TOKEN: {"http_500": 0.02, "slow": 0.02},
}
_FULL: Final = {
    **_BRIEF,
    "chat.postMessage": {"ratelimited": 0.1, "slow": 0.1, "server_error": 0.1, "accepted_without_answer": 0.1},
    "conversations.history": {"ratelimited": 0.1, "server_error": 0.1},
}
PLANS: Final[Mapping[str, Mapping[str, Mapping[str, float]]]] = {"none": {}, "brief": _BRIEF, "full": _FULL}
"""The share of calls to a place that meet one of the sandboxes' faults. The brief one is for runs of seconds:
reconciling takes minutes, so no post is left with an unknown outcome."""


class Dice:
    """Decides call by call what goes wrong, the same for the same sequence of calls, and counts it."""

    def __init__(self, plan: str = "none") -> None:
        self.used: Counter[str] = Counter()
        self._plan, self._random = PLANS[plan], Random(SEED)  # noqa: S311  # no secret

    def roll(self, place: str) -> str | None:
        """How this call to a place fails; None when it works."""
        if not (faults := self._plan.get(place)):
            return None
        left = self._random.random()
        for fault, share in faults.items():
            left -= share
            if left < 0:
                self.used[f"{place} {fault}"] += 1
                return fault
        return None


@dataclass(frozen=True)
class Failing:
    """Stands before a sandbox, which fails as the dice say."""

    behind: ASGIApp
    faults: FaultBoard | FaultSwitches
    dice: Dice

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"] if scope["type"] == "http" else ""
        if path in (FAULTS_PATH, RESPONSE_PATH):
            await reply(send, json.dumps(self.dice.used if path == FAULTS_PATH else {"ok": True}).encode())
            return
        place = path.removeprefix("/api/")
        if fault := self.dice.roll(place):
            self.faults.arm(Fault(fault, place, 1, {"seconds": SLOW_S} if fault == "slow" else {}))
        await self.behind(scope, receive, send)


async def serve(slack_port: int, wechat_port: int, programs: int, channels: int, plan: str) -> None:
    """Answer until the process is ended."""
    dice = Dice(plan)
    async with sandboxes(None, fleet(programs), ports=(slack_port, wechat_port)) as here:
        workspace, slack, wechat = here.workspace, here.slack_gate, here.wechat_gate
        workspace.users |= {each: User(each, each.lower(), each, "en-GB", "Asia/Shanghai") for each in PEOPLE}
        for number in range(channels):
            name = channel_id(number)
            workspace.channels[name] = Channel(name, name.lower(), is_member=True, members={*PEOPLE})
        slack.behind = Failing(slack.behind, workspace.faults, dice)
        wechat.behind = Failing(wechat.behind, here.wechat.faults, dice)
        await asyncio.Event().wait()


if __name__ == "__main__":
    slack, wechat, size, joined = map(int, sys.argv[1:5])
    uvloop.run(serve(slack, wechat, size, joined, sys.argv[5]))
