"""conversations.*: https://docs.slack.dev/reference/methods/conversations.info/ and its siblings."""

from datetime import timedelta
from typing import Any

from tools.sandbox.slack.errors import SlackError
from tools.sandbox.slack.faults import seconds
from tools.sandbox.slack.state.messages import Message, to_ts
from tools.sandbox.slack.web.blocks import message_to_api
from tools.sandbox.slack.web.call import Call, Method, Page, page_of

JsonObject = dict[str, Any]

KINDS = {"public_channel": "channels:read", "private_channel": "groups:read", "im": "im:read", "mpim": "mpim:read"}


async def info(call: Call) -> JsonObject:
    """One conversation."""
    channel = call.channel()
    call.need_scope_for(channel, "read")
    return {"channel": channel.to_api()}


async def members(call: Call) -> JsonObject:
    """The people in a conversation, and the bot."""
    channel = call.channel()
    call.need_scope_for(channel, "read")
    people = {channel.im_user} if channel.im_user else channel.members
    bot = {call.workspace.team.bot_user} if channel.is_member or channel.im_user else set()
    page = page_of(call, sorted(people | bot), default=100, most=999)
    return {"members": list(page.items), **page.metadata()}


async def list_conversations(call: Call) -> JsonObject:
    """The conversations of the requested kinds; private ones only with the bot in them."""
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
    """The messages of a conversation, newest first."""
    channel = call.channel_to_read()
    messages = _within(call, list(call.workspace.messages.in_channel(channel.id)))
    page = page_of(call, messages[::-1], default=100, most=999)
    return _messages(call, page)


async def replies(call: Call) -> JsonObject:
    """A thread with its first message, oldest first."""
    channel = call.channel_to_read()
    ts = call.args.required("ts")
    parent = call.workspace.messages.find(channel.id, ts)
    if parent is None or parent.ephemeral_to:
        raise SlackError("thread_not_found")
    messages = [parent, *_within(call, call.workspace.messages.replies(channel.id, ts))]
    page = page_of(call, messages, default=1000, most=1000)
    return _messages(call, page)


async def open_conversation(call: Call) -> JsonObject:
    """Open the direct message with one person."""
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


METHODS = {
    "conversations.info": Method(info, names_channel=True),
    "conversations.members": Method(members, names_channel=True),
    "conversations.list": Method(list_conversations),
    "conversations.history": Method(history, names_channel=True),
    "conversations.replies": Method(replies, names_channel=True),
    "conversations.open": Method(open_conversation, "im:write", takes_json=True),
}
