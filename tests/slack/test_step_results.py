"""functions.completeSuccess and functions.completeError."""

import pytest

from bot.errors import SlackBusy, SlackRefused, SlackUnclear, WorkspaceUnavailable
from bot.slack.clients import WorkspaceClient
from bot.slack.messenger import SlackStepResults
from tests.slack.server import TOKEN, Server, answer, client_of, refused, session

OWN = "xwfp-of-this-run"


async def complete(slack: Server, *, token: str = OWN) -> bool:
    """Complete a run."""
    async with session() as shared:
        outputs = {"loss_low": 1.5, "safe": False}
        return await SlackStepResults(client_of(slack.url, shared)).complete("T1", "Fx1", outputs, token=token)


def tokens(slack: Server) -> list[str]:
    """The tokens of the calls."""
    return [call.headers["authorization"].removeprefix("Bearer ") for call in slack.calls]


async def test_a_result(slack: Server) -> None:
    """In the body, with the run's own token: a URL has no room for a hundred options."""
    assert await complete(slack)
    async with session() as shared:
        assert await SlackStepResults(client_of(slack.url, shared)).fail("T1", "Fx2", "No.")

    completed, failed = slack.calls
    assert (completed.path, failed.path) == ("/api/functions.completeSuccess", "/api/functions.completeError")
    assert completed.sent == {"function_execution_id": "Fx1", "outputs": {"loss_low": 1.5, "safe": False}}
    assert failed.sent == {"function_execution_id": "Fx2", "error": "No."}
    assert tokens(slack) == [OWN, TOKEN]


@pytest.mark.parametrize("code", ["token_revoked", "token_expired", "invalid_auth"])
async def test_the_runs_own_token_has_run_out(slack: Server, code: str) -> None:
    """It lasts fifteen minutes: then the bot's own is used."""
    slack.say(refused(code), answer({"ok": True}))

    assert await complete(slack)
    assert tokens(slack) == [OWN, TOKEN]


async def test_the_workspaces_token_is_not_renewed_for_it(slack: Server) -> None:
    """Slack refused the run's own token: the workspace's is valid, and renewing spends a refresh token."""
    looked_up = []

    async def token_of(team_id: str, *, refused: str = "") -> str:
        looked_up.append((team_id, refused))
        return TOKEN

    slack.say(refused("token_expired"), answer({"ok": True}))
    async with session() as shared:
        how = {"base_url": f"{slack.url}/api/", "session": shared, "retry_handlers": []}
        client = WorkspaceClient("T1", token_of, how)
        assert await SlackStepResults(lambda _team_id: client).complete("T1", "Fx1", {}, token=OWN)

    assert looked_up == [("T1", "")]
    assert tokens(slack) == [OWN, TOKEN]


@pytest.mark.parametrize("code", ["execution_not_in_running_state", "function_execution_not_found"])
async def test_slack_no_longer_waits(slack: Server, code: str) -> None:
    """That is no error: a run takes one result, and people end workflows."""
    slack.say(refused(code))

    assert not await complete(slack)
    assert len(slack.calls) == 1


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (refused("parameter_validation_failed"), SlackRefused),
        (refused("access_denied"), SlackRefused),
        (refused("token_revoked"), WorkspaceUnavailable),
        (answer({"ok": False, "error": "ratelimited"}, status=429), SlackBusy),
        (answer("", status=500), SlackUnclear),
    ],
)
async def test_trouble(slack: Server, reply: bytes, error: type[Exception]) -> None:
    """Any other refusal is one of ours, also when neither token works."""
    slack.say(reply)

    with pytest.raises(error):
        await complete(slack)
