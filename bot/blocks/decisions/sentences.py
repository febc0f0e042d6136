"""The state and the evidence of a decision, in sentences."""

from datetime import datetime
from typing import Final

from bot.blocks.forecast import expected_text, record_sentence
from bot.blocks.kit.elements import mention
from bot.blocks.kit.limits import error_sentence, readers_moment
from bot.blocks.kit.names import people_text, who, with_users
from bot.domain.access import SYSTEM
from bot.domain.decisions.decision import Decision, Run, State, Transition
from bot.domain.decisions.evidence import AnyEvidence, Caution, Evidence, FleetEvidence
from bot.domain.decisions.program import (
    Aside,
    Change,
    Difference,
    Failure,
    Outcome,
    ProgramState,
    SaidSet,
    SettingCall,
    Shown,
    loss_in,
)
from bot.domain.decisions.proposable import batch_sizes
from bot.domain.numbers.judgement import Break
from bot.domain.numbers.snapshot import WECHAT_ZONE
from bot.errors import error_of
from bot.i18n import Texts
from bot.i18n.caveats import clean, counted

LONGEST_REASON = 500


def state_sentence(decision: Decision, t: Texts, transition: Transition | None = None) -> str:
    """Return what the decision waits for, or how it ended.

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
        until=readers_moment(decision.votes_until, t),
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
    until = readers_moment(run.next_at, t) if run.next_at and run.batch else "none"
    return t(f"rollout-run-{run.status}", **given, until=until)


def _counts(decision: Decision, t: Texts) -> str:
    """`12 of 120 set, 2 set aside`."""
    tally = decision.tally
    back, counts = decision.rolls_back, (*_COUNTS, _KEPT) if decision.rolls_back else _COUNTS
    done = tally.count(ProgramState.ROLLED_BACK if back else ProgramState.VERIFIED)
    parts = [t("rollout-back" if back else "rollout-set", count=done, all=tally.all)]
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
        case Change(what=Difference.LOSS as what, before=before, now=now):
            return t(f"difference-{what}", before=t.bounds(loss_in(before)), now=t.bounds(loss_in(now)))
        case Change(what=what, before=before, now=now):
            return t(f"difference-{what}", before=before, now=now)
        case Failure(key=key, params=params):
            until = {"until": datetime.fromisoformat(str(params["until"]))} if "until" in params else {}
            return error_sentence(error_of(key, {**params, **until}), t, WECHAT_ZONE.key)
        case Aside():
            return t("decision-aside", because=outcome.because)
    return clean(words, LONGEST_REASON)


def said_set_sentence(said: SaidSet, t: Texts) -> str:
    """Who says it, and the newest reading with its time."""
    minimum, read_at = said.word.minimum, said.word.read_at
    return t(
        "decision-said-set",
        by=mention(said.word.by),
        version=said.version.text,
        standing=said.standing,
        minimum=minimum.text if minimum else "none",
        moment=readers_moment(read_at, t) if read_at else "none",
    )


def loss_sentence(evidence: AnyEvidence, t: Texts) -> str:
    """Return what raising the minimum costs: of many programs, the largest and the median loss."""
    version, loss = evidence.version.text, t.bounds(evidence.loss)
    if isinstance(evidence, FleetEvidence):
        median = t.bounds(evidence.median)
        return t("rollout-loss", count=evidence.programs, version=version, worst=loss, median=median)
    return with_users("raise", evidence.loss, evidence.users, t, version=version)


def evidence_lines(evidence: AnyEvidence, t: Texts) -> list[str]:
    """Return the loss, earlier and to come, programs left out, WeChat at large, and the clients that bring it."""
    lines = [loss_sentence(evidence, t)]
    if isinstance(evidence, FleetEvidence):
        lines += _programs(evidence, t)
    else:
        earlier = (
            ("decision-week-ago", evidence.loss_week_ago),
            ("decision-four-weeks-ago", evidence.loss_four_weeks_ago),
        )
        lines += [t(key, loss=t.bounds(loss)) for key, loss in earlier if loss]
    if planned := evidence.planned_for:
        forecast = planned.loss and t("decision-planned", forecast=expected_text(planned.loss, t))
        lines.append(forecast or t("decision-planned-day", day=t.day(planned.day)))
    if isinstance(evidence, Evidence):
        lines += _forecast(evidence, t)
    if public := evidence.public:
        lines.append(t("decision-public", day=t.day(public.day), loss=t.bounds(public.loss)))
    if (clients := evidence.clients) and clients.android and clients.ios:
        lines.append(t("decision-clients", android=clients.android, ios=clients.ios))
    return [*lines, *_scan(evidence, t)]


def caution_lines(evidence: AnyEvidence, t: Texts) -> list[str]:
    given: dict[str, str | int] = {"version": evidence.version.text}
    if scan := evidence.scan:
        given |= {"needs": scan.to_run.text if scan.to_run else "", "count": scan.unjudged}
    found = evidence.public_break if isinstance(evidence, FleetEvidence) else None
    if found:
        given["counted"] = counted(Break(found.since, None, float(found.factor)), t)
    of_all = {Caution.BREAK: "caution-break.of-all"} if found else {}
    return [f"⚠️ {t(of_all.get(caution, f'caution-{caution}'), **given)}" for caution in evidence.cautions]


def origin_lines(evidence: AnyEvidence, seal: str, t: Texts) -> list[str]:
    """Where the numbers come from, how old they were, and their hash."""
    lines = [data_line(evidence, t)]
    if isinstance(evidence, Evidence):
        lines.append(t("decision-meaning", meaning=t(f"meaning-{evidence.meaning}")))
    return [*lines, t("decision-age", age=t.span(evidence.age)), t("decision-seal", seal=seal[:12])]


def data_line(evidence: AnyEvidence, t: Texts) -> str:
    """From when the numbers are, of many programs the oldest, or who imported them."""
    moment = readers_moment(evidence.taken_at, t)
    if isinstance(evidence, FleetEvidence):
        return t("rollout-data-of", moment=moment)
    if by := evidence.imported_by:
        return t("data-of-imported", day=t.day(evidence.day), who=who(by, t), moment=moment)
    return t("data-of-day", day=t.day(evidence.day), moment=moment)


def opted_out_lines(evidence: FleetEvidence | None, t: Texts) -> list[str]:
    """How many programs are left out only because Baselib may not set them, and how that changes."""
    if evidence is None or not evidence.opted_out:
        return []
    return [t("rollout-opted-out", count=evidence.opted_out), t("rollout-opt-in")]


def _programs(evidence: FleetEvidence, t: Texts) -> list[str]:
    lines = [t("rollout-worst", program=clean(evidence.worst))]
    if evidence.people and evidence.reached:
        lines.append(t("rollout-users", people=people_text(evidence.people, t), count=evidence.reached.programs))
    if evidence.costly:
        lines.append(t("rollout-costly", count=evidence.costly))
    if evidence.left_out:
        reasons = [t("rollout-counted", count=count, because=str(each)) for each, count in evidence.left_out]
        total = sum(count for _, count in evidence.left_out)
        lines.append(t("rollout-left-out", count=total, reasons=t.listing(reasons)))
    if evidence.opted_out:
        lines.append(t("rollout-opt-in"))
    return lines


def _forecast(evidence: Evidence, t: Texts) -> list[str]:
    if not evidence.path:
        return []
    lines = [t("forecast-losses", losses=t.listing([expected_text(each, t) for each in evidence.path]))]
    if evidence.safe_on:
        lines.append(t("decision-safe-on", day=t.day(evidence.safe_on)))
    if track := evidence.track:
        lines.append(record_sentence(track, t))
    return lines


def _scan(evidence: AnyEvidence, t: Texts) -> list[str]:
    """Return what a scan of the source found, as the proposer says."""
    scan = evidence.scan
    if scan is None:
        return []
    to_run, whole = (version.text if version else "none" for version in (scan.to_run, scan.whole))
    commit, moment = scan.commit[:7] or "none", readers_moment(scan.at, t)
    whole = "none" if whole == to_run else whole
    return [t("decision-scan", commit=commit, moment=moment, outcome=scan.outcome.value, run=to_run, whole=whole)]
