"""The use cases of decisions, together."""

from dataclasses import dataclass

from bot.usecases.decisions.advance import AdvanceDecisions
from bot.usecases.decisions.change import ChangeDecision
from bot.usecases.decisions.opt_in import ChangeOptIn
from bot.usecases.decisions.propose import ProposeDecision
from bot.usecases.decisions.read import ReadDecisions
from bot.usecases.programs.keep_opt_in import MaySet


@dataclass(frozen=True)
class DecisionUseCases:
    """Propose, list, change and bring on decisions."""

    propose: ProposeDecision
    read: ReadDecisions
    change: ChangeDecision
    advance: AdvanceDecisions
    may_set: MaySet
    opt_in: ChangeOptIn
    console: str
    """The address of WeChat's console, where people set minimums."""
