"""What Slack tells unasked."""

import re
from typing import Any
from unittest.mock import AsyncMock

import pytest

from bot.domain.access import Grant, Role
from bot.errors import FormNeedsCommand, StorageUnavailable
from bot.i18n import texts_for
from bot.ports.slack import Person, Workspace
from handlers.commands.registry import subcommands
from handlers.context import team_of
from handlers.registry import Registry
from tests.handlers.context import ALICE, BOWEN, NOW, SHOP, TEAM, Office, error_text


@pytest.mark.parametrize(
    "event", [{"type": "app_uninstalled"}, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["UBOT"]}}]
)
async def test_the_app_is_taken_away(office: Office, event: dict[str, object]) -> None:
    await office.install(TEAM)
    await office.install("T2")

    assert await office.happen(event) == 200
    await office.settle()

    ended = await office.workspaces.get(TEAM)
    assert ended
    assert ended.ended
    assert [workspace.team_id for workspace in await office.workspaces.all()] == ["T2"]


@pytest.mark.parametrize("tokens", [None, {}, {"oauth": ["U1"]}, {"oauth": ["U1"], "bot": []}])
async def test_a_persons_token_is_none_of_ours(office: Office, tokens: dict[str, list[str]] | None) -> None:
    await office.install()

    assert await office.happen({"type": "tokens_revoked", "tokens": tokens}) == 200
    await office.settle()
    assert len(await office.workspaces.all()) == 1


async def test_uninstalled_twice_or_unknown(office: Office) -> None:
    for _ in range(2):
        assert await office.happen({"type": "app_uninstalled"}, team="T9") == 200
    await office.settle()

    assert await office.workspaces.get("T9") is None


async def test_changed_language(office: Office) -> None:
    before = await office.ask("programs")
    office.people.change(Person(ALICE, "zh-CN", "Asia/Shanghai"))
    unnoticed = await office.ask("programs")
    assert await office.happen({"type": "user_change", "user": {"id": ALICE}}) == 200
    after = await office.ask("programs")

    assert before == unnoticed
    assert after != before
    assert after == await office.ask("programs", user=BOWEN)


async def test_a_person_of_several_workspaces_has_changed(office: Office) -> None:
    for team in (TEAM, "T7", "T9"):
        await office.people.get(team, ALICE)
    user = {"id": ALICE, "team_id": TEAM, "enterprise_user": {"teams": [TEAM, "T7"]}}
    event = {"type": "event_callback", "team_id": None, "event_id": "Ev1"}
    status, _ = await office.dispatch({**event, "event": {"type": "user_change", "user": user}})

    assert status == 200
    assert [office.people.known(team, ALICE) is None for team in (TEAM, "T7", "T9")] == [True, True, False]


@pytest.mark.parametrize("user", [None, {}, {"id": "U0UNKNOWN"}])
async def test_change_of_an_unknown_person(office: Office, user: dict[str, str] | None) -> None:
    assert await office.happen({"type": "user_change", "user": user}) == 200


async def test_an_unknown_event(office: Office) -> None:
    assert await office.happen({"type": "reaction_added"}) == 200
    assert len(office.work) == 0


async def test_an_organisation_takes_it_away(office: Office) -> None:
    for team in ("T7", "T8"):
        await office.workspaces.put(Workspace(team, team, "UBOT", enterprise_id="E1"))
    await office.install()
    org = {"enterprise_id": "E1", "team_id": None, "is_enterprise_install": True}
    event = {"type": "event_callback", "team_id": "T7", "enterprise_id": "E1", "authorizations": [org]}
    status, _ = await office.dispatch({**event, "event_id": "Ev2", "event": {"type": "app_uninstalled"}})
    await office.settle()

    assert status == 200
    assert [workspace.team_id for workspace in await office.workspaces.all()] == [TEAM]


async def test_an_organisation_takes_it_from_one_workspace(office: Office) -> None:
    for team in ("T7", "T8"):
        await office.workspaces.put(Workspace(team, team, "UBOT", enterprise_id="E1"))

    assert await office.happen({"type": "team_access_revoked", "team_ids": ["T7"]}, team="T8") == 200
    await office.settle()
    assert [workspace.team_id for workspace in await office.workspaces.all()] == [TEAM, "T8"]


@pytest.mark.parametrize("team_ids", [None, [], ["T9"]])
async def test_access_that_concerns_no_workspace(office: Office, team_ids: list[str] | None) -> None:
    for kind in ("team_access_granted", "team_access_revoked"):
        assert await office.happen({"type": kind, "team_ids": team_ids}) == 200
    await office.settle()


@pytest.mark.parametrize(
    ("payload", "team"),
    [
        ({"team_id": "T1", "enterprise_id": "E1"}, "T1"),
        ({"team": {"id": "T1"}, "user": {"id": "U1", "team_id": "T2"}}, "T1"),
        ({"team": None, "user": {"id": "U1", "team_id": "T2"}}, "T2"),
        ({"team": {"id": "T2"}, "view": {"app_installed_team_id": "T1"}}, "T1"),
        ({}, ""),
    ],
)
def test_which_workspace_is_meant(payload: dict[str, Any], team: str) -> None:
    assert team_of(payload) == team


@pytest.mark.parametrize(
    ("team", "view", "authorizations"),
    [
        (None, {"app_installed_team_id": TEAM, "team_id": "T8"}, []),
        ("E1", {"app_installed_team_id": TEAM}, [{"team_id": "T8", "enterprise_id": "E1"}]),
        ("E1", {"app_installed_team_id": "E1", "team_id": TEAM}, []),
        (None, None, [{"team_id": None}, {"team_id": TEAM, "enterprise_id": "E1"}]),
        (TEAM, {"app_installed_team_id": "T8"}, []),
    ],
)
async def test_a_home_tab_in_an_organisation(
    office: Office, team: str | None, view: dict[str, str] | None, authorizations: list[dict[str, str]]
) -> None:
    event = {"type": "app_home_opened", "user": ALICE, "tab": "home", "view": view}
    body = {"type": "event_callback", "team_id": team, "event_id": "Ev1", "event": event}
    await office.dispatch({**body, "authorizations": authorizations})
    await office.settle()

    assert list(office.home_tabs.shown) == [(TEAM, ALICE)]


def _typed(text: str, **more: str) -> dict[str, str]:
    return {"type": "message", "channel_type": "im", "channel": "D0ALICE", "user": ALICE, "text": text} | more


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("raise 3.8.5", "raise 3.8.5"),
        ("/baselib 3.8.5", "3.8.5"),
        ("<http://wx.cloud|wx.cloud>", "wx.cloud"),
        ("shop &amp; co", "shop & co"),
        ("", ""),
    ],
)
async def test_the_messages_tab_answers(office: Office, text: str, words: str) -> None:
    asked = await office.ask(words, channel="D0ALICE")

    assert await office.happen(_typed(text)) == 200
    await office.settle()

    (posted,) = office.messenger.posted
    assert posted.channel_id == ALICE
    assert posted.message.text == asked.text


async def test_an_event_that_slack_sends_again(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    for event_id in ("Ev7", "Ev7", "Ev8"):
        assert await office.happen(_typed("help"), event_id=event_id) == 200
        await office.settle()
    assert len(office.messenger.posted) == 2
    monkeypatch.setattr(office.pushes, "is_new", AsyncMock(side_effect=StorageUnavailable(reason="full")))
    assert await office.happen(_typed("help"), event_id="Ev7") == 200
    await office.settle()
    assert len(office.messenger.posted) == 3


async def test_an_event_of_an_outsider_that_slack_sends_again(office: Office) -> None:
    office.people.change(Person(BOWEN, "en-US", "UTC", is_outsider=True))
    for _ in range(2):
        assert await office.happen(_typed("report") | {"user": BOWEN}, event_id="Ev7") == 200
        await office.settle()
    assert len(office.messenger.posted) == 1


async def test_a_question_in_a_thread_while_no_more_work_is_taken(office: Office) -> None:
    await office.work.drain(within=0)
    assert await office.happen(_typed("help") | {"thread_ts": "1.0"}) == 200

    assert [posted.thread_ts for posted in office.messenger.posted] == ["1.0"]


@pytest.mark.parametrize(
    ("more", "thread_ts"),
    [
        ({"subtype": "file_share"}, ""),
        ({"subtype": "thread_broadcast", "thread_ts": "1.0"}, "1.0"),
        ({"thread_ts": "1.0"}, "1.0"),
    ],
)
async def test_with_a_file_or_in_a_thread(office: Office, more: dict[str, str], thread_ts: str) -> None:
    assert await office.happen(_typed("help") | more) == 200
    await office.settle()

    (posted,) = office.messenger.posted
    assert (posted.channel_id, posted.thread_ts) == (ALICE, thread_ts)


async def test_mentions_keep_their_ids(office: Office) -> None:
    await office.rules.grant(TEAM, Grant(ALICE, Role.ADMIN, BOWEN, NOW))
    for text in (f"access grant <@{BOWEN}|bowen> editor", "programs restrict shop <#C1|general>"):
        assert await office.happen(_typed(text)) == 200
        await office.settle()

    assert {grant.user_id: grant.role for grant in office.rules.grants(TEAM)}[BOWEN] is Role.EDITOR
    assert await office.rules.restrictions(TEAM) == {SHOP.appid: {"C1"}}


@pytest.mark.parametrize(
    "more", [{"bot_id": "B0BASELIB"}, {"subtype": "message_changed"}, {"user": ""}, {"channel_type": "channel"}]
)
async def test_its_own_messages_get_no_answer(office: Office, more: dict[str, str]) -> None:
    assert await office.happen(_typed("help") | more) == 200
    await office.settle()

    assert office.messenger.posted == []


async def test_a_message_opens_no_form(office: Office) -> None:
    """Slack gives a message nothing that opens one, so the answer names the command that does."""
    assert await office.happen(_typed("import")) == 200
    await office.settle()

    (posted,) = office.messenger.posted
    assert posted.message.text == error_text(FormNeedsCommand(command="import"))


@pytest.mark.parametrize(
    ("team", "body", "event"),
    [
        ("E1", {}, {"team": TEAM}),
        (None, {}, {"team": TEAM}),
        ("E1", {"context_team_id": TEAM}, {"team": "T8"}),
        (None, {"context_team_id": TEAM}, {}),
        (TEAM, {"context_team_id": "E1"}, {"team": "T8"}),
        (TEAM, {"context_team_id": "T8"}, {}),
    ],
)
async def test_the_messages_tab_in_an_organisation(
    office: Office, team: str | None, body: dict[str, str], event: dict[str, str]
) -> None:
    """Its workspace may stand beside the organisation, or beside nothing: it is answered as from there."""
    asked = await office.ask("programs", channel="D0ALICE")
    authorizations = [{"team_id": None, "enterprise_id": "E1", "is_enterprise_install": True}]
    envelope = {"type": "event_callback", "team_id": team, "enterprise_id": "E1", "authorizations": authorizations}
    await office.dispatch({**envelope, **body, "event_id": "Ev1", "event": _typed("programs") | event})
    await office.settle()

    (posted,) = office.messenger.posted
    assert (posted.team_id, posted.message.text) == (TEAM, asked.text)


def test_usages_are_in_the_readers_language() -> None:
    """Nothing that is to be typed in its place is named in English, also where several may be."""
    t = texts_for("zh-CN")
    for command in subcommands().values():
        for word in re.findall(r"(?<=[<\[])\w+(?= \.\.\.|\.\.\.|[>\]])", t.usage(command.typed)):
            assert t.placeholder(word) == word, command.name


def test_a_name_is_taken_once() -> None:
    registry = Registry[str]("handlers.pages")
    registry.add("report.open", "one")

    with pytest.raises(ValueError, match="registered twice"):
        registry.add("report.open", "another")


def test_an_unknown_name() -> None:
    assert Registry[str]("handlers.pages").get("report.open") is None
