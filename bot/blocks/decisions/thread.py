"""The messages in a card's thread, and the direct message about one that is missing."""

from bot.blocks.decisions.card import decision_title
from bot.blocks.decisions.status import state_sentence, votes_sentence
from bot.blocks.delivery import reason_sentence
from bot.blocks.kit.elements import mention, message, section
from bot.blocks.kit.message import Message
from bot.domain.decisions.decision import Decision, Transition
from bot.domain.decisions.lesson import Lesson, Others
from bot.domain.delivery.delivery import Delivery
from bot.domain.numbers.distribution import Bounds
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
    """What was forecast, what was measured, and what it is to be compared with."""
    title = t("lesson-title", days=lesson.days, version=decision.version.text)
    lines = [t("lesson-before", loss=t.bounds(lesson.before)), *_measured(lesson, t), *_compared(lesson, t)]
    return message(t("sentences", first=title, second=lines[1]), [section(title, *lines, t("lesson-beware"))])


def lost_message(decision: Decision, missing: Delivery, t: Texts) -> Message:
    """That a message of the decision did not arrive, and why."""
    reason = reason_sentence(missing.reason, t) if missing.reason else ""
    body = t("decision-lost", title=decision_title(decision, t))
    return message(body, [section(body, reason)])


def _measured(lesson: Lesson, t: Texts) -> list[str]:
    if lesson.measured is None or lesson.day is None:
        return [t("lesson-unread")]
    lines = [t("lesson-measured", day=t.day(lesson.day), loss=t.bounds(lesson.measured))]
    if (expected := lesson.expected) is None:
        return [*lines, t("lesson-no-forecast")]
    given = t("bounds", low=t.fraction(expected.low), high=t.fraction(expected.high))
    key = "lesson-held" if lesson.held else "lesson-missed"
    return [*lines, t(key, loss=t.fraction(expected.loss), range=given)]


def _compared(lesson: Lesson, t: Texts) -> list[str]:
    return compared_lines(lesson.public_before, lesson.public_after, lesson.others, t)


def compared_lines(before: Bounds | None, after: Bounds | None, others: Others | None, t: Texts) -> list[str]:
    """All of WeChat, and the programs whose minimum stayed, as far as they are known."""
    public = [t("lesson-public", before=t.bounds(before), after=t.bounds(after))] if before and after else []
    if others is None:
        return public
    return [*public, t("lesson-others", count=others.programs, change=t.points(others.change))]
