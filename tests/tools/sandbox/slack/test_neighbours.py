"""Two workspaces: the app is installed by OAuth, and a token works only in its own."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from tests.tools.sandbox.slack.driving import Driver, in_process
from tests.tools.sandbox.slack.neighbours import HOME, NEIGHBOUR, OAUTH, ORGANISATION, REDIRECT_URL, Installer


@pytest.fixture
async def slack() -> AsyncIterator[Driver]:
    async with in_process(**OAUTH, rotating=True) as driver:
        yield driver


@pytest.fixture
def installer(slack: Driver) -> Installer:
    return Installer(slack.http)


async def test_a_code_is_good_once(installer: Installer) -> None:
    back = await installer.press("allow", place=NEIGHBOUR, state="my state")
    first = await installer.access(code=back["code"], redirect_uri=REDIRECT_URL)
    again = await installer.access(code=back["code"], redirect_uri=REDIRECT_URL)

    assert back["state"] == "my state"
    assert first["team"] == {"id": NEIGHBOUR, "name": "Neighbour"}
    assert (first["token_type"], first["is_enterprise_install"], first["expires_in"]) == ("bot", False, 43200)
    assert again["error"] == "code_already_used"
    assert (await installer.call("auth.test", first["access_token"]))["team_id"] == NEIGHBOUR


async def test_what_slack_refuses(installer: Installer, slack: Driver) -> None:
    for wrong, error in (
        ({"client_id": "9.9"}, "invalid_client_id"),
        ({"redirect_uri": "https://evil.example/"}, "bad_redirect_uri"),
        ({"scope": "admin"}, "invalid_scope"),
        ({"scope": ""}, "invalid_scope"),
    ):
        assert (await installer.ask(**wrong)).text == error
    assert await installer.press("cancel") == {"state": "s", "error": "access_denied"}
    code = (await installer.press("allow", place=HOME))["code"]
    assert (await installer.access(code="x", redirect_uri=REDIRECT_URL))["error"] == "invalid_code"
    assert (await installer.access(code=code, redirect_uri="https://x.test"))["error"] == "bad_redirect_uri"
    assert (await installer.access(secret="x", code=code))["error"] == "bad_client_secret"
    assert (await installer.access(grant_type="password"))["error"] == "invalid_grant_type"
    slack.workspace.clock.advance(timedelta(minutes=11))
    assert (await installer.access(code=code, redirect_uri=REDIRECT_URL))["error"] == "invalid_code"


async def test_a_token_works_in_its_own_workspace(installer: Installer, slack: Driver) -> None:
    """Others' channels and people are unknown to it, and its posts appear at home only."""
    home = (await installer.install(HOME))["access_token"]
    neighbour = (await installer.install(NEIGHBOUR))["access_token"]

    assert (await installer.call("chat.postMessage", home, channel="C0MINIAPP", text="Hi"))["ok"]
    for channel in ("C1MINIAPP", "U1DAVID"):
        refused = await installer.call("chat.postMessage", home, channel=channel, text="Hi")
        assert refused["error"] == "channel_not_found"
    assert (await installer.call("users.info", neighbour, user="U0ALICE"))["error"] == "user_not_found"
    assert (await installer.call("users.info", neighbour, user="U1DAVID"))["user"]["team_id"] == NEIGHBOUR
    assert len(await slack.messages()) == 1
    elsewhere = await slack.http.get(
        "/sandbox/messages", params={"team": NEIGHBOUR, "channel": "C1MINIAPP", "user": "U1DAVID"}
    )
    assert elsewhere.json() == {"messages": []}


async def test_tokens_expire_and_are_renewed(installer: Installer, slack: Driver) -> None:
    """A refresh token works once; the former token works to its end, at most two at a time."""
    first = await installer.install(HOME)
    second = await installer.access(grant_type="refresh_token", refresh_token=first["refresh_token"])
    used = await installer.access(grant_type="refresh_token", refresh_token=first["refresh_token"])
    assert used["error"] == "invalid_refresh_token"
    assert (await installer.call("auth.test", first["access_token"]))["ok"]
    third = await installer.access(grant_type="refresh_token", refresh_token=second["refresh_token"])

    assert (await installer.call("auth.test", first["access_token"]))["error"] == "token_revoked"
    slack.workspace.clock.advance(timedelta(hours=12))
    assert (await installer.call("auth.test", third["access_token"]))["error"] == "token_expired"


async def test_taken_away_from_one(installer: Installer, slack: Driver) -> None:
    home, neighbour = await installer.install(HOME), await installer.install(NEIGHBOUR)
    await slack.http.post("/sandbox/events", params={"team": NEIGHBOUR}, json={"type": "app_uninstalled"})

    assert (await installer.call("auth.test", neighbour["access_token"]))["error"] == "account_inactive"
    refreshed = await installer.access(grant_type="refresh_token", refresh_token=neighbour["refresh_token"])
    assert refreshed["error"] == "invalid_refresh_token"
    assert (await installer.call("auth.test", home["access_token"]))["ok"]


async def test_an_organisation(installer: Installer, slack: Driver) -> None:
    org = await installer.install(ORGANISATION)
    token = org["access_token"]
    assert (org["team"], org["is_enterprise_install"], org["enterprise"]["id"]) == (None, True, ORGANISATION)
    teams = await installer.call("auth.teams.list", token)
    assert [team["id"] for team in teams["teams"]] == [HOME, NEIGHBOUR]
    for channel in ("C0MINIAPP", "C1MINIAPP"):
        assert (await installer.call("chat.postMessage", token, channel=channel, text="Hi"))["ok"]
    await slack.http.post("/sandbox/events", params={"team": NEIGHBOUR}, json={"type": "team_access_revoked"})

    refused = await installer.call("chat.postMessage", token, channel="C1MINIAPP", text="Hi")
    assert refused["error"] == "team_access_not_granted"
    assert (await installer.call("chat.postMessage", token, channel="C0MINIAPP", text="Hi"))["ok"]


async def test_an_event_that_is_lost(installer: Installer, slack: Driver) -> None:
    """The organisation has taken the workspace out, and the app does not hear of it."""
    token, place = (await installer.install(ORGANISATION))["access_token"], {"team": NEIGHBOUR}
    out = await slack.http.post("/sandbox/events", params=place, json={"type": "team_access_revoked", "lost": True})

    assert out.json()["sent"] is False
    assert [team["id"] for team in (await installer.call("auth.teams.list", token))["teams"]] == [HOME]


async def test_the_page_of_another_workspace(slack: Driver) -> None:
    named = await slack.http.get("/sandbox/state", params={"team": NEIGHBOUR})
    first = await slack.http.get("/sandbox/state")

    assert named.json()["team"] == {"id": NEIGHBOUR, "name": "Neighbour"}
    assert first.json()["team"]["id"] == HOME
    assert (await slack.http.get("/sandbox/state", params={"team": "T9"})).status_code == 404


async def test_no_secret_is_kept_in_the_record(installer: Installer, slack: Driver) -> None:
    tokens = await installer.install(HOME)
    await installer.access(grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    record = str((await slack.http.get("/sandbox/requests")).json())

    assert "oauth.v2.access" in record
    assert tokens["refresh_token"] not in record
