"""What Slack tells of installations: in whichever order, and late."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from bot.ports.workspaces import Installation, Workspace
from tests.handlers.context import NOW, TEAM, Office

OWN = Installation(TEAM, "Acme", "UBOT", "token", NOW)
ORG = Installation("E1", "Holding", "UBOT", "org", NOW, org_wide=True)
HOUR = timedelta(hours=1)
THEIRS = {"enterprise_id": "E1", "team_id": None, "is_enterprise_install": True}
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
    assert await receive_event(office, GRANTED, enterprise_id="E1") == [TEAM, "T7"]
    assert await receive_event(office, GRANTED, enterprise_id="E9") == [TEAM, "T7"]

    own = await office.workspaces.get(TEAM)
    assert own == Workspace(TEAM, "Acme", "UBOT")
