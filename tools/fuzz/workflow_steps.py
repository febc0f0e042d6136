"""Runs of workflow steps: each function of the manifest with any inputs, changed in the inputs or around them."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any, Final

from bot.domain.workflows import CHECKED_EVERY, GIVES_UP_AFTER
from bot.export.manifest import FUNCTIONS
from bot.usecases.workflows import run_steps
from tests.handlers.access.matrix import PEOPLE
from tests.handlers.context import CAFE, CHANNEL, NOW, SHOP, TEAM
from tests.handlers.functions.workflows import TOKEN, execution, person
from tools.fuzz.mutate import JUNK, mutated, mutated_bytes, mutated_text, sometimes
from tools.fuzz.run import Outcome
from tools.fuzz.slack_requests import SlackRequests, body_of, from_someone

_USERS: Final = ("U0OWNER", "U0ADMIN", *(each.user_id for each in PEOPLE.values()))
_STARTERS: Final = tuple(person(user) for user in _USERS)
GIVEN: Final[Mapping[str, Sequence[Any]]] = {
    "program": (*(SHOP.appid, CAFE.appid, "shop") * 3, "云上商城", "wechat", "nothing"),
    "version": (*("3.0.0", "2.9.0", "3.14.15") * 3, "4.0", "３.０.０", "latest"),
    "channel": (*(CHANNEL,) * 4, "C9", "D0DIRECT", ""),
    "reason": ("", "for payments", "*<!channel>*\n" * 400),
    "proposer": (*_USERS, ""),
    "person": (*_STARTERS, None),
    "query": ("", "sh", "云", "x" * 400),
    "builder": (*_STARTERS, None),
}
"""What may stand in each input that the manifest declares."""
_CALLED: Final = (*tuple(FUNCTIONS) * 3, "unheard_of", "")
"""Now and then a function of a newer Baselib's manifest."""


class WorkflowSteps(SlackRequests):
    """The application over fakes, and the routine that goes on with what waits."""

    canaries = (*SlackRequests.canaries, TOKEN)

    def make(self, rng: Random) -> tuple[bytes, str]:
        """Return a run, mostly with inputs that a workflow could give; now and then all around them is changed, too."""
        name = rng.choice(_CALLED)
        declared = FUNCTIONS.get(name, {}).get("input_parameters", {}).get("properties", GIVEN)
        inputs: Any = {each: rng.choice(GIVEN[each]) for each in declared}
        for each in inputs:
            if isinstance(inputs[each], str) and sometimes(rng, 4):
                inputs[each] = mutated_text(inputs[each], rng)
            elif sometimes(rng, 8):
                inputs[each] = rng.choice(JUNK)
        if sometimes(rng, 3):
            inputs = mutated(inputs, rng)
        event = execution(name, f"Fx{rng.getrandbits(32)}", inputs)
        sent = from_someone({"type": "event_callback", "event_id": "Ev1", "event": event}, rng)
        body, content_type = body_of(mutated(sent, rng) if sometimes(rng, 4) else sent)
        return (mutated_bytes(body, rng) if sometimes(rng, 12) else body), content_type

    async def take(self, given: tuple[bytes, str]) -> Outcome:
        """Post it; then look at what waits a quarter of an hour later, and when it has to give up."""
        outcome = await super().take(given)
        office, results = self._office, self._office.step_results
        for later in (CHECKED_EVERY, GIVES_UP_AFTER):
            await run_steps(office.usecases, now=NOW + later)
        shown = f"{results.outputs} {results.failures}"
        results.outputs.clear()
        results.failures.clear()
        results.tokens.clear()
        office.decisions.forget(TEAM)
        return Outcome(outcome.text + shown + self._shown(), outcome.status)
