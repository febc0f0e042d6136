"""The link to the local WeChat platform: it follows this workspace's clock, and its faults are shown here."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import httpx

from tools.sandbox.slack.errors import ControlError

JsonObject = dict[str, Any]


class WeChatLink:
    """Talks to the other sandbox process, when there is one."""

    def __init__(self, url: str | None, http: httpx.AsyncClient) -> None:
        self._url = url.rstrip("/") if url else None
        self._http = http

    async def set_clock(self, moment: datetime) -> None:
        if self._url is not None:
            await self._ask("POST", "/sandbox/clock", {"set": moment.isoformat()})

    async def faults(self) -> JsonObject:
        """Its armed faults and its catalogue; nothing when it is not there."""
        if self._url is not None:
            try:
                return await self._ask("GET", "/sandbox/faults")
            except ControlError:
                pass  # the page still has to work without it
        return {"armed": [], "catalogue": {}}

    async def arm(self, name: str, fault: Mapping[str, Any]) -> JsonObject:
        return await self._ask("PUT", f"/sandbox/faults/{name}", fault)

    async def clear(self, name: str | None = None) -> None:
        await self._ask("DELETE", f"/sandbox/faults/{name}" if name else "/sandbox/faults")

    @property
    def present(self) -> bool:
        return self._url is not None

    async def _ask(self, verb: str, path: str, body: Mapping[str, Any] | None = None) -> JsonObject:
        if self._url is None:
            raise ControlError(404, "there is no WeChat sandbox")
        try:
            answer = await self._http.request(verb, self._url + path, json=body, timeout=5)
            parsed = answer.json() if answer.content else {}
        except (httpx.HTTPError, ValueError) as error:
            raise ControlError(502, "the WeChat sandbox does not answer") from error
        shown: JsonObject = parsed if isinstance(parsed, dict) else {}
        if not answer.is_success:
            raise ControlError(answer.status_code, str(shown.get("error", "the WeChat sandbox refused")))
        return shown
