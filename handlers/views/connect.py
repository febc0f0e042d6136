"""The modal that leads to WeChat, step by step."""

from typing import Any

from slack_bolt.async_app import AsyncAck

from bot.blocks.connect_view import checking_view, findings_view, read_way, set_view
from bot.blocks.message import View
from bot.domain.access import Permission
from bot.errors import BotError, StaleControl
from handlers.answering import started
from handlers.desk import Asker, Desk, Question
from handlers.views.refusal import refused


async def way_chosen(
    desk: Desk, ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], permission: Permission
) -> None:
    """What that way needs, and what of it is set."""
    try:
        way = read_way(view)
        question = await _admitted(desk, body, permission)
    except BotError as error:
        await ack(**refused(view, error, desk.known_texts(Asker.of(body))))
        return
    await ack(response_action="update", view=set_view(way, question.usecases.connect.is_set, question.texts))


async def check(desk: Desk, ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], permission: Permission) -> None:
    """Let doctor look at everything, and show what it finds in the same modal."""
    try:
        question = await _admitted(desk, body, permission)
    except BotError as error:
        await ack(**refused(view, error, desk.known_texts(Asker.of(body))))
        return
    texts, view_id = question.texts, str(view.get("id") or "")

    async def look() -> None:
        findings = await desk.usecases.connect.diagnose()
        shown: View = findings_view(findings, texts)
        await desk.messenger.update_view(question.team_id, view_id, shown)

    refusal = started(desk, question.asker, look)
    await ack(**(refused(view, refusal, texts) if refusal else _update(checking_view(texts))))


def _update(view: View) -> dict[str, Any]:
    return {"response_action": "update", "view": view}


async def _admitted(desk: Desk, body: dict[str, Any], permission: Permission) -> Question:
    """Who may be told of the settings: an admin of the workspace that this installation belongs to.

    Raises:
        NotAllowed: no admin.
        StaleControl: another workspace.
        StorageUnavailable: nobody knows.
    """
    question = await (await desk.question(Asker.of(body))).admitted(permission)
    if not await question.usecases.connect.is_ours(question.team_id):
        raise StaleControl
    return question
