"""The state of a decision, in a sentence, for its card, its thread and the list."""

from datetime import datetime
from typing import Final

from bot.blocks.kit.elements import mention
from bot.blocks.kit.quoting import error_sentence
from bot.domain.access.audit import SYSTEM
from bot.domain.decisions.decision import Decision, State, Transition
from bot.domain.decisions.outcome import Aside, Change, Difference, Failure, Outcome, SettingCall, Shown, loss_in
from bot.domain.decisions.proposable import batch_sizes
from bot.domain.decisions.rollout.program import ProgramState, SaidSet
from bot.domain.decisions.rollout.run import Run
from bot.domain.numbers.snapshot import WECHAT_ZONE
from bot.errors import BotError, error_of
from bot.i18n import Texts
from bot.i18n.outside_text import clean

LONGEST_REASON = 500


def state_sentence(decision: Decision, t: Texts, transition: Transition | None = None) -> str:
    """What the decision waits for, or how it ended.

    Args:
        transition: to say it as of this one.
    """
    state, by, outcome, words = decision.state, decision.changed_by, decision.outcome, decision.words
    if transition:
        state, by, outcome, words = transition.after, transition.by, transition.outcome, transition.words
    nothing_began = decision.run is None and isinstance(outcome, Failure | Change | Aside)
    if decision.fleet and state in _COUNTED and not nothing_began:
        return _counted_sentence(decision, state, t)
    if transition is None and (said := decision.said_set):
        return said_set_sentence(said, t)
    call = decision.call if transition is None and state is State.APPLYING else outcome
    wanted, found = decision.aim or decision.version, outcome.minimum if isinstance(outcome, Shown) else None
    return t(
        f"decision-now-{state.replace('_', '-')}",
        version=decision.version.text,
        wanted=wanted.text,
        until=t.moment(decision.votes_until, WECHAT_ZONE.key),
        by="" if by == SYSTEM else mention(by),
        who="system" if by == SYSTEM else "person",
        found=found.text if found else "none",
        higher="yes" if found and found > wanted else "no",
        comment=found_words(words, outcome, t),
        asked=str(call) if isinstance(call, SettingCall) else "none",
        failed="yes" if isinstance(outcome, Failure | Change | Aside) else "no",
        days=decision.good_for.days,
        enough="yes" if len(decision.votes) >= decision.needed else "no",
    )


def _counted_sentence(decision: Decision, state: State, t: Texts) -> str:
    """What a decision for many programs waits for, with its programs counted."""
    sentence = t(
        f"rollout-now-{state.replace('_', '-')}",
        version=decision.version.text,
        days=decision.good_for.days,
        counts=_counts(decision, t),
        back="yes" if decision.rolls_back else "no",
    )
    if state is not State.APPLYING or decision.run is None:
        return sentence
    return t("sentences", first=sentence, second=_run_sentence(decision.run, decision.tally.all, t))


def _run_sentence(run: Run, programs: int, t: Texts) -> str:
    """Which batch is under way, or why the run waits."""
    batches = len(batch_sizes(programs))
    given = {"batch": str(min(run.batch + 1, batches)), "batches": str(batches), "because": run.because or "none"}
    until = t.moment(run.next_at, WECHAT_ZONE.key) if run.next_at and run.batch else "none"
    return t(f"rollout-run-{run.status}", **given, until=until)


def _counts(decision: Decision, t: Texts) -> str:
    """`12 of 120 set, 2 set aside`."""
    tally = decision.tally
    first = (
        ("rollout-back", ProgramState.ROLLED_BACK) if decision.rolls_back else ("rollout-set", ProgramState.VERIFIED)
    )
    parts = [t(first[0], count=tally.count(first[1]), all=tally.all)]
    counts = (*_COUNTS, _KEPT) if decision.rolls_back else _COUNTS
    parts += [t(key, count=count) for key, *states in counts if (count := tally.count(*states))]
    return t.listing(parts)


_COUNTED: Final = frozenset(
    {
        State.APPROVED,
        State.APPLYING,
        State.VERIFIED,
        State.UNVERIFIED,
        State.FAILED,
        State.STALE,
        State.ROLLED_BACK,
    }
)
"""The states in which it matters what has come of each program."""
_COUNTS: Final = (
    ("rollout-said", ProgramState.SAID),
    ("rollout-calling", ProgramState.CALLING),
    ("rollout-accepted", ProgramState.APPLYING, ProgramState.ACCEPTED),
    ("rollout-refused", ProgramState.REFUSED),
    ("rollout-aside", ProgramState.SET_ASIDE),
    ("rollout-unverified", ProgramState.UNVERIFIED),
)
_KEPT: Final = ("rollout-kept", ProgramState.VERIFIED)
"""Those that a roll-back leaves."""


def votes_sentence(decision: Decision, t: Texts) -> str:
    """`1 of 2 approved`, with the names."""
    count = len(decision.votes)
    if not count:
        return t("decision-votes-none", needed=decision.needed)
    names = t.listing([mention(user_id) for user_id in decision.voters])
    return t("decision-votes", count=count, needed=decision.needed, names=names)


def found_words(words: str, outcome: Outcome | None, t: Texts) -> str:
    """Why nothing was set, or a person's words, in the reader's language."""
    match outcome:
        case Change():
            return _change(outcome, t)
        case Failure():
            return error_sentence(_error(outcome), t, WECHAT_ZONE.key)
        case Aside():
            return t("decision-aside", because=outcome.because)
    return clean(words, LONGEST_REASON)


def _error(failure: Failure) -> BotError:
    params = dict(failure.params)
    if "until" in params:
        params["until"] = datetime.fromisoformat(str(params["until"]))
    return error_of(failure.key, params)


def _change(change: Change, t: Texts) -> str:
    if change.what is Difference.LOSS:
        before, now = (t.bounds(loss_in(ends)) for ends in (change.before, change.now))
    else:
        before, now = change.before, change.now
    return t(f"difference-{change.what}", before=before, now=now)


def said_set_sentence(said: SaidSet, t: Texts) -> str:
    """Who says it, and the newest reading with its time."""
    minimum, read_at = said.word.minimum, said.word.read_at
    return t(
        "decision-said-set",
        by=mention(said.word.by),
        version=said.version.text,
        standing=said.standing,
        minimum=minimum.text if minimum else "none",
        moment=t.moment(read_at, WECHAT_ZONE.key) if read_at else "none",
    )
