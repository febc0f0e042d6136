"""Two workspaces of the sandbox, and a person who installs the app in them."""

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import httpx

CLIENT_ID: Final = "11.22"
CLIENT_SECRET: Final = "client-canary"
REDIRECT_URL: Final = "https://baselib.example/slack/oauth_redirect"
SCOPES: Final = "chat:write,commands,users:read"
HOME, NEIGHBOUR, ORGANISATION = "T0SANDBOX", "T1NEIGHBOUR", "E0HOLDING"
OAUTH: Final[dict[str, Any]] = {
    "client_id": CLIENT_ID,
    "client_secret": CLIENT_SECRET,
    "redirect_url": REDIRECT_URL,
    "bot_token": "",
}


@dataclass(frozen=True)
class Installer:
    """A browser on Slack's page, and an app that exchanges codes."""

    http: httpx.AsyncClient

    async def ask(self, **changes: str) -> httpx.Response:
        return await self.http.get("/oauth/v2/authorize", params=_query(changes))

    async def press(self, answer: str, **changes: str) -> dict[str, str]:
        """Allow (with a `place`) or cancel; what the browser gets."""
        answered = await self.http.get(f"/oauth/v2/authorize/{answer}", params=_query(changes))
        assert answered.status_code == 302, answered.text
        location = answered.headers["location"]
        assert location.startswith(REDIRECT_URL)
        return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}

    async def access(self, *, secret: str = CLIENT_SECRET, **what: str) -> dict[str, Any]:
        answer = await self.http.post("/api/oauth.v2.access", data=what, auth=(CLIENT_ID, secret))
        return dict(answer.json())

    async def install(self, place: str) -> dict[str, Any]:
        code = (await self.press("allow", place=place))["code"]
        return await self.access(code=code, redirect_uri=REDIRECT_URL)

    async def call(self, method: str, token: str, **args: Any) -> dict[str, Any]:
        headers = {"authorization": f"Bearer {token}"}
        return dict((await self.http.post(f"/api/{method}", data=args, headers=headers)).json())


def _query(changes: dict[str, str]) -> dict[str, str]:
    return {"client_id": CLIENT_ID, "scope": SCOPES, "redirect_uri": REDIRECT_URL, "state": "s", **changes}
