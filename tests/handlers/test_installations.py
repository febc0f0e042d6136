"""What Slack tells of installations: in whichever order, and late."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.errors import StorageUnavailable
from bot.lib.work import ignore
from bot.ports.slack import Installation, Workspace
from tests.handlers.context import NOW, TEAM, Office

OWN = Installation(TEAM, "Acme", "UBOT", "token", NOW)
ORG = Installation("E1", "Holding", "UBOT", "org", NOW, org_wide=True)
HOUR = timedelta(hours=1)
THEIRS = {"enterprise_id": "E1", "team_id": None, "is_enterprise_install": True}
SECONDS_AGO = timedelta(seconds=-240)
GRANTED, REVOKED = [{"type": f"team_access_{what}", "team_ids": ["T7", TEAM]} for what in ("granted", "revoked")]


@pytest.fixture
async def office(office: Office) -> Office:
    """One workspace has its own installation, another is served through its organisation's."""
    for installation in (OWN, ORG):
        await office.installations.put(installation)
    await office.workspaces.put(Workspace(TEAM, "Acme", "UBOT"))
    await office.workspaces.put(Workspace("T7", "Seven", "UBOT", enterprise_id="E1"))
    return office


async def receive_event(
    office: Office, event: Mapping[str, Any], *, after: timedelta = HOUR, **envelope: Any
) -> list[str]:
    """An event some time after both installations; which workspaces are served then."""
    body = {"type": "event_callback", "team_id": TEAM, "event_id": "Ev1", "event_time": int((NOW + after).timestamp())}
    await office.dispatch({**body, "event": event, **envelope})
    await office.settle()
    return [workspace.team_id for workspace in await office.workspaces.all()]


@pytest.mark.parametrize("kind", ["app_uninstalled", "tokens_revoked"])
async def test_an_event_of_the_installation_before(office: Office, kind: str) -> None:
    """It ends nothing installed since, neither for a workspace nor an organisation."""
    event = {"type": kind, "tokens": {"bot": ["UBOT"]}}

    assert await receive_event(office, event, after=-HOUR) == [TEAM, "T7"]
    assert await receive_event(office, event, after=-HOUR, enterprise_id="E1", authorizations=[THEIRS]) == [TEAM, "T7"]
    assert await receive_event(office, event, enterprise_id="E1", authorizations=[THEIRS]) == [TEAM]
    assert await receive_event(office, event) == []
    assert office.installations.kept == {}


async def test_an_organisation_lets_workspaces_in_and_out(office: Office) -> None:
    """Added ones are served at once; one with its own installation keeps that."""
    assert await receive_event(office, REVOKED) == [TEAM]
    assert await receive_event(office, GRANTED, after=2 * HOUR, enterprise_id="E9") == [TEAM]
    assert await receive_event(office, GRANTED, after=2 * HOUR, enterprise_id="E1") == [TEAM, "T7"]
    assert await receive_event(office, GRANTED, after=3 * HOUR, enterprise_id="E9") == [TEAM, "T7"]

    own = await office.workspaces.get(TEAM)
    assert own == Workspace(TEAM, "Acme", "UBOT")


async def test_an_older_event_that_comes_last(office: Office) -> None:
    """Slack repeats what was not acknowledged: let in again since, the workspace stays, and the other way round."""
    assert await receive_event(office, GRANTED, after=2 * HOUR, enterprise_id="E1") == [TEAM, "T7"]
    assert await receive_event(office, REVOKED, after=2 * HOUR + SECONDS_AGO, enterprise_id="E1") == [TEAM, "T7"]
    assert await receive_event(office, REVOKED, after=4 * HOUR, enterprise_id="E1") == [TEAM]
    assert await receive_event(office, GRANTED, after=4 * HOUR + SECONDS_AGO, enterprise_id="E1") == [TEAM]


async def test_the_later_event_comes_first(office: Office) -> None:
    """Of a workspace that was never served: taken out again before its letting in is heard of."""
    let_in, out = ({**event, "team_ids": ["T8"]} for event in (GRANTED, REVOKED))

    assert await receive_event(office, out, after=2 * HOUR, enterprise_id="E1") == [TEAM, "T7"]
    assert await receive_event(office, let_in, enterprise_id="E1") == [TEAM, "T7"]
    assert await receive_event(office, let_in, after=3 * HOUR, enterprise_id="E1") == [TEAM, "T7", "T8"]


async def test_killed_once_it_is_acknowledged(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """What Slack does not repeat is kept by then: nothing in the background is needed."""
    monkeypatch.setattr(office.work, "start", ignore)

    assert await receive_event(office, REVOKED, enterprise_id="E1") == [TEAM]
    assert await receive_event(office, GRANTED, after=2 * HOUR, enterprise_id="E1") == [TEAM, "T7"]


async def test_what_cannot_be_kept_is_not_acknowledged(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """So Slack repeats it."""

    async def full(*_args: object, **_more: object) -> None:
        raise StorageUnavailable(reason="full")

    monkeypatch.setattr(office.workspaces, "put", full)
    body = {"type": "event_callback", "team_id": TEAM, "enterprise_id": "E1", "event_id": "Ev1", "event": GRANTED}
    status, _ = await office.dispatch(body)

    assert status == 500


async def test_an_event_of_another_organisation(office: Office) -> None:
    """A workspace that has moved goes on, also when it leaves its former organisation only then."""
    await office.installations.put(replace(ORG, id="E2"))
    assert await receive_event(office, GRANTED, after=2 * HOUR, enterprise_id="E2") == [TEAM, "T7"]

    assert await receive_event(office, REVOKED, after=3 * HOUR, enterprise_id="E1") == [TEAM, "T7"]
    assert await receive_event(office, GRANTED, after=-HOUR, enterprise_id="E2") == [TEAM, "T7"]
