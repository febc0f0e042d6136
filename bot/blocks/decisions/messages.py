"""TODO."""

from collections.abc import Sequence
from typing import Final

from bot.blocks.decisions.card import decision_title
from bot.blocks.decisions.evidence import opted_out_lines
from bot.blocks.decisions.status import state_sentence, votes_sentence
from bot.blocks.delivery import reason_sentence
from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import button, channel_link, context, mention, message, section, sentence_message
from bot.blocks.kit.message import Block, Message
from bot.blocks.kit.names import bold
from bot.domain.decisions.decision import VOTING, Decision, Transition
from bot.domain.decisions.lesson import Lesson
from bot.domain.delivery.delivery import Delivery
from bot.i18n import Texts


def decisions_message(decisions: Sequence[Decision], t: Texts) -> Message:
    """A workspace's decisions, newest first.

    Args:
        decisions: those that the reader may see.
    """
    if not decisions:
        return sentence_message(t("decisions-none"))
    title = t("decisions-title", count=len(decisions))
    blocks = [section(bold(title)), *(_listed(each, t) for each in decisions), context(t("decisions-hint"))]
    return message(title, blocks)


def proposed_message(decision: Decision, t: Texts, *, posted: bool) -> Message:
    """Confirms a proposal."""
    done = t("decision-posted" if posted else "decision-posting", title=decision_title(decision, t))
    sentence = t("sentences", first=done, second=t("decision-needs", needed=decision.needed))
    return message(sentence, [section(sentence, *opted_out_lines(decision.fleet, t))])


def voted_message(decision: Decision, t: Texts) -> Message:
    """Confirms a vote, or that it was taken back."""
    return sentence_message(t("decision-voted", count=len(decision.votes), needed=decision.needed))


def changed_message(decision: Decision, t: Texts, *, calling: int | None = None) -> Message:
    """Confirms what the decision is now.

    Args:
        calling: the calls that are under way although it was stopped.
    """
    sentence = state_sentence(decision, t)
    if calling is not None:
        sentence = t("sentences", first=sentence, second=t("rollout-under-way", count=calling))
    people = [decision.changed_by]
    return message(sentence, [section(sentence, users=people)], users=people)


def _listed(decision: Decision, t: Texts) -> Block:
    votes = [votes_sentence(decision, t)] if decision.state in VOTING else []
    place = t("decision-where", channel=channel_link(decision.channel_id), day=t.day(decision.proposed_at.date()))
    export = button(t("button-export-decision"), controls.DECISION_EXPORT, Control(subject_id=decision.id))
    return section(
        bold(decision_title(decision, t)),
        state_sentence(decision, t),
        *votes,
        place,
        accessory=export,
        channel=decision.channel_id,
        users=[decision.changed_by, decision.proposer_id, *decision.voters],
    )


_NAMED: Final = 5


def decision_news(decisions: Sequence[Decision], t: Texts) -> list[Block]:
    """A line each, the newest ones; nothing without any."""
    if not decisions:
        return []
    named = decisions[-_NAMED:]
    people = [person for each in named for person in (each.changed_by, *each.voters)]
    more = len(decisions) - len(named)
    lines = [bold(t("decisions-news")), *(_line(each, t) for each in named)]
    return [section(*lines, t("decisions-more", count=more) if more else "", users=people)]


def _line(decision: Decision, t: Texts) -> str:
    sentence = t("decision-headline", title=decision_title(decision, t), sentence=state_sentence(decision, t))
    if decision.state not in VOTING:
        return sentence
    return t("sentences", first=sentence, second=votes_sentence(decision, t))


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


def lost_message(decision: Decision, missing: Delivery, t: Texts) -> Message:
    """That a message of the decision did not arrive, and why."""
    reason = reason_sentence(missing.reason, t) if missing.reason else ""
    body = t("decision-lost", title=decision_title(decision, t))
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
