"""Decisions in a list and in a digest, and the answers to proposing and voting."""

from collections.abc import Sequence
from typing import Final

from bot.blocks.decisions.card import decision_title
from bot.blocks.decisions.evidence import opted_out_lines
from bot.blocks.decisions.status import state_sentence, votes_sentence
from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import button, channel_link, context, message, section, sentence_message
from bot.blocks.kit.message import Block, Message
from bot.blocks.kit.names import bold
from bot.domain.decisions.decision import VOTING, Decision
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
