"""Messages about decisions for many programs."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.blocks.decisions.form import back_message, preview_message, propose_fleet_view, reading_fleet_view
from bot.blocks.decisions.messages import (
    card_message,
    decision_news,
    decisions_message,
    lesson_message,
    proposed_message,
    step_message,
)
from bot.blocks.decisions.programs import decision_file, decision_json, programs_message, rollout_csv
from bot.blocks.kit.elements import Message
from bot.domain.access import SYSTEM
from bot.domain.decisions import running, steps
from bot.domain.decisions.decision import Decision, Halt, Origin, Run, RunStatus, State
from bot.domain.decisions.evidence import Caution, Change, Enclosed, Lesson, PlannedDay
from bot.domain.decisions.program import (
    TO_SET,
    Failure,
    FleetProgram,
    LeftOut,
    ProgramState,
    Said,
    Shown,
    Tally,
    other_minimum,
)
from bot.domain.decisions.proposable import Draft, Proposal
from bot.domain.decisions.running import ProgramPage
from bot.i18n import Texts, texts_for
from tests.blocks.checks import assert_builder, assert_sendable
from tests.domain.build import v
from tests.domain.decisions.build import (
    APPROVED_FLEET,
    BOB,
    CAROL,
    DAY,
    DRAFT_FLEET,
    NOW,
    PROGRAMS,
    PROPOSED_FLEET,
    PROPOSER,
    SCANNED,
    VERSION,
    by,
    exactly,
)
from tests.domain.decisions.build import BUILD_EVIDENCE as EVIDENCE

LINKS: Final = (*(f"<@{user}>" for user in (PROPOSER, BOB, CAROL)), "<#C1>")
TALLY: Final = Tally(
    {
        ProgramState.VERIFIED: 30,
        ProgramState.ACCEPTED: 4,
        ProgramState.REFUSED: 2,
        ProgramState.SET_ASIDE: 1,
        ProgramState.UNVERIFIED: 1,
        ProgramState.WAITING: 2,
    }
)
APPLYING: Final = replace(steps.begin(APPROVED_FLEET, by(SYSTEM, 60)).after, tally=TALLY)
LATE: Final = NOW + timedelta(days=7)
ENDED: Final = {
    state: steps.conclude(APPLYING, state, Origin(SYSTEM, LATE))
    for state in (State.VERIFIED, State.UNVERIFIED, State.FAILED, State.STALE)
}
RUNS: Final = {
    "running": Run(),
    "between-batches": Run(batch=1, next_at=LATE),
    "paused": Run(RunStatus.PAUSED, 1),
    **{f"stopped-{halt}": Run(RunStatus.STOPPED, 2, because=halt) for halt in Halt},
    "ended": Run(RunStatus.ENDED, 1),
}
CAUTIOUS: Final = replace(EVIDENCE, cautions=(Caution.NOT_LISTED,), worst="<!here> & *co*", costly=3, tag="")
ENCLOSED: Final = replace(EVIDENCE, planned_for=PlannedDay(DAY), scan=SCANNED.scan, cautions=SCANNED.cautions)
PARTLY: Final = replace(EVIDENCE, left_out=((LeftOut.OPEN, 1), (LeftOut.OPTED_OUT, 10)))
REFUSAL: Final = Failure("wechat-refused", {"code": 85015, "errmsg": "no such version", "rid": "r-1"})
MOVED: Final = other_minimum(v("2.30.0"), v("2.31.0"))
WORD: Final = replace(PROGRAMS[4], state=ProgramState.SAID, outcome=Said(CAROL, PROGRAMS[4].minimum, NOW), since=NOW)
SOME: Final = [
    PROGRAMS[0],
    replace(PROGRAMS[1], state=ProgramState.REFUSED, outcome=REFUSAL, since=NOW),
    replace(PROGRAMS[2], state=ProgramState.SET_ASIDE, outcome=MOVED, program="=cmd() <!here>"),
    WORD,
    replace(PROGRAMS[5], state=ProgramState.VERIFIED, outcome=Shown(v("3.8.6"))),
    replace(PROGRAMS[6], state=ProgramState.UNVERIFIED, outcome=Shown(v("2.30.0"))),
    replace(PROGRAMS[7], outcome=Failure("wechat-unreachable", {"host": "api.weixin.qq.com", "reason": "timeout"})),
    *PROGRAMS[-2:],
]
REASONED: Final = Proposal(VERSION, 'because "so"\nand <!here>', tag="mall", proposer_id=PROPOSER)
DRAFT: Final = Draft(REASONED, replace(DRAFT_FLEET, reason=REASONED.reason), PROGRAMS)
READY: Final = replace(CAUTIOUS, ready=True, left_out=PARTLY.left_out)
CAUTIOUS_DRAFT: Final = Draft(
    Proposal(VERSION, ready=True, proposer_id=PROPOSER),
    replace(DRAFT_FLEET, evidence=READY, needed=1, reason=""),
    PROGRAMS,
)
DRAFT_WITH_ALL: Final = Draft(
    replace(REASONED, enclosed=Enclosed(ENCLOSED.planned, ENCLOSED.scan)),
    replace(DRAFT.decision, evidence=ENCLOSED),
    PROGRAMS,
)
TICKED: Final = [
    SOME[0],
    replace(PROGRAMS[3], program="*co* <!here>", loss_low=None),
    WORD,
]
BACK: Final = replace(
    APPLYING, run=Run(back=True), tally=Tally({ProgramState.ROLLED_BACK: 12, ProgramState.WAITING: 8})
)
GOES_BACK: Final = [
    *(replace(each, state=ProgramState.VERIFIED, set_at=NOW) for each in PROGRAMS[:20]),
    replace(PROGRAMS[20], state=ProgramState.REFUSED),
]
BACK_DRAFT: Final = running.back_draft(
    ENDED[State.VERIFIED].after, GOES_BACK, may={each.appid for each in PROGRAMS}, busy=(), now=LATE
)
CHANGES: Final = [
    Change(exactly(before), exactly(after), DAY, stayed=False)
    for before, after in [("0.4", "0.2")] * 34 + [("0.1", "0.3")] * 2
]
OTHERS: Final = [Change(exactly("3"), exactly("2.6"), DAY, stayed=True)] * 12
LESSON: Final = Lesson(7, CHANGES, OTHERS, None, exactly("3.1"), exactly("2.8"))
UNREAD: Final = Lesson(28, [], [], None, None, None)


def _card(decision: Decision) -> Callable[[Texts], object]:
    return lambda t: card_message(decision, t)


def test_cards() -> None:
    cases = {
        "proposed": _card(steps.approve(PROPOSED_FLEET, by(BOB)).after),
        "cautious": _card(replace(PROPOSED_FLEET, evidence=CAUTIOUS)),
        "enclosed": _card(replace(PROPOSED_FLEET, evidence=ENCLOSED)),
        "opted-out": _card(replace(PROPOSED_FLEET, evidence=PARTLY)),
        "approved": _card(APPROVED_FLEET),
        "applying": _card(APPLYING),
        "may-set": lambda t: card_message(APPROVED_FLEET, t, settable=EVIDENCE.programs),
        "may-set-some": lambda t: card_message(APPROVED_FLEET, t, settable=3),
        "opt-in-first": lambda t: card_message(APPROVED_FLEET, t, settable=0),
        **{name: _card(replace(APPLYING, run=run)) for name, run in RUNS.items()},
        **{state.value: _card(step.after) for state, step in ENDED.items()},
        "nothing-reached": _card(steps.conclude(APPLYING, State.APPROVED, Origin(SYSTEM, LATE), outcome=MOVED).after),
        "may-roll-back": lambda t: card_message(ENDED[State.VERIFIED].after, t, settable=30),
        "going-back": _card(BACK),
        "rolled-back": _card(steps.conclude(BACK, State.ROLLED_BACK, Origin(SYSTEM, LATE)).after),
    }
    assert_builder("rollout_cards", cases, full="proposed", links=LINKS)


def test_around_the_card() -> None:
    verified = ENDED[State.VERIFIED]
    assert verified.transition
    made = verified.transition
    assert_builder(
        "rollout_answers",
        {
            "step": lambda t: step_message(verified.after, made, t),
            "list": lambda t: decisions_message([APPLYING, PROPOSED_FLEET], t),
            "in-a-digest": lambda t: Message("digest", decision_news([APPLYING], t)),
            "posted": lambda t: proposed_message(PROPOSED_FLEET, t, posted=True),
            "posted-partly": lambda t: proposed_message(replace(PROPOSED_FLEET, evidence=PARTLY), t, posted=True),
            "preview": lambda t: preview_message(DRAFT, t),
            "preview-with-all": lambda t: preview_message(DRAFT_WITH_ALL, t),
            "preview-changed": lambda t: preview_message(CAUTIOUS_DRAFT, t, changed=True),
            "propose-ready": lambda t: propose_fleet_view(CAUTIOUS_DRAFT, t),
            "propose-all": lambda t: propose_fleet_view(DRAFT, t),
            "propose-reading": reading_fleet_view,
            "roll-back": lambda t: back_message(BACK_DRAFT, t),
            "lesson": lambda t: lesson_message(verified.after, LESSON, t),
            "lesson-unread": lambda t: lesson_message(verified.after, UNREAD, t),
        },
        full="list",
        links=LINKS,
    )


def test_programs() -> None:
    counted = Tally({ProgramState.WAITING: 120, ProgramState.SAID: 3, ProgramState.REFUSED: 2})
    big = replace(APPLYING, tally=counted)
    assert_builder(
        "rollout_programs",
        {
            "all": lambda t: programs_message(page_of(APPLYING, SOME), t),
            "second-page": lambda t: programs_message(page_of(big, SOME[:1], (ProgramState.WAITING,), 1), t),
            "to-set": lambda t: programs_message(page_of(big, TICKED, TO_SET, 0), t),
            "none": lambda t: programs_message(page_of(APPLYING, [], (ProgramState.APPLYING,)), t),
        },
        full="all",
        links=LINKS,
    )


def page_of(
    decision: Decision, programs: Sequence[FleetProgram], states: tuple[ProgramState, ...] = (), number: int = 0
) -> ProgramPage:
    """For a reader who sees all of its programs."""
    left_out = sum(count for _, count in decision.fleet.left_out) if decision.fleet else 0
    return ProgramPage(
        decision, programs, Tally({**decision.tally.states, ProgramState.LEFT_OUT: left_out}), states, number
    )


def test_a_full_page_fits() -> None:
    long = [replace(PROGRAMS[0], program="云上商城" * 20, position=at) for at in range(50)]
    text = programs_message(page_of(APPLYING, long), texts_for("zh-CN"))
    (table,) = [block for block in text.blocks if block["type"] == "data_table"]

    assert sum(len(cell["text"]) for row in table["rows"] for cell in row) <= 10_000
    assert_sendable(programs_message(page_of(APPLYING, long[:20], TO_SET), texts_for("en")))


def test_files() -> None:
    file = rollout_csv(APPLYING, SOME, texts_for("en"))
    lines = file.content.splitlines()
    assert file.name == "decision-0004-3.8.0.csv"
    assert len(lines) == 10
    assert "0.01,0.01" in lines[1]
    assert "refused by WeChat: code 85015" in lines[2]
    assert "'=cmd()" in lines[3]
    assert lines[4].endswith(f",said to be set,{NOW.isoformat()},{CAROL}")
    assert "left out: no data of the last 48 hours" in lines[9]

    written = decision_file(APPLYING, [], texts_for("en"))
    assert written.name == "decision-0004-fleet-3.8.0.md"
    assert "30 of 40 set" in written.content
    assert "Age when proposed" in written.content
    assert "Age when proposed" not in str(card_message(APPLYING, texts_for("en")).blocks)
    found = decision_json(APPLYING)
    assert (found["programs"]["verified"], found["evidence"]["programs"]) == (30, 40)
