"""Change: opens the form of an alert."""

from bot.blocks.alert_form import alert_view
from bot.blocks.controls import ALERT_CHANGE, Control
from bot.domain.access import Permission
from handlers.actions.registry import Action
from handlers.desk import Question


async def answer(question: Question, control: Control) -> None:
    """A modal filled with what it waits for."""
    alerting = question.usecases.alerting
    alert = await alerting.change.find(question.team_id, question.channel_id, control.subscription_id)
    await alerting.change.owner_after(alert, question.asker.user_id)
    program = await alerting.revise.program_of(question.seen, alert)
    view = alert_view(alert, program, question.texts, home=question.at_home)
    await question.desk.messenger.open_view(question.team_id, question.asker.trigger_id, view)


ACTION = Action(ALERT_CHANGE, answer, Permission.ORDER)
