"""What Slack tells unasked."""

import pytest

from bot.ports import Person
from tests.handlers.desk import ALICE, BOWEN, TEAM, Office


@pytest.mark.parametrize(
    "event", [{"type": "app_uninstalled"}, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["UBOT"]}}]
)
async def test_the_app_is_taken_away(office: Office, event: dict[str, object]) -> None:
    """Uninstalling, or revoking the bot's token, ends that workspace and no other."""
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
    """Revoked tokens of users end nothing."""
    await office.install()

    assert await office.happen({"type": "tokens_revoked", "tokens": tokens}) == 200
    await office.settle()
    assert len(await office.workspaces.all()) == 1


async def test_uninstalled_twice_or_unknown(office: Office) -> None:
    """Slack may send an event twice, and for a workspace that was never kept."""
    for _ in range(2):
        assert await office.happen({"type": "app_uninstalled"}, team="T9") == 200
    await office.settle()

    assert await office.workspaces.get("T9") is None


async def test_changed_language(office: Office) -> None:
    """When somebody changes the language in Slack, the next answer is in it."""
    before = await office.ask("programs")
    office.people.change(Person(ALICE, "zh-CN", "Asia/Shanghai"))
    unnoticed = await office.ask("programs")
    assert await office.happen({"type": "user_change", "user": {"id": ALICE}}) == 200
    after = await office.ask("programs")

    assert before == unnoticed
    assert after != before
    assert after == await office.ask("programs", user=BOWEN)


@pytest.mark.parametrize("user", [None, {}, {"id": "U0NOBODY"}])
async def test_change_of_somebody_unknown(office: Office, user: dict[str, str] | None) -> None:
    """A change that concerns nobody we know is acknowledged."""
    assert await office.happen({"type": "user_change", "user": user}) == 200


async def test_an_event_that_nobody_asked_for(office: Office) -> None:
    """Bolt answers an event without a listener by itself, and nothing is done."""
    assert await office.happen({"type": "reaction_added"}) == 404
    assert len(office.work) == 0
