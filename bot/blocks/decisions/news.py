"""Decisions in a digest."""

from collections.abc import Sequence
from typing import Final

from bot.blocks.decisions.card import decision_title
from bot.blocks.decisions.status import state_sentence, votes_sentence
from bot.blocks.kit.elements import section
from bot.blocks.kit.message import Block
from bot.blocks.kit.names import bold
from bot.domain.decisions.decision import VOTING, Decision
from bot.i18n import Texts

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
