"""Build the use cases of decisions."""

from bot.assembly.ports import Options, Ports
from bot.usecases import ReadingUseCases
from bot.usecases.access.role_of import RoleOf
from bot.usecases.decisions.advance import AdvanceDecisions
from bot.usecases.decisions.allow_deciding import AllowDeciding
from bot.usecases.decisions.change import ChangeDecision
from bot.usecases.decisions.decisions import DecisionUseCases
from bot.usecases.decisions.freeze import FreezeMany, FreezeOne
from bot.usecases.decisions.keep_step import KeepStep
from bot.usecases.decisions.list import ListDecisions
from bot.usecases.decisions.opt_in import ChangeOptIn
from bot.usecases.decisions.propose import ProposeDecision
from bot.usecases.decisions.put_forward import PutForward
from bot.usecases.decisions.recheck import Recheck
from bot.usecases.decisions.rollout.control import ControlRollout
from bot.usecases.decisions.rollout.count_set import CountSet
from bot.usecases.decisions.rollout.list import ListPrograms
from bot.usecases.decisions.rollout.say_set import SaySet
from bot.usecases.decisions.said_set import FindSaidSet
from bot.usecases.decisions.set_minimum import SetMinimum
from bot.usecases.decisions.show_cards import ShowCards
from bot.usecases.delivery.deliver import Deliver
from bot.usecases.programs.keep_opt_in import KeepOptIn
from bot.usecases.programs.may_set import MaySet


def deciding(
    ports: Ports, options: Options, reading: ReadingUseCases, role_of: RoleOf, deliver: Deliver
) -> DecisionUseCases:
    """Build them.

    Args:
        ports: the database and Slack.
        options: whether minimums may be set at WeChat.
        deliver: posts a card at once.
    """
    kept, visible = ports.repositories, reading.visible_programs
    decisions, keep_step = kept.decisions, KeepStep(kept.decisions, kept.audit)
    allow, may_set = AllowDeciding(ports.people, role_of), MaySet(visible, kept.opt_ins, options.may_set_minimum)
    show_cards = ShowCards(decisions, kept.rollouts, ports.messenger, may_set, options.console)
    change = ChangeDecision(decisions, keep_step, allow, show_cards)
    recheck = Recheck(visible, reading.read_report, allow)
    listed = ListDecisions(decisions, visible)
    count_set = CountSet(decisions, kept.rollouts, kept.snapshots, visible, reading.read_report, keep_step)
    return DecisionUseCases(
        ProposeDecision(
            PutForward(decisions, kept.deliveries, deliver, kept.audit),
            FreezeOne(reading.read_report, reading.raise_minimum, kept.public_snapshots, decisions),
            FreezeMany(visible, kept.snapshots, kept.public_snapshots, decisions, may_set),
            allow,
            kept.access_rules,
        ),
        ListPrograms(listed, kept.rollouts, FindSaidSet(decisions, kept.rollouts, kept.snapshots)),
        SaySet(decisions, kept.rollouts, kept.audit, allow, show_cards),
        ControlRollout(change, kept.rollouts, kept.claims, allow, may_set),
        listed,
        change,
        AdvanceDecisions(
            decisions,
            kept.rollouts,
            kept.claims,
            kept.snapshots,
            visible,
            reading.read_report,
            keep_step,
            show_cards,
            count_set,
        ),
        SetMinimum(decisions, kept.rollouts, kept.claims, ports.setter, may_set, recheck, keep_step, allow, show_cards),
        may_set,
        ChangeOptIn(
            visible,
            kept.opt_ins,
            KeepOptIn(kept.opt_ins, kept.audit),
            kept.claims,
            show_cards,
            options.may_set_minimum,
        ),
        options.console,
    )
