"""The outcome of raising a fleet, for the card's thread."""

from bot.blocks.decisions.thread import compared_lines
from bot.blocks.kit.elements import message, section
from bot.blocks.kit.message import Message
from bot.domain.decisions.decision import Decision
from bot.domain.decisions.rollout.lesson import FleetLesson
from bot.i18n import Texts


def fleet_lesson_message(decision: Decision, lesson: FleetLesson, t: Texts) -> Message:
    """The losses then and now, beside those of all of WeChat and of other programs."""
    title = t("lesson-title", days=lesson.days, version=decision.version.text)
    lines = [_measured(lesson, t)]
    if lesson.grown:
        lines.append(t("rollout-lesson-grown", count=lesson.grown))
    lines += compared_lines(lesson.public_before, lesson.public_after, lesson.others, t)
    return message(t("sentences", first=title, second=lines[0]), [section(title, *lines, t("lesson-beware"))])


def _measured(lesson: FleetLesson, t: Texts) -> str:
    if lesson.before is None or lesson.after is None:
        return t("lesson-unread")
    return t("rollout-lesson", count=lesson.programs, before=t.fraction(lesson.before), after=t.fraction(lesson.after))
