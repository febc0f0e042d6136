"""What the app shows: views.*, chat.* and conversations.*, and what they share.

https://docs.slack.dev/reference/methods/views.open/, https://docs.slack.dev/reference/methods/chat.postMessage/ and
their siblings.
"""

import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from tools.sandbox.slack.call import Call, Method, Page, page_of
from tools.sandbox.slack.messages import Message, StoredFile, is_reply, to_ts
from tools.sandbox.slack.people import APP_ID, Channel, View, with_ids
from tools.sandbox.slack.refusals import (
    SlackError,
    Surface,
    holds_type,
    is_too_large,
    refusal_of,
    refused,
    seconds,
    view_problems,
)
from tools.sandbox.slack.workspace import Workspace

JsonObject = dict[str, Any]


def accepted_blocks(workspace: Workspace, blocks: object, where: str) -> list[JsonObject]:
    """Return the blocks of a message with every id filled in."""
    if blocks is None:
        return []
    refusal = refusal_of(blocks)
    if refusal is not None:
        raise refused(refusal)
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    refuse_type_on_command(workspace, blocks, where)
    return with_ids(blocks, workspace.short_id)


def refuse_type_on_command(
    workspace: Workspace, blocks: list[JsonObject], where: str, error: str = "invalid_blocks"
) -> None:
    """Refuse charts or data tables when that fault is armed, like a workspace that does not have them yet."""
    for kind in ("data_visualization", "data_table"):
        places = list(holds_type(blocks, kind))
        if places and workspace.faults.take(where, {f"invalid_blocks_{kind}"}):
            raise SlackError(error, [f"unsupported type: {kind} [json-pointer:{place}/type]" for place in places])


def message_text(text: str) -> str:
    """Return a message's text, when Slack takes it."""
    if len(text) > MOST_TEXT:
        raise SlackError("msg_too_long")
    return text


MOST_TEXT = 40_000


def message_to_api(workspace: Workspace, message: Message, base_url: str, *, metadata: bool) -> JsonObject:
    """Return the message object: https://docs.slack.dev/reference/events/message/."""
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
    """Return the file object: https://docs.slack.dev/reference/objects/file-object/."""
    url = f"{base_url}/files/{file.id}/{file.name}"
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title or file.name,
        "mimetype": file.mimetype,
        "filetype": file.name.rpartition(".")[2],
        "pretty_type": file.name.rpartition(".")[2].upper(),
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


async def open_view(call: Call) -> JsonObject:
    """Open a modal for the person whose trigger this is."""
    trigger = call.workspace.triggers.check(call.args.required("trigger_id"))
    view = call.workspace.views.open(trigger.user, accepted_view(call.workspace, _given(call), "modal", call.method))
    trigger.used = True
    return _shown(call.workspace, view)


async def update_view(call: Call) -> JsonObject:
    """Replace the content of an open modal."""
    view = call.workspace.views.find(call.args.required("view_id"))
    if view is None:
        raise SlackError("not_found")
    surface: Surface = view.content["type"]
    call.workspace.views.replace(view, accepted_view(call.workspace, _given(call), surface, call.method), _hash(call))
    return _shown(call.workspace, view)


async def publish(call: Call) -> JsonObject:
    """Publish a person's Home tab."""
    user = call.args.required("user_id")
    if user not in call.workspace.users:
        raise SlackError("invalid_arguments", ["invalid `user_id`"])
    if not call.workspace.config.manifest.home_tab:
        raise SlackError("not_enabled")
    content = accepted_view(call.workspace, _given(call), "home", call.method)
    return _shown(call.workspace, call.workspace.views.publish(user, content, _hash(call)))


def accepted_view(workspace: Workspace, view: object, surface: Surface, where: str) -> JsonObject:
    """Return a view with every id filled in."""
    problems = view_problems(view, surface)
    if problems or not isinstance(view, dict):
        raise SlackError("invalid_arguments", problems)
    if is_too_large(view):
        raise SlackError("view_too_large")
    refuse_type_on_command(workspace, view["blocks"], where, "invalid_arguments")
    return {**view, "blocks": with_ids(view["blocks"], workspace.short_id)}


def _given(call: Call) -> object:
    view: object = call.args.structured("view", "invalid_arguments")
    if view is None:
        raise SlackError("invalid_arguments", ["missing required field: view"])
    return view


def _hash(call: Call) -> str | None:
    return call.args.text("hash") or None


def _shown(workspace: Workspace, view: View) -> JsonObject:
    workspace.view_changed(view)
    return {"view": view.to_api()}


async def post_message(call: Call) -> JsonObject:
    channel = call.channel_to_post()
    message = _draft(call, channel)
    message.thread_ts = _thread_parent(call, channel)
    message.metadata = _metadata(call)
    _keep_to_rate(call, channel)
    call.workspace.post(message)
    body = message_to_api(call.workspace, message, call.base_url, metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": body}


async def post_ephemeral(call: Call) -> JsonObject:
    """Show something to one person in a channel."""
    channel = call.channel_to_post()
    user = call.args.required("user")
    if user not in call.workspace.users:
        raise SlackError("user_not_found")
    if user not in channel.members:
        raise SlackError("user_not_in_channel")
    message = _draft(call, channel)
    message.ephemeral_to = user
    message.thread_ts = _thread_parent(call, channel)
    call.workspace.post(message)
    return {"message_ts": message.ts}


async def update(call: Call) -> JsonObject:
    """Change one of the app's own messages; what is left out of the call stays as it was."""
    message = _own_message(call)
    text, blocks = call.args.values.get("text"), call.args.structured("blocks", "invalid_blocks_format")
    if text is None and blocks is None:
        raise SlackError("no_text")
    accepted = accepted_blocks(call.workspace, blocks, call.method)
    if text is not None:
        message.text = message_text(call.args.text("text"))
    if blocks is not None:
        message.blocks = accepted
    message.edited_ts = call.workspace.messages.next_ts(message.channel)
    call.workspace.touched(message)
    body = message_to_api(call.workspace, message, call.base_url, metadata=True)
    return {"channel": message.channel, "ts": message.ts, "text": message.text, "message": body}


def _draft(call: Call, channel: Channel) -> Message:
    blocks = call.args.structured("blocks", "invalid_blocks_format")
    accepted = accepted_blocks(call.workspace, blocks, call.method)
    text = message_text(call.args.text("text"))
    if not (text or accepted):
        raise SlackError("no_text")
    ts = call.workspace.messages.next_ts(channel.id)
    return Message(ts, channel.id, call.workspace.team.bot_user, text, accepted)


def _thread_parent(call: Call, channel: Channel) -> str | None:
    ts = call.args.text("thread_ts")
    if not ts:
        return None
    parent = call.workspace.messages.find(channel.id, ts)
    if parent is None or parent.ephemeral_to:
        raise SlackError("thread_not_found")
    return parent.thread_ts if is_reply(parent) else ts


def _own_message(call: Call) -> Message:
    channel = call.channel()
    if channel.is_archived:
        raise SlackError("is_archived")
    message = call.workspace.messages.find(channel.id, call.args.required("ts"))
    if message is None or message.ephemeral_to:
        raise SlackError("message_not_found")
    if message.user != call.workspace.team.bot_user:
        raise SlackError("cant_update_message")
    return message


def _metadata(call: Call) -> JsonObject | None:
    metadata = call.args.structured("metadata", "invalid_metadata_format")
    if metadata is None:
        return None
    if not isinstance(metadata, Mapping):
        raise SlackError("invalid_metadata_format")
    sound = isinstance(metadata.get("event_type"), str) and isinstance(metadata.get("event_payload"), Mapping)
    if not (sound and set(metadata) == {"event_type", "event_payload"}):
        raise SlackError("invalid_metadata_format")
    return dict(metadata)


def _keep_to_rate(call: Call, channel: Channel) -> None:
    now, last = time.monotonic(), call.workspace.posted_at[channel.id]
    if now - last < 1:
        fault = call.workspace.faults.take(call.method, {"enforce_rate"})
        if fault:
            raise SlackError("ratelimited", retry_after=max(1, round(seconds(fault, 1))))
    call.workspace.posted_at[channel.id] = now


async def members(call: Call) -> JsonObject:
    channel = call.channel()
    call.need_scope_for(channel, "read")
    people = {channel.im_user} if channel.im_user else channel.members
    bot = {call.workspace.team.bot_user} if channel.is_member or channel.im_user else set()
    page = page_of(call, sorted(people | bot), default=100, most=999)
    return {"members": list(page.items), **page.metadata()}


async def history(call: Call) -> JsonObject:
    """Return the messages of a conversation, newest first."""
    channel = call.channel_to_read()
    messages = _within(call, list(call.workspace.messages.in_channel(channel.id)))
    page = page_of(call, messages[::-1], default=100, most=999)
    return _messages(call, page)


async def replies(call: Call) -> JsonObject:
    """Return a thread with its first message, oldest first."""
    channel = call.channel_to_read()
    ts = call.args.required("ts")
    parent = call.workspace.messages.find(channel.id, ts)
    if parent is None or parent.ephemeral_to:
        raise SlackError("thread_not_found")
    messages = [parent, *_within(call, call.workspace.messages.replies(channel.id, ts))]
    page = page_of(call, messages, default=1000, most=1000)
    return _messages(call, page)


async def open_conversation(call: Call) -> JsonObject:
    users = [user for user in call.args.text("users").split(",") if user]
    if len(users) != 1:
        raise SlackError("users_list_not_supplied" if not users else "not_enough_users")
    user = call.workspace.users.get(users[0])
    if user is None:
        raise SlackError("user_not_found")
    if user.is_bot:
        raise SlackError("cannot_dm_bot")
    return {"channel": {"id": call.workspace.direct_message(user.id).id}}


def _within(call: Call, messages: list[Message]) -> list[Message]:
    oldest, latest = call.args.text("oldest", "0"), call.args.text("latest")
    inclusive = call.args.flag("inclusive")
    lag = call.workspace.faults.take(call.method, {"history_lag"})
    if lag:
        fresh = to_ts(call.workspace.clock.now() - timedelta(seconds=seconds(lag, 5)))
        messages = [each for each in messages if _instant(each.ts) <= _instant(fresh)]
    return [
        each
        for each in messages
        if (_instant(each.ts) > _instant(oldest) or (inclusive and each.ts == oldest))
        and (not latest or _instant(each.ts) < _instant(latest) or (inclusive and each.ts == latest))
    ]


def _instant(ts: str) -> tuple[int, str]:
    whole, _, part = ts.partition(".")
    try:
        return int(whole), part.ljust(6, "0")
    except ValueError:
        raise SlackError("invalid_arguments", [f"not a timestamp: {ts}"]) from None


def _messages(call: Call, page: Page[Message]) -> JsonObject:
    metadata = call.args.flag("include_all_metadata")
    shown = [message_to_api(call.workspace, each, call.base_url, metadata=metadata) for each in page.items]
    return {"messages": shown, "has_more": bool(page.next_cursor), "pin_count": 0, **page.metadata()}


METHODS = {
    "views.open": Method(open_view, takes_json=True, writes=True),
    "views.update": Method(update_view, takes_json=True, writes=True),
    "views.publish": Method(publish, takes_json=True, writes=True),
    "chat.postMessage": Method(post_message, "chat:write", takes_json=True, writes=True, names_channel=True),
    "chat.postEphemeral": Method(post_ephemeral, "chat:write", takes_json=True, writes=True, names_channel=True),
    "chat.update": Method(update, "chat:write", takes_json=True, writes=True, names_channel=True),
    "conversations.members": Method(members, names_channel=True),
    "conversations.history": Method(history, names_channel=True),
    "conversations.replies": Method(replies, names_channel=True),
    "conversations.open": Method(open_conversation, "im:write", takes_json=True),
}
