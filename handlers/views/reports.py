"""The submitted form of the shortcut "Base library of ..."."""

from collections.abc import Sequence
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck

from bot.blocks.access import deleted_message
from bot.blocks.ask_form import VALUE, AskQuestion, read_ask_view
from bot.blocks.can_form import APIS, read_can_view
from bot.blocks.imports import (
    DAY,
    NUMBERS,
    PROBLEMS,
    USERS,
    import_view,
    imported_view,
    importing_view,
    is_checked,
    problem_lines,
    read_import_view,
)
from bot.blocks.kit.controls import ASK_VIEW, CAN_VIEW, IMPORT_DELETE_VIEW, IMPORT_VIEW, Control
from bot.blocks.kit.elements import Message, View
from bot.domain.access import Permission
from bot.domain.imports.numbers import read_numbers
from bot.domain.imports.rows import Mistake, Problem
from bot.domain.numbers.snapshot import read_people, snapshot_day
from bot.errors import BadPercent, BadUsers, BadVersion, BotError
from bot.usecases.governance import delete_imported
from bot.usecases.imports import import_numbers, preview_import
from handlers.answering import Answer, show_later
from handlers.answers.reports import can_answer, opened_report, own_breakdown
from handlers.commands.report import reply_cover, reply_raise
from handlers.context import Deps, Request, Requester
from handlers.views.registry import FieldErrors, Submitted, form_view, refused, step_view


@form_view(ASK_VIEW, Permission.VIEW)
async def read(form: Submitted) -> Answer | FieldErrors:
    """Answer in a direct message, because a shortcut has no channel; or show the error under the field."""
    try:
        question = read_ask_view(form.view)
    except (BadVersion, BadPercent) as error:
        return VALUE.error(error, form.texts)

    async def answer(request: Request) -> Message:
        return await _answer(request, question)

    return answer


async def _answer(request: Request, question: AskQuestion) -> Message:
    report = await opened_report(request, Control(question.appid))
    if question.version is not None:
        return await reply_raise(request, report, question.version)
    if question.share is not None:
        return await reply_cover(request, report, question.share)
    return await own_breakdown(request, report)


@form_view(CAN_VIEW, Permission.VIEW)
async def read_can(form: Submitted) -> Answer | FieldErrors:
    """Answer in the channel, only for the requester; where the bot is not a member, in a direct message."""
    question = read_can_view(form.view)
    if not question.names:
        return {APIS.name: form.texts("can-view-nothing")}

    async def answer(request: Request) -> Message:
        return await can_answer(request, question)

    return answer


_log = structlog.get_logger(__name__)


@step_view(IMPORT_VIEW, Permission.IMPORT)
async def check_or_import(
    deps: Deps, ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], permission: Permission
) -> None:
    """Check the numbers and show how they are read; import what was checked."""
    requester = Requester.of(body)
    texts = deps.known_texts(requester)
    try:
        form = read_import_view(view)
        confirmed = is_checked(view, form)
        request = await (await deps.request(requester)).admitted(permission)
        today, users = snapshot_day(request.now), read_people(form.users) if form.users else 0
        numbers = read_numbers(form.text, day=form.day or today, today=today)
        if numbers.problems:
            lines = problem_lines(numbers.problems, request.texts, most=PROBLEMS)
            await ack(response_action="errors", errors={_field(numbers.problems): " ".join(lines).replace("`", "")})
            return
        checked = await preview_import(
            request.usecases,
            request.viewpoint,
            form.program,
            numbers.days,
            meaning=form.meaning,
            users=users,
            by=requester.user_id,
            now=request.now,
        )
    except BadUsers as error:
        await ack(response_action="errors", errors=USERS.error(error, texts))
        return
    except BotError as error:
        await ack(**refused(view, error, texts))
        return
    if not confirmed:
        await ack(response_action="update", view=import_view(form, request.texts, checked=checked))
        return

    async def keep() -> View:
        done = await import_numbers(
            request.usecases,
            request.viewpoint,
            form.program,
            numbers.days,
            meaning=form.meaning,
            users=users,
            by=requester.user_id,
            now=request.now,
        )
        return imported_view(done, request.texts)

    refusal = show_later(deps, requester, view, keep, request.texts)
    answer = refused(view, refusal, texts) if refusal else {"response_action": "update", "view": importing_view(texts)}
    await ack(**answer)


def _field(problems: Sequence[Problem]) -> str:
    chosen = any(each.mistake is Mistake.TO_COME and not each.line for each in problems)
    return (DAY if chosen else NUMBERS).name


@form_view(IMPORT_DELETE_VIEW, Permission.GOVERN)
async def delete(form: Submitted) -> Answer:
    """Delete the program that the modal names, and post that in the channels that used it."""

    async def answer(request: Request) -> Message:
        by = request.requester.user_id
        found = await delete_imported(request.usecases, request.viewpoint, form.control.appid, by=by, now=request.now)
        public = deleted_message(found, by, request.deps.default_texts)
        for channel_id in found.places:
            if channel_id != request.channel_id:
                await _post(request, channel_id, public)
        return deleted_message(found, by, request.texts)

    return answer


async def _post(request: Request, channel_id: str, public: Message) -> None:
    """Post it; a channel that Baselib cannot post to has lost its digest long ago."""
    try:
        await request.deps.messenger.post(request.team_id, channel_id, public)
    except BotError as error:
        _log.warning("a channel was not informed of a deleted program", channel=channel_id, error=str(error))
