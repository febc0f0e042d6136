"""Build the use cases of decisions."""

from collections.abc import Callable

from bot.assembly.ports import Options, Ports, ReadingPorts
from bot.assembly.reading import judge_alerts
from bot.lib.ignoring import ignore
from bot.ports.clock import Clock
from bot.ports.wechat import DistributionSource
from bot.usecases.access.role_of import RoleOf
from bot.usecases.decisions.advance import AdvanceDecisions
from bot.usecases.decisions.allow_deciding import AllowDeciding
from bot.usecases.decisions.bring_on import BringOn, MayBeSet
from bot.usecases.decisions.change import ChangeDecision
from bot.usecases.decisions.decisions import DecisionUseCases
from bot.usecases.decisions.keep_step import KeepStep
from bot.usecases.decisions.opt_in import ChangeOptIn
from bot.usecases.decisions.propose import FreezeMany, ProposeDecision
from bot.usecases.decisions.read import ReadDecisions
from bot.usecases.decisions.show_cards import ShowCards
from bot.usecases.delivery.deliver import Deliver
from bot.usecases.programs.keep_opt_in import KeepOptIn, MaySet
from bot.usecases.reading import ReadingUseCases
from bot.usecases.sweep.quota_guard import ReadingTurns
from bot.usecases.sweep.sweep_workspace import Means, ReadNow


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
    listed = ReadDecisions(decisions, visible)
    show_cards = ShowCards(decisions, ports.messenger, may_set, listed, options.console, ports.only_one)
    bring_on = bringing_on(ports, options, source=ports.source, may_set=may_set, clock=ports.clock)
    return DecisionUseCases(
        ProposeDecision(
            decisions,
            kept.deliveries,
            deliver,
            kept.audit,
            reading.read_report,
            reading.raise_minimum,
            kept.public_snapshots,
            FreezeMany(
                kept.programs, kept.snapshots, kept.public_snapshots, decisions, may_set, reading.read_fleet.reports
            ),
            allow,
            kept.access_rules,
            reading.choose_program,
            ports.people,
        ),
        ReadDecisions(decisions, visible),
        ChangeDecision(decisions, kept.snapshots, keep_step, allow, may_set, bring_on, show_cards),
        AdvanceDecisions(decisions, bring_on, keep_step, show_cards),
        may_set,
        ChangeOptIn(
            visible,
            kept.opt_ins,
            KeepOptIn(kept.opt_ins, kept.audit, decisions),
            kept.claims,
            show_cards,
            options.may_set_minimum,
        ),
        options.console,
    )


def bringing_on(
    ports: ReadingPorts,
    options: Options,
    *,
    source: DistributionSource,
    may_set: MayBeSet,
    clock: Clock,
    moved: Callable[[], None] = ignore,
) -> BringOn:
    """Build what brings decisions on.

    Args:
        ports: the database, and WeChat.
        source: what reads WeChat for it.
        moved: called after each step.
    """
    kept = ports.repositories
    means = Means(
        source,
        kept.snapshots,
        kept.public_snapshots,
        kept.read_failures,
        options.pin,
        judge_alerts(kept),
        ignore,
        ReadingTurns(),
    )
    return BringOn(
        kept.decisions,
        kept.claims,
        kept.snapshots,
        ports.setter,
        may_set,
        KeepStep(kept.decisions, kept.audit),
        ReadNow(means),
        clock,
        moved,
    )
