"""The welcome, the sample, and the way to WeChat, through the listeners."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.blocks.home.first_steps import (
    WAY,
    checking_view,
    elsewhere_view,
    ending_message,
    findings_view,
    hint_message,
    sample_message,
    sample_raise_message,
    set_view,
    way_view,
    welcome_message,
)
from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import View
from bot.blocks.kit.forms import error_view
from bot.domain.access import Role
from bot.domain.doctor import Finding, Found
from bot.domain.home import sample_raise, sample_recommendation
from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.platform import Credentials
from bot.errors import ChannelUnavailable, NotAllowed, SlackUnclear, StaleControl, StorageUnavailable
from bot.i18n import texts_for
from bot.lib.work import ignore
from bot.ports.slack import Installation, Person, Workspace
from bot.usecases.home.onboarding import Onboarding
from tests.blocks.checks import as_shown, fill
from tests.domain.build import v
from tests.handlers.context import ALICE, BOWEN, CHANNEL, NOW, TEAM, TRIGGER, Office, error_text

EN, ZH = texts_for("en"), texts_for("zh-CN")
INSTALL = "https://baselib.example.com/slack/install"
REFUSED = ChannelUnavailable(code="user_not_found", method="chat.postMessage")
UNCLEAR = SlackUnclear(method="chat.postMessage")


def invited(*, user: str = "UBOT", inviter: str = BOWEN) -> dict[str, str]:
    """A person or the bot has joined a channel."""
    return {"type": "member_joined_channel", "user": user, "channel": CHANNEL, "inviter": inviter}


def greeter(office: Office) -> Onboarding:
    return Onboarding(office.greetings, office.speaking, office.messenger, office.workspaces, "en", INSTALL)


async def admin(office: Office) -> None:
    office.people.change(Person(ALICE, "en-GB", "Europe/London", is_admin=True))
    office.speaking.forget(TEAM, ALICE)


async def test_the_installer_is_welcomed_once(office: Office) -> None:
    onboarding = greeter(office)
    await onboarding.installed(TEAM, installer=BOWEN, now=NOW)
    await onboarding.installed(TEAM, installer=ALICE, now=NOW)
    office.people.admin_id = ALICE
    await onboarding.installed("T2", now=NOW)

    assert [(each.team_id, each.channel_id, each.message) for each in office.messenger.posted] == [
        (TEAM, BOWEN, welcome_message(ZH)),
        ("T2", ALICE, welcome_message(EN)),
    ]


async def test_an_organisations_installer_is_welcomed_once(office: Office) -> None:
    onboarding = greeter(office)
    await onboarding.installed_for_all("E1", installer=BOWEN, now=NOW)
    await office.install()
    for team in ("T7", "T8"):
        await office.workspaces.put(Workspace(team, team, "UBOT", enterprise_id="E1"))
    for _ in range(2):
        await onboarding.installed_for_all("E1", installer=BOWEN, now=NOW)

    assert [(each.team_id, each.channel_id) for each in office.messenger.posted] == [("T7", BOWEN)]


async def test_the_installer_learns_that_it_ends(office: Office) -> None:
    await office.install()
    token = Installation(TEAM, "Acme", "UBOT", "token", NOW, installed_by=BOWEN, expires_at=NOW + timedelta(hours=2))
    for installation in (token, token, replace(token, expires_at=NOW + timedelta(days=9)), replace(token, id="T9")):
        await greeter(office).ending(installation, now=NOW)

    assert [(each.channel_id, each.message) for each in office.messenger.posted] == [
        (BOWEN, ending_message(NOW + later, INSTALL, ZH, "Asia/Shanghai"))
        for later in (timedelta(hours=2), timedelta(days=9))
    ]


async def test_no_known_recipient(office: Office) -> None:
    onboarding = greeter(office)
    await onboarding.installed(TEAM, now=NOW)
    office.people.admin_id = ALICE
    await onboarding.installed(TEAM, now=NOW)

    assert [each.channel_id for each in office.messenger.posted] == [ALICE]


@pytest.mark.parametrize(("error", "tried"), [(REFUSED, 2), (UNCLEAR, 1)])
async def test_a_message_that_did_not_arrive(office: Office, error: Any, tried: int) -> None:
    onboarding = greeter(office)
    office.messenger.fail_next(error)
    await onboarding.installed(TEAM, installer=ALICE, now=NOW)
    await onboarding.installed(TEAM, installer=ALICE, now=NOW)

    assert len(office.messenger.posted) == tried - 1


async def test_the_inviter_of_the_bot_gets_a_hint(office: Office) -> None:
    for _ in range(2):
        assert await office.happen(invited()) == 200
        await office.settle()

    assert office.messenger.whispers == [(TEAM, CHANNEL, BOWEN, hint_message(ZH))]


@pytest.mark.parametrize("event", [invited(user=ALICE), invited(inviter=""), {**invited(), "inviter": None}])
async def test_no_one_else_is_greeted(office: Office, event: dict[str, str]) -> None:
    assert await office.happen(event) == 200
    await office.settle()

    assert office.messenger.whispers == []


async def test_sample(office: Office) -> None:
    await admin(office)
    today = snapshot_day(NOW)
    office.people.change(Person(ALICE, "en-GB", "Europe/London", is_admin=True))  # who may connect WeChat
    answer, _ = await office.pressed(controls.SAMPLE_TRY, Control())
    answered, replaces = await office.pressed(controls.SAMPLE_WHAT_IF, Control(version=v("3.0.2")))

    assert answer == sample_message(sample_recommendation(today), EN, "Europe/London", now=NOW)
    expected = sample_raise(today, v("3.0.2")), sample_recommendation(today)
    assert answered == sample_raise_message(*expected, EN, "Europe/London", now=NOW)
    assert replaces
    assert office.source.calls == []


async def test_sample_of_no_version(office: Office) -> None:
    answer, _ = await office.pressed(controls.SAMPLE_WHAT_IF, Control())

    assert answer.text == error_text(StaleControl())


async def test_connect_step_by_step(office: Office) -> None:
    await admin(office)
    office.doctor.findings = [Finding.of(Found.CATALOGUE_OK, count=3), Finding.of(Found.FONT_MISSING)]
    await office.press(controls.CONNECT_OPEN, Control())
    await office.settle()
    ((team, trigger, opened),) = office.messenger.views
    way = as_shown(opened)
    fill(way, WAY, selected_option={"value": "platform"})
    second = await office.submit({**opened, **way})
    third = await office.submit({**second["view"], "id": "V1"})
    await office.settle()

    assert (team, trigger, opened) == (TEAM, TRIGGER, way_view(Credentials.SERVICE, EN))
    assert second == update(set_view(Credentials.PLATFORM, {"WECHAT_TOKEN_URL"}, EN))
    assert third == update(checking_view(EN))
    assert office.messenger.updates == [(TEAM, "V1", findings_view(office.doctor.findings, EN))]


def update(view: View) -> dict[str, Any]:
    """An acknowledgement that puts another view in the modal's place."""
    return {"response_action": "update", "view": view}


async def test_only_admins_see_settings(office: Office) -> None:
    refused = error_text(NotAllowed(needed=Role.ADMIN))
    answer, _ = await office.pressed(controls.CONNECT_OPEN, Control())
    first = await office.submit({**way_view(Credentials.STATIC, EN), **as_shown(way_view(Credentials.STATIC, EN))})
    settings = set_view(Credentials.STATIC, (), EN)
    second = await office.submit(settings)
    await office.settle()

    assert answer.text == refused
    assert second == update(error_view(settings, NotAllowed(needed=Role.ADMIN), EN))
    assert first["errors"][WAY.name].startswith(refused[:20])
    assert office.messenger.views == office.messenger.updates == []


async def test_a_guest_workspace_sees_nothing_of_ours(office: Office) -> None:
    await office.install("T2")
    office.people.change(Person(ALICE, "en-GB", "Europe/London", is_admin=True))
    await office.press(controls.CONNECT_OPEN, Control(), team="T2")
    await office.settle()
    first = way_view(Credentials.STATIC, EN)

    assert office.messenger.views == [("T2", TRIGGER, elsewhere_view(EN))]
    assert (await office.submit({**first, **as_shown(first)}, team="T2"))["response_action"] == "errors"
    settings = set_view(Credentials.STATIC, (), EN)
    assert await office.submit(settings, team="T2") == update(error_view(settings, StaleControl(), EN))


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
    event = {"type": kind, "tokens": {"bot": ["UBOT"]}}

    assert await receive_event(office, event, after=-HOUR) == [TEAM, "T7"]
    assert await receive_event(office, event, after=-HOUR, enterprise_id="E1", authorizations=[THEIRS]) == [TEAM, "T7"]
    assert await receive_event(office, event, enterprise_id="E1", authorizations=[THEIRS]) == [TEAM]
    assert await receive_event(office, event) == []
    assert office.installations.kept == {}


async def test_an_organisation_lets_workspaces_in_and_out(office: Office) -> None:
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
