"""The state of a fleet's decision, in a sentence."""

from bot.domain.decisions.deadlines import SET_WITHIN
from bot.domain.decisions.decision import Decision, State
from bot.domain.decisions.rollout.plan import batch_sizes
from bot.domain.decisions.rollout.program import ProgramState, Tally
from bot.domain.decisions.rollout.run import Run
from bot.domain.numbers.snapshot import WECHAT_ZONE
from bot.i18n import Texts

_OWN = frozenset({State.APPROVED, State.APPLYING, State.VERIFIED, State.UNVERIFIED, State.FAILED})
"""The states in which what became of each program matters."""


def fleet_state_sentence(decision: Decision, state: State, t: Texts) -> str | None:
    """What the decision waits for, with its programs counted; None where it is the same as for one program."""
    if decision.tally is None or state not in _OWN:
        return None
    key = f"rollout-now-{state}"
    counts = counts_text(decision.tally, t)
    sentence = t(key, version=decision.version.text, days=SET_WITHIN.days, counts=counts)
    if state is not State.APPLYING or decision.run is None:
        return sentence
    return t("sentences", first=sentence, second=run_sentence(decision.run, decision.tally.all, t))


def run_sentence(run: Run, programs: int, t: Texts) -> str:
    """Which batch is under way, or why the run waits."""
    batches = len(batch_sizes(programs))
    given = {"batch": str(min(run.batch + 1, batches)), "batches": str(batches), "because": run.because or "none"}
    until = t.moment(run.next_at, WECHAT_ZONE.key) if run.next_at and run.batch else "none"
    return t(f"rollout-run-{run.status}", **given, until=until)


def counts_text(tally: Tally, t: Texts) -> str:
    """`12 of 120 set, 2 set aside`."""
    parts = [t("rollout-set", count=tally.verified, all=tally.all)]
    if said := tally.count(ProgramState.SAID):
        parts.append(t("rollout-said", count=said))
    if calling := tally.count(ProgramState.CALLING):
        parts.append(t("rollout-calling", count=calling))
    if accepted := tally.count(ProgramState.APPLYING, ProgramState.ACCEPTED):
        parts.append(t("rollout-accepted", count=accepted))
    if refused := tally.count(ProgramState.REFUSED):
        parts.append(t("rollout-refused", count=refused))
    if aside := tally.count(ProgramState.SET_ASIDE):
        parts.append(t("rollout-aside", count=aside))
    if unverified := tally.count(ProgramState.UNVERIFIED):
        parts.append(t("rollout-unverified", count=unverified))
    return t.listing(parts)
