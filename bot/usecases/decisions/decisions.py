"""The use cases of decisions, together."""

from dataclasses import dataclass

from bot.usecases.decisions.advance import AdvanceDecisions
from bot.usecases.decisions.change import ChangeDecision
from bot.usecases.decisions.list import ListDecisions
from bot.usecases.decisions.opt_in import ChangeOptIn
from bot.usecases.decisions.propose import ProposeDecision
from bot.usecases.decisions.rollout.control import ControlRollout
from bot.usecases.decisions.rollout.list import ListPrograms
from bot.usecases.decisions.rollout.say_set import SaySet
from bot.usecases.decisions.set_minimum import SetMinimum
from bot.usecases.programs.may_set import MaySet


@dataclass(frozen=True)
class DecisionUseCases:
    """Propose, list, change and bring on decisions."""

    propose: ProposeDecision
    programs: ListPrograms
    say_set: SaySet
    rollout: ControlRollout
    list: ListDecisions
    change: ChangeDecision
    advance: AdvanceDecisions
    set_minimum: SetMinimum
    may_set: MaySet
    opt_in: ChangeOptIn
    console: str
    """The address of WeChat's console, where people set minimums."""
