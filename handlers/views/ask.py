"""The submitted form of the shortcut "Base library of ..."."""

from bot.blocks.kit.controls import ASK_VIEW, Control
from bot.blocks.kit.elements import Message
from bot.blocks.what_if.ask_form import VALUE, AskQuestion, read_ask_view
from bot.domain.access.roles import Permission
from bot.errors import BadPercent, BadVersion
from handlers.answering import Answer
from handlers.answers.breakdown import opened_report, own_breakdown
from handlers.commands import cover, raise_
from handlers.context import Request
from handlers.views.registry import FieldErrors, Submitted, form_view


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
        return await raise_.reply(request, report, question.version)
    if question.share is not None:
        return await cover.reply(request, report, question.share)
    return await own_breakdown(request, report)
