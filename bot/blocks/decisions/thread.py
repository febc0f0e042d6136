"""The messages in a card's thread, and the direct message about one that is missing."""

from bot.blocks.decisions.card import decision_title
from bot.blocks.decisions.status import state_sentence, votes_sentence
from bot.blocks.delivery import reason_sentence
from bot.blocks.kit.elements import mention, message, section
from bot.blocks.kit.message import Message
from bot.domain.decisions.decision import Decision, Transition
from bot.domain.decisions.lesson import Lesson
from bot.domain.delivery.delivery import Delivery
from bot.i18n import Texts


def step_message(decision: Decision, transition: Transition, t: Texts) -> Message:
    """That the state has changed; mentions the proposer, who waits for it."""
    sentence = state_sentence(decision, t, transition)
    title = decision_title(decision, t)
    people = [decision.proposer_id, transition.by]
    body = section(mention(decision.proposer_id), sentence, users=people)
    return message(t("decision-headline", title=title, sentence=sentence), [body], users=people)


def reminder_message(decision: Decision, t: Texts) -> Message:
    """That it expires a day from now."""
    sentence = t("decision-reminder", votes=votes_sentence(decision, t))
    title = decision_title(decision, t)
    body = section(mention(decision.proposer_id), sentence, users=[decision.proposer_id, *decision.voters])
    return message(t("decision-headline", title=title, sentence=t("decision-reminder-short")), [body])


def lesson_message(decision: Decision, lesson: Lesson, t: Texts) -> Message:
    """What was measured, what was forecast for one program, and what it is to be compared with."""
    title = t("lesson-title", days=lesson.days, version=decision.version.text)
    lines = [*_measured(decision, lesson, t), *_compared(lesson, t)]
    return message(t("sentences", first=title, second=lines[0]), [section(title, *lines, t("lesson-beware"))])


def lost_message(decision: Decision, missing: Delivery, t: Texts, *, named: bool = True) -> Message:
    """That a message of the decision did not arrive, and why.

    Args:
        named: whether its program exists for the reader.
    """
    reason = reason_sentence(missing.reason, t) if missing.reason else ""
    title = decision_title(decision, t) if named else t("decision-numbered", number=str(decision.number))
    body = t("decision-lost", title=title)
    return message(body, [section(body, reason)])


def _measured(decision: Decision, lesson: Lesson, t: Texts) -> list[str]:
    typical = lesson.typical
    if typical is None:
        return [t("lesson-unread")]
    before, after = t.bounds(typical.before), t.bounds(typical.after)
    if decision.fleet:
        lines = [t("rollout-lesson", count=len(lesson.changes), before=before, after=after)]
        return [*lines, t("rollout-lesson-grown", count=lesson.grown)] if lesson.grown else lines
    line, expected = t("lesson-measured", day=t.day(typical.day), before=before, after=after), lesson.expected
    if expected is None:
        return [line, t("lesson-no-forecast")]
    given = t("bounds", low=t.fraction(expected.low), high=t.fraction(expected.high))
    key = "lesson-held" if expected.held(typical.after.low) else "lesson-missed"
    return [line, t(key, loss=t.fraction(expected.loss), range=given)]


def _compared(lesson: Lesson, t: Texts) -> list[str]:
    """All of WeChat, and the programs whose minimum stayed, as far as they are known."""
    lines, before, after = [], lesson.public_before, lesson.public_after
    if before and after:
        lines.append(t("lesson-public", before=t.bounds(before), after=t.bounds(after)))
    if (growth := lesson.others_growth) is not None:
        lines.append(t("lesson-others", count=len(lesson.others), change=t.points(growth)))
    return lines
