"""Requests of agents to `/mcp`: each tool, prompt and resource, changed in its arguments, around them, and as bytes."""

import contextlib
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from random import Random
from typing import Any, Final

from bot.mcp.documents import PROMPTS, SCHEME
from bot.mcp.http_admission import CallLimit
from tests.handlers.access.matrix import PEOPLE, an_office, restore
from tests.handlers.context import TEAM
from tests.mcp.endpoint import NEW, OLD, QUESTIONS, SECRET, Endpoint, open_endpoint, signed
from tests.mcp.test_documents import ASKED
from tools.fuzz.mutate import JUNK, mutated, mutated_bytes, sometimes
from tools.fuzz.run import Outcome

_CALLS: Final[Mapping[str, Mapping[str, Any]]] = {
    **QUESTIONS, "propose_minimum": {**ASKED, "acknowledged_loss_percent": 99.9}, "scan_requirements": {"path": "/"},
}  # fmt: skip
_ADDRESSES: Final = ("catalogue/wx.login", "programs/shop/report", "docs/use")
REQUESTS: Final[Sequence[tuple[str, Mapping[str, Any]]]] = (
    *(("tools/call", {"name": name, "arguments": arguments}) for name, arguments in _CALLS.items()),
    *(("prompts/get", {"name": name, "arguments": dict.fromkeys(given, "shop")}) for name, given in PROMPTS.items()),
    *(("resources/read", {"uri": f"{SCHEME}{rest}"}) for rest in _ADDRESSES),
    *((method, {}) for method in ("tools/list", "prompts/list", "resources/list", "resources/templates/list", "ping")),
    ("initialize", {"protocolVersion": OLD, "capabilities": {}, "clientInfo": {"name": "a", "version": "1"}}),
)  # fmt: skip
_VERSIONS: Final = (*(OLD,) * 4, *(NEW,) * 4, "1.0", "")
_PEOPLE: Final = [person.user_id for person in PEOPLE.values()]
_WHOLE: Final = 1_000_000
"""Calls of one person: nothing is refused for coming often."""


class Tools:
    """The endpoint over fakes, before which Slackbot stands."""

    canaries: Sequence[str] = (SECRET,)

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint

    def make(self, rng: Random) -> tuple[bytes, dict[str, str]]:
        """Return a body, and the headers of its version of the protocol."""
        method, params = rng.choice(REQUESTS)
        version = rng.choice(_VERSIONS)
        headers = {"mcp-protocol-version": version}
        meta: dict[str, Any] = {"slack": {"user_id": rng.choice(_PEOPLE), "team_id": TEAM, "enterprise_id": None}}
        if version == NEW:  # says with each request what the older one says once
            about = {"protocolVersion": NEW, "clientInfo": {"name": "a", "version": "1"}, "clientCapabilities": {}}
            meta |= {f"io.modelcontextprotocol/{key}": value for key, value in about.items()}
            headers |= {"mcp-method": method, "mcp-name": str(params.get("name", params.get("uri", "")))}
        asked = {**params, "_meta": meta}
        if (inside := asked.get("arguments")) and not sometimes(rng, 4):
            asked["arguments"] = mutated(inside, rng)
            if sometimes(rng, 3) and isinstance(asked["arguments"], dict):
                asked["arguments"][rng.choice([*inside])] = rng.choice(JUNK)
        request: Any = {"jsonrpc": "2.0", "id": 1, "method": method, "params": asked}
        if sometimes(rng, 5):
            request = mutated(request, rng)
        body = json.dumps(request).encode()
        return mutated_bytes(body, rng) if sometimes(rng, 10) else body, headers

    async def take(self, given: tuple[bytes, dict[str, str]]) -> Outcome:
        body, headers = given
        response = await self._endpoint.post(body, {**signed(body), **headers})
        return Outcome(response.text, response.status_code)


@contextlib.asynccontextmanager
async def tools() -> AsyncIterator[Tools]:
    """Everything that is offered, and proposals."""
    office = await an_office()
    await restore(office)
    async with open_endpoint(office, may_propose=True, limit=CallLimit(_WHOLE)) as endpoint:
        yield Tools(endpoint)
    await office.close()
