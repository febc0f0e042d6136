"""views.*: https://docs.slack.dev/reference/methods/views.open/ and its siblings."""

from typing import Any

from tools.sandbox.slack.errors import SlackError, refused
from tools.sandbox.slack.state.messages import Message, StoredFile
from tools.sandbox.slack.state.people import APP_ID
from tools.sandbox.slack.state.views import Trigger, View, with_ids
from tools.sandbox.slack.validation.surfaces import Surface, holds_type, is_too_large, refusal_of, view_problems
from tools.sandbox.slack.web.call import Call, Method
from tools.sandbox.slack.workspace import Workspace

JsonObject = dict[str, Any]


def accepted_blocks(workspace: Workspace, blocks: object, where: str) -> list[JsonObject]:
    """Return the blocks of a message with every id filled in."""
    if blocks is None:
        return []
    refusal = refusal_of(blocks, workspace.files.is_ready)
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
    """Return the file object; until the file is ready its type is empty.

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


async def open_view(call: Call) -> JsonObject:
    """Open a modal for the person whose trigger this is."""
    trigger = _trigger(call)
    view = call.workspace.views.open(trigger.user, accepted_view(call.workspace, _given(call), "modal", call.method))
    trigger.used = True
    return _shown(call.workspace, view)


async def push(call: Call) -> JsonObject:
    trigger = _trigger(call)
    on = call.workspace.views.find(trigger.view_id or "")
    if on is None or on.content["type"] != "modal":
        raise SlackError("not_found")
    view = call.workspace.views.push(on, accepted_view(call.workspace, _given(call), "modal", call.method))
    trigger.used = True
    return _shown(call.workspace, view)


async def update(call: Call) -> JsonObject:
    """Replace the content of an open modal."""
    view_id, external_id = call.args.text("view_id"), call.args.text("external_id")
    if bool(view_id) == bool(external_id):
        wrong = "Cannot provide both `view_id` and `external_id`" if view_id else "missing required field: view_id"
        raise SlackError("invalid_arguments", [wrong])
    views = call.workspace.views
    view = views.find(view_id) if view_id else views.find_external(external_id)
    if view is None:
        raise SlackError("not_found")
    surface: Surface = view.content["type"]
    views.replace(view, accepted_view(call.workspace, _given(call), surface, call.method), _hash(call))
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
    problems = view_problems(view, surface, workspace.files.is_ready)
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


def _trigger(call: Call) -> Trigger:
    return call.workspace.triggers.check(call.args.required("trigger_id"))


def _hash(call: Call) -> str | None:
    return call.args.text("hash") or None


def _shown(workspace: Workspace, view: View) -> JsonObject:
    workspace.view_changed(view)
    return {"view": view.to_api()}


METHODS = {
    "views.open": Method(open_view, takes_json=True, writes=True),
    "views.push": Method(push, takes_json=True, writes=True),
    "views.update": Method(update, takes_json=True, writes=True),
    "views.publish": Method(publish, takes_json=True, writes=True),
}
