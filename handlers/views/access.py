"""The form that grants a role, on the Home tab."""

from typing import Any

from slack_bolt.async_app import AsyncAck

from bot.blocks.access import ROLE
from bot.blocks.home.first_steps import WAY, checking_view, findings_view, set_view
from bot.blocks.imports import ImportForm, import_view
from bot.blocks.kit.controls import ACCESS_VIEW, CONNECT_SET_VIEW, CONNECT_WAY_VIEW
from bot.blocks.kit.elements import Message, View
from bot.domain.access import Permission
from bot.domain.numbers.snapshot import snapshot_day
from bot.errors import BotError, StaleControl
from handlers.answering import Answer, show_later
from handlers.commands import access
from handlers.context import Deps, Request, Requester
from handlers.views.registry import Submitted, form_view, refused, step_view


@form_view(ACCESS_VIEW, Permission.GOVERN)
async def read(form: Submitted) -> Answer:
    """Grant the role, like `/baselib access grant <person> <role>`."""
    role = ROLE.read(form.view)

    async def answer(request: Request) -> Message:
        return await access.answer(request, ["grant", form.control.text, role.value])

    return answer


@step_view(CONNECT_WAY_VIEW, Permission.GOVERN)
async def way_chosen(
    deps: Deps, ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], permission: Permission
) -> None:
    """Show what the chosen way to connect needs, and which of its settings are set."""
    try:
        way = WAY.read(view)
        request = await _admitted(deps, body, permission)
    except BotError as error:
        await ack(**refused(view, error, deps.known_texts(Requester.of(body))))
        return
    if way is None:
        form = ImportForm(day=snapshot_day(request.now))
        await ack(response_action="update", view=import_view(form, request.texts))
        return
    await ack(response_action="update", view=set_view(way, request.usecases.connect.is_set, request.texts))


@step_view(CONNECT_SET_VIEW, Permission.GOVERN)
async def check(deps: Deps, ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], permission: Permission) -> None:
    """Run doctor, and show its findings in the same modal."""
    try:
        request = await _admitted(deps, body, permission)
    except BotError as error:
        await ack(**refused(view, error, deps.known_texts(Requester.of(body))))
        return
    texts = request.texts

    async def look() -> View:
        return findings_view(await deps.usecases.connect.diagnose(), texts)

    refusal = show_later(deps, request.requester, view, look, texts)
    await ack(**(refused(view, refusal, texts) if refusal else _update(checking_view(texts))))


def _update(view: View) -> dict[str, Any]:
    return {"response_action": "update", "view": view}


async def _admitted(deps: Deps, body: dict[str, Any], permission: Permission) -> Request:
    """Admit only those who may see the settings: admins of the workspace that this installation belongs to."""
    request = await (await deps.request(Requester.of(body))).admitted(permission)
    if not await request.usecases.connect.is_ours(request.team_id):
        raise StaleControl
    return request
