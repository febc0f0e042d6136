"""chat.*: https://docs.slack.dev/reference/methods/chat.postMessage/ and its siblings."""

import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from tools.sandbox.slack.errors import SlackError, seconds
from tools.sandbox.slack.state.messages import Message, is_reply, to_ts
from tools.sandbox.slack.state.people import Channel
from tools.sandbox.slack.web.call import Call, Method, Page, page_of
from tools.sandbox.slack.web.views import accepted_blocks, message_text, message_to_api

JsonObject = dict[str, Any]

MOST_ATTACHMENTS = 100


async def post_message(call: Call) -> JsonObject:
    channel = call.channel_to_post()
    message = _draft(call, channel)
    message.thread_ts = _thread_parent(call, channel)
    message.broadcast = call.args.flag("reply_broadcast")
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
    message = _own_message(call, "cant_update_message")
    text, blocks = call.args.values.get("text"), call.args.structured("blocks", "invalid_blocks_format")
    attachments = _attachments(call)
    if text is None and blocks is None and attachments is None:
        raise SlackError("no_text")
    accepted = accepted_blocks(call.workspace, blocks, call.method)
    if text is not None:
        message.text = message_text(call.args.text("text"))
    if blocks is not None:
        message.blocks = accepted
    if attachments is not None:
        message.attachments = attachments
    if (metadata := _metadata(call)) is not None:
        message.metadata = metadata or None
    message.edited_ts = call.workspace.messages.next_ts(message.channel)
    call.workspace.touched(message)
    body = message_to_api(call.workspace, message, call.base_url, metadata=True)
    return {"channel": message.channel, "ts": message.ts, "text": message.text, "message": body}


async def delete(call: Call) -> JsonObject:
    """Delete one of the app's own messages."""
    message = _own_message(call, "cant_delete_message")
    call.workspace.messages.remove(message)
    call.workspace.touched(message)
    return {"channel": message.channel, "ts": message.ts}


async def get_permalink(call: Call) -> JsonObject:
    channel = call.channel()
    ts = call.args.required("message_ts")
    message = call.workspace.messages.find(channel.id, ts)
    if message is None or message.ephemeral_to:
        raise SlackError("message_not_found")
    link = f"https://{call.workspace.team.domain}.slack.com/archives/{channel.id}/p{ts.replace('.', '')}"
    if is_reply(message):
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def _draft(call: Call, channel: Channel) -> Message:
    blocks = call.args.structured("blocks", "invalid_blocks_format")
    attachments = _attachments(call) or []
    accepted = accepted_blocks(call.workspace, blocks, call.method)
    text = message_text(call.args.text("text"))
    if not (text or accepted or attachments):
        raise SlackError("no_text")
    ts = call.workspace.messages.next_ts(channel.id)
    return Message(ts, channel.id, call.workspace.team.bot_user, text, accepted, attachments)


def _thread_parent(call: Call, channel: Channel) -> str | None:
    ts = call.args.text("thread_ts")
    if not ts:
        return None
    parent = call.workspace.messages.find(channel.id, ts)
    if parent is None or parent.ephemeral_to:
        raise SlackError("thread_not_found")
    return parent.thread_ts if is_reply(parent) else ts


def _own_message(call: Call, otherwise: str) -> Message:
    channel = call.channel()
    if channel.is_archived:
        raise SlackError("is_archived")
    message = call.workspace.messages.find(channel.id, call.args.required("ts"))
    if message is None or message.ephemeral_to:
        raise SlackError("message_not_found")
    if message.user != call.workspace.team.bot_user:
        raise SlackError(otherwise)
    return message


def _attachments(call: Call) -> list[JsonObject] | None:
    given = call.args.structured("attachments", "invalid_attachments")
    if given is None:
        return None
    if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
        raise SlackError("invalid_attachments")
    if len(given) > MOST_ATTACHMENTS:
        raise SlackError("too_many_attachments")
    return given


def _metadata(call: Call) -> JsonObject | None:
    metadata = call.args.structured("metadata", "invalid_metadata_format")
    if metadata is None:
        return None
    if not isinstance(metadata, Mapping):
        raise SlackError("invalid_metadata_format")
    sound = isinstance(metadata.get("event_type"), str) and isinstance(metadata.get("event_payload"), Mapping)
    if metadata and not (sound and set(metadata) == {"event_type", "event_payload"}):
        raise SlackError("invalid_metadata_format")
    return dict(metadata)


def _keep_to_rate(call: Call, channel: Channel) -> None:
    now, last = time.monotonic(), call.workspace.posted_at[channel.id]
    if now - last < 1:
        fault = call.workspace.faults.take(call.method, {"enforce_rate"})
        if fault:
            raise SlackError("ratelimited", retry_after=max(1, round(seconds(fault, 1))))
    call.workspace.posted_at[channel.id] = now


METHODS = {
    "chat.postMessage": Method(post_message, "chat:write", takes_json=True, writes=True, names_channel=True),
    "chat.postEphemeral": Method(post_ephemeral, "chat:write", takes_json=True, writes=True, names_channel=True),
    "chat.update": Method(update, "chat:write", takes_json=True, writes=True, names_channel=True),
    "chat.delete": Method(delete, "chat:write", takes_json=True, writes=True, names_channel=True),
    "chat.getPermalink": Method(get_permalink, names_channel=True),
}


KINDS = {"public_channel": "channels:read", "private_channel": "groups:read", "im": "im:read", "mpim": "mpim:read"}


async def info(call: Call) -> JsonObject:
    channel = call.channel()
    call.need_scope_for(channel, "read")
    return {"channel": channel.to_api()}


async def members(call: Call) -> JsonObject:
    channel = call.channel()
    call.need_scope_for(channel, "read")
    people = {channel.im_user} if channel.im_user else channel.members
    bot = {call.workspace.team.bot_user} if channel.is_member or channel.im_user else set()
    page = page_of(call, sorted(people | bot), default=100, most=999)
    return {"members": list(page.items), **page.metadata()}


async def list_conversations(call: Call) -> JsonObject:
    """Return the conversations of the requested kinds; private ones only with the bot in them."""
    kinds = [kind.strip() for kind in call.args.text("types", "public_channel").split(",")]
    for kind in kinds:
        if kind not in KINDS:
            raise SlackError("invalid_types")
        call.need_scope(KINDS[kind])
    hide_archived = call.args.flag("exclude_archived")
    found = [
        channel
        for channel in call.workspace.channels.values()
        if channel.kind in kinds
        and (channel.is_member or not channel.is_private)
        and not (hide_archived and channel.is_archived)
    ]
    page = page_of(call, found, default=100, most=1000)
    return {"channels": [each.to_api() for each in page.items], **page.metadata()}


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
    if call.args.text("channel"):
        channel = call.channel()
        return {"channel": {"id": channel.id}, "no_op": True, "already_open": True}
    if len(users) != 1:
        raise SlackError("users_list_not_supplied" if not users else "not_enough_users")
    user = call.workspace.users.get(users[0])
    if user is None:
        raise SlackError("user_not_found")
    if user.is_bot:
        raise SlackError("cannot_dm_bot")
    channel = call.workspace.direct_message(user.id)
    return {"channel": channel.to_api() if call.args.flag("return_im") else {"id": channel.id}}


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


CONVERSATIONS_METHODS = {
    "conversations.info": Method(info, names_channel=True),
    "conversations.members": Method(members, names_channel=True),
    "conversations.list": Method(list_conversations),
    "conversations.history": Method(history, names_channel=True),
    "conversations.replies": Method(replies, names_channel=True),
    "conversations.open": Method(open_conversation, "im:write", takes_json=True),
}
