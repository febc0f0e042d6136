"""Files for people, step by step."""

import json
from collections.abc import AsyncIterator

import pytest

from bot.errors import BotError, ChannelUnavailable, SlackRefused, SlackUnclear, SlackUnheard
from bot.slack.messenger import SlackFiles
from tests.slack.server import DROP, Server, answer, client, refused, session

TEAM, USER = "T1", "U1"
OPENED = answer({"ok": True, "channel": {"id": "D1"}})
COMPLETED = answer({"ok": True, "files": [{"id": "F1"}]})
TAKEN = answer("OK - 3", kind="text/plain")


def place(slack: Server) -> bytes:
    """Where the bytes go."""
    return answer({"ok": True, "upload_url": f"{slack.url}/upload/abc", "file_id": "F1"})


@pytest.fixture
async def files(slack: Server) -> AsyncIterator[SlackFiles]:
    """On that Slack."""
    async with session() as shared:
        yield SlackFiles(lambda _team: client(slack.url, shared), shared)


async def test_send(slack: Server, files: SlackFiles) -> None:
    """The direct message is opened, the bytes go where Slack says, and the file is shared there."""
    slack.answers = [OPENED, place(slack), TAKEN, COMPLETED]
    await files.send(TEAM, USER, "list.csv", b"a,b", comment="Here it is")
    opened, upload, uploaded, completed = slack.calls

    assert opened.sent["users"] == USER
    assert (upload.sent["filename"], int(upload.sent["length"])) == ("list.csv", 3)
    assert "alt_txt" not in upload.sent
    assert uploaded.path == "/upload/abc"
    assert completed.sent["channel_id"] == "D1"
    assert completed.sent["initial_comment"] == "Here it is"
    assert json.loads(completed.sent["files"]) == [{"id": "F1", "title": "list.csv"}]


async def test_picture(slack: Server, files: SlackFiles) -> None:
    """It gets its description together with its name."""
    slack.answers = [OPENED, place(slack), TAKEN, COMPLETED]
    await files.send(TEAM, USER, "trend.png", b"PNG", comment="Here it is", alt_text="A line that rises")
    upload = slack.calls[1]

    assert upload.sent["alt_txt"] == "A line that rises"


@pytest.mark.parametrize(
    ("at", "bad", "error"),
    [
        (0, refused("missing_scope", needed="im:write"), SlackRefused),
        (0, refused("user_not_found"), ChannelUnavailable),
        (0, refused("some_new_code"), SlackRefused),
        (0, answer({"ok": True}), SlackUnheard),
        (1, answer({"ok": True}), SlackUnheard),
        (1, refused("missing_scope", needed="files:write"), SlackRefused),
        (2, answer("gone", status=404, kind="text/plain"), SlackUnheard),
        (2, DROP, SlackUnheard),
        (3, refused("file_not_found"), SlackRefused),
        (3, DROP, SlackUnclear),
    ],
)
async def test_refused(slack: Server, files: SlackFiles, at: int, bad: bytes, error: type[BotError]) -> None:
    """At any step: one of our errors, and no further call."""
    slack.answers = [*[OPENED, place(slack), TAKEN][:at], bad]
    with pytest.raises(error) as refusal:
        await files.send(TEAM, USER, "list.csv", b"a,b", comment="Here it is")

    assert type(refusal.value) is error
    assert len(slack.calls) == at + 1
