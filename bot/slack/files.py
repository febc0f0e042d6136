"""Uploads files, in three steps: https://docs.slack.dev/messaging/working-with-files/#uploading_files."""

from collections.abc import Callable
from typing import Final

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.errors import UPLOAD, from_answer, translated

_OK: Final = 200


class SlackFiles:
    """Serves `bot.ports.slack.Files`."""

    def __init__(self, client_of: Callable[[str], AsyncWebClient], session: aiohttp.ClientSession) -> None:
        """Nothing is sent yet."""
        self._client_of = client_of
        self._session = session

    async def send(
        self, team_id: str, user_id: str, filename: str, content: bytes, *, comment: str, alt_text: str = ""
    ) -> None:
        client = self._client_of(team_id)
        with translated("conversations.open"):
            opened = await client.conversations_open(users=user_id)
            channel = str(opened["channel"]["id"])
        with translated("files.getUploadURLExternal"):
            # For a file that is not an image, `alt_txt` makes Slack answer ok and share nothing:
            # https://github.com/slackapi/python-slack-sdk/issues/1818
            place = await client.files_getUploadURLExternal(
                filename=filename, length=len(content), alt_txt=alt_text or None
            )
            url, file_id = str(place["upload_url"]), str(place["file_id"])
        with translated(UPLOAD):
            async with self._session.post(url, data=content) as answer:
                status = answer.status
        if status != _OK:
            raise from_answer(UPLOAD, "", status=status, headers=answer.headers)
        with translated("files.completeUploadExternal"):
            await client.files_completeUploadExternal(
                files=[{"id": file_id, "title": filename}], channel_id=channel, initial_comment=comment
            )
