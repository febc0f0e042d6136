"""Messages and files as the Web API shows them."""

from typing import Any

from bot.sandbox.slack.state.files import StoredFile
from bot.sandbox.slack.state.messages import Message
from bot.sandbox.slack.state.people import APP_ID
from bot.sandbox.slack.workspace import Workspace

JsonObject = dict[str, Any]


def message_to_api(workspace: Workspace, message: Message, base_url: str, *, metadata: bool) -> JsonObject:
    """The message object: https://docs.slack.dev/reference/events/message/."""
    body: JsonObject = {"type": "message", "user": message.user, "ts": message.ts, "text": message.text}
    body["team"] = workspace.team.id
    if message.user == workspace.team.bot_user:
        body |= {"bot_id": workspace.team.bot_id, "app_id": APP_ID}
        body["bot_profile"] = {
            "id": workspace.team.bot_id,
            "app_id": APP_ID,
            "name": workspace.config.manifest.name,
            "team_id": workspace.team.id,
            "deleted": False,
        }
    if message.blocks:
        body["blocks"] = message.blocks
    if message.attachments:
        body["attachments"] = message.attachments
    if message.files:
        found = [workspace.files.find(each) for each in message.files]
        body["files"] = [file_to_api(workspace, file, base_url) for file in found if file]
    if message.edited_ts:
        body["edited"] = {"user": message.user, "ts": message.edited_ts}
    if metadata and message.metadata:
        body["metadata"] = message.metadata
    body |= _thread(workspace, message)
    return body


def _thread(workspace: Workspace, message: Message) -> JsonObject:
    replies = workspace.messages.replies(message.channel, message.ts)
    if replies:
        return {
            "thread_ts": message.ts,
            "reply_count": len(replies),
            "reply_users": sorted({each.user for each in replies}),
            "latest_reply": replies[-1].ts,
        }
    return {"thread_ts": message.thread_ts} if message.thread_ts else {}


def file_to_api(workspace: Workspace, file: StoredFile, base_url: str) -> JsonObject:
    """The file object; until the file is ready its type is empty.

    https://docs.slack.dev/reference/objects/file-object/
    """
    ready = workspace.files.is_ready(file.id)
    url = f"{base_url}/files/{file.id}/{file.name}"
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title or file.name,
        "mimetype": file.mimetype if ready else "",
        "filetype": file.name.rpartition(".")[2] if ready else "",
        "pretty_type": file.name.rpartition(".")[2].upper() if ready else "",
        **({"alt_txt": file.alt_txt} if file.alt_txt else {}),
        "user": workspace.team.bot_user,
        "user_team": workspace.team.id,
        "size": file.length,
        "mode": "hosted",
        "is_external": False,
        "is_public": bool(file.channels),
        "url_private": url,
        "url_private_download": url,
        "permalink": url,
        "channels": file.channels,
        "groups": [],
        "ims": [],
        "shares": {},
    }
