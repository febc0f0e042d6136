"""The form for importing numbers: checked first, then imported."""

from typing import Any

from slack_bolt.async_app import AsyncAck

from bot.blocks.imports.form import (
    NUMBERS,
    PROBLEMS,
    failed_view,
    import_view,
    imported_view,
    importing_view,
    is_checked,
    read_import_view,
)
from bot.blocks.imports.summary import problem_lines
from bot.blocks.kit.controls import IMPORT_VIEW
from bot.blocks.kit.quoting import error_sentence
from bot.domain.access.roles import Permission
from bot.domain.imports.numbers import read_numbers
from bot.domain.numbers.snapshot import snapshot_day
from bot.errors import BotError
from handlers.answering import started
from handlers.context import Deps, Requester
from handlers.views.registry import refused, step_view


@step_view(IMPORT_VIEW, Permission.LABEL)
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
        today = snapshot_day(request.now)
        numbers = read_numbers(form.text, day=form.day or today, today=today)
        if numbers.problems:
            lines = problem_lines(numbers.problems, request.texts, most=PROBLEMS)
            await ack(response_action="errors", errors={NUMBERS: " ".join(lines).replace("`", "")})
            return
        checked = await request.usecases.import_numbers.preview(
            request.viewpoint, form.program, numbers.days, meaning=form.meaning, by=requester.user_id, now=request.now
        )
    except BotError as error:
        await ack(**refused(view, error, texts))
        return
    if not confirmed:
        await ack(response_action="update", view=import_view(form, request.texts, checked=checked))
        return
    view_id = str(view.get("id") or "")

    async def keep() -> None:
        try:
            done = await request.usecases.import_numbers(
                request.viewpoint,
                form.program,
                numbers.days,
                meaning=form.meaning,
                by=requester.user_id,
                now=request.now,
            )
            shown = imported_view(done, request.texts)
        except BotError as error:
            shown = failed_view(error_sentence(error, request.texts), request.texts)
        await deps.messenger.update_view(request.team_id, view_id, shown)

    refusal = started(deps, requester, keep)
    answer = refused(view, refusal, texts) if refusal else {"response_action": "update", "view": importing_view(texts)}
    await ack(**answer)
