"""The form of an alert, submitted."""

from bot.blocks.alert_form import alert_errors, read_alert_view
from bot.blocks.alerts import alert_set_message
from bot.blocks.message import Message
from bot.errors import BadAlert, BadPercent, BadVersion
from handlers.answering import Answer
from handlers.desk import Question
from handlers.views.submitting import FieldErrors, Submitted


async def read(form: Submitted) -> Answer | FieldErrors:
    """Change the alert, or say under the condition why it cannot be read."""
    control = form.control
    try:
        chosen = read_alert_view(form.view)
    except (BadAlert, BadPercent, BadVersion) as error:
        return alert_errors(error, form.texts)

    async def answer(question: Question) -> Message:
        done = await question.usecases.alerting.revise(
            question.seen_in(control.channel_id),
            control.subscription_id,
            chosen.condition,
            chosen.appid,
            mark=control.text,
            by=question.asker.user_id,
            now=question.now,
        )
        return alert_set_message(done, question.texts, question.zone, now=question.now)

    return answer
