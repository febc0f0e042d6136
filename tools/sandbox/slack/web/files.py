"""files.*: https://docs.slack.dev/messaging/working-with-files/#uploading_files."""

from typing import Any

from tools.sandbox.slack.errors import SlackError
from tools.sandbox.slack.state.messages import Message, StoredFile
from tools.sandbox.slack.web.blocks import file_to_api
from tools.sandbox.slack.web.call import Call, Method

JsonObject = dict[str, Any]

MOST_BYTES = 1_000_000_000
MOST_ALT_TXT = 1_000


async def get_upload_url(call: Call) -> JsonObject:
    """A URL that takes the bytes of one file."""
    name = call.args.required("filename")
    length = call.args.number("length", 0, least=1, most=MOST_BYTES)
    alt_txt = call.args.text("alt_txt")
    if len(alt_txt) > MOST_ALT_TXT:
        raise SlackError("alt_txt_too_large")
    token, file = call.workspace.files.begin(name, length, int(call.workspace.clock.now().timestamp()), alt_txt)
    return {"upload_url": f"{call.base_url}/upload/{token}", "file_id": file.id}


async def complete_upload(call: Call) -> JsonObject:
    """Finish uploads, and show them in a channel when one is named."""
    given = call.args.structured("files", "invalid_arguments")
    if not isinstance(given, list) or not given:
        raise SlackError("invalid_arguments", ["missing required field: files"])
    files = [_uploaded(call, each) for each in given]
    channel = call.channel("channel_id") if call.args.text("channel_id") else None
    if channel and not channel.is_member:
        raise SlackError("not_in_channel")
    for file, each in zip(files, given, strict=True):
        file.title = str(each.get("title") or file.name)
        call.workspace.files.complete(file)
    if channel:
        ts = call.workspace.messages.next_ts(channel.id)
        message = Message(ts, channel.id, call.workspace.team.bot_user, call.args.text("initial_comment"))
        message.thread_ts = call.args.text("thread_ts") or None
        message.files = [file.id for file in files]
        call.workspace.post(message)
        for file in files:
            file.channels.append(channel.id)
    return {"files": [file_to_api(call.workspace, file, call.base_url) for file in files]}


async def info(call: Call) -> JsonObject:
    """One file; its type stays empty until it is ready."""
    file = call.workspace.files.find(call.args.required("file"))
    if file is None or file.completed_at is None:
        raise SlackError("file_not_found")
    return {"file": file_to_api(call.workspace, file, call.base_url), "comments": []}


def _uploaded(call: Call, given: object) -> StoredFile:
    if not isinstance(given, dict) or not isinstance(given.get("id"), str):
        raise SlackError("invalid_arguments", ["missing required field: id"])
    file = call.workspace.files.find(given["id"])
    if file is None or file.content is None:
        raise SlackError("file_not_found")
    return file


METHODS = {
    "files.getUploadURLExternal": Method(get_upload_url, "files:write", writes=True),
    "files.completeUploadExternal": Method(complete_upload, "files:write", takes_json=True, writes=True),
    "files.info": Method(info, "files:read"),
}
