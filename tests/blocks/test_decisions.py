"""Messages about decisions."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Final

from bot.blocks.decisions.form import decline_view, propose_view
from bot.blocks.decisions.messages import (
    card_message,
    changed_message,
    decision_news,
    decisions_message,
    lesson_message,
    lost_message,
    proposed_message,
    reminder_message,
    step_message,
    voted_message,
)
from bot.blocks.decisions.programs import decision_file, decision_json
from bot.blocks.kit import controls
from bot.blocks.kit.elements import Message
from bot.domain.access import SYSTEM
from bot.domain.decisions import running, steps
from bot.domain.decisions.decision import Decision, Origin, Run, State
from bot.domain.decisions.evidence import Caution, Lesson
from bot.domain.decisions.evidence import Change as LossChange
from bot.domain.decisions.program import (
    Aside,
    Change,
    Difference,
    Failure,
    LeftOut,
    Outcome,
    ProgramState,
    Said,
    Shown,
    growth,
    other_minimum,
)
from bot.domain.decisions.steps import Step, card
from bot.domain.delivery import DeliveryReason, ReasonKey, SlackCode
from bot.domain.numbers.distribution import Bounds
from bot.errors import WeChatRefused
from bot.i18n import LOCALES, Texts, texts_for
from bot.usecases.decisions.advance import failure_of
from tests.blocks.checks import action_ids
from tests.blocks.golden import assert_builder
from tests.blocks.samples import SHOP
from tests.domain.build import v
from tests.domain.decisions.build import (
    APPLYING,
    APPROVED,
    BARE,
    BOB,
    CAROL,
    DAY,
    DRAFT,
    EVIDENCE,
    NOW,
    PROPOSED,
    PROPOSER,
    SCANNED,
    VERIFIED,
    by,
    exactly,
    expected,
    program_of,
    said,
)

LINKS: Final = (*(f"<@{user}>" for user in (PROPOSER, BOB, CAROL)), "<#C1>")
ONE_VOTE: Final = steps.approve(PROPOSED, by(BOB)).after
LATE: Final = NOW + timedelta(days=2)


RUNNING: Final = steps.begin(APPROVED, by(PROPOSER, 10), run=Run(next_at=NOW)).after
REFUSED: Final = WeChatRefused(code=89014, errmsg="support <version> error", rid="6743c1a5-1f2e3d4c-5b6a7988")
REFUSAL: Final = failure_of(REFUSED)
SCANNED_CARD: Final = replace(PROPOSED, evidence=SCANNED)
IMPORTED: Final = replace(PROPOSED, evidence=replace(BARE, imported_by=CAROL))


def _then(decision: Decision, state: ProgramState, outcome: Outcome | None = None) -> Decision:
    target = replace(program_of(decision), state=state, outcome=outcome, set_at=program_of(decision).set_at)
    return replace(decision, target=target)


def _concluded(decision: Decision, state: State, outcome: Outcome | None, person: str = SYSTEM) -> Step:
    return steps.conclude(decision, state, Origin(person, LATE), outcome=outcome)


BACK_DRAFT: Final = running.back_draft(
    VERIFIED, [program_of(VERIFIED)], may=[VERIFIED.appid], busy=(), now=by(CAROL, 60).at
)
GOING_BACK: Final = steps.roll_back(VERIFIED, by(CAROL, 60), BACK_DRAFT.moves).after
ENDS: Final[dict[str, Step]] = {
    "approved": steps.approve(ONE_VOTE, by(CAROL, 2)),
    "set": steps.say_set(APPROVED, by(PROPOSER, 10), said(APPROVED, by(PROPOSER, 10))),
    "found": steps.begin(APPROVED, by(SYSTEM, 10)),
    "verified": _concluded(APPLYING, State.VERIFIED, Shown(v("3.8.0"))),
    "higher": _concluded(APPLYING, State.VERIFIED, Shown(v("3.8.6"))),
    "confirmed": _concluded(APPLYING, State.VERIFIED, Said(BOB), BOB),
    "unverified": _concluded(APPLYING, State.UNVERIFIED, Shown(v("3.0.0"))),
    "unread": _concluded(APPLYING, State.UNVERIFIED, Aside(LeftOut.UNREACHED)),
    "refused": _concluded(RUNNING, State.FAILED, REFUSAL),
    "declined": steps.decline(ONE_VOTE, by(CAROL, 3), "<!channel> wait for *Android*"),
    "withdrawn": steps.withdraw(PROPOSED, by(PROPOSER, 3)),
    "never-posted": steps.withdraw(DRAFT, by(SYSTEM, 3)),
    "expired": steps.expire(ONE_VOTE, LATE),
    "never-set": steps.expire(APPROVED, LATE),
    "stale": _concluded(RUNNING, State.STALE, growth(EVIDENCE.loss, Bounds(Decimal("0.0221"), Decimal("0.029")))),
    "rolled-back": _concluded(GOING_BACK, State.ROLLED_BACK, Shown(v("3.0.0"))),
}
LIMITED: Final = Failure("wechat-limited", {"code": 45009, "until": "2026-11-23T16:00:00+00:00"})
MAY_SET: Final[dict[str, Decision]] = {
    "may-set": APPROVED,
    "asking": _then(RUNNING, ProgramState.CALLING),
    "accepted": _then(RUNNING, ProgramState.ACCEPTED),
    "unclear": _then(RUNNING, ProgramState.APPLYING),
    "not-reached": _concluded(
        RUNNING, State.APPROVED, Failure("minimum-not-sent", {"host": "api.weixin.qq.com"})
    ).after,
    "later": _concluded(RUNNING, State.APPROVED, LIMITED).after,
    "looks-wrong": _concluded(RUNNING, State.APPROVED, Aside(LeftOut.SUSPICIOUS)).after,
    "may-roll-back": VERIFIED,
    "going-back": _then(GOING_BACK, ProgramState.CALLING),
    "not-rolled-back": _concluded(GOING_BACK, State.VERIFIED, REFUSAL).after,
    "set-otherwise": _concluded(GOING_BACK, State.VERIFIED, other_minimum(v("3.8.0"), v("3.8.4"))).after,
}
DIFFERENCES: Final = {
    "minimum 3.0.0 3.2.0": Change(Difference.MINIMUM, "3.0.0", "3.2.0"),
    "minimum none 3.2.0": Change(Difference.MINIMUM, "none", "3.2.0"),
    "minimum 3.0.0 none": Change(Difference.MINIMUM, "3.0.0", "none"),
    "grant": Change(Difference.GRANT),
    "voters 2 1": Change(Difference.VOTERS, "2", "1"),
}
OF_NUMBERS: Final = tuple(each for each in Caution if not each.startswith("scan-"))
BARE_CARD: Final = replace(PROPOSED, evidence=replace(BARE, program="<!here> & *co*", cautions=OF_NUMBERS), reason="")
MEASURED: Final = LossChange(exactly("1.9"), exactly("1.1"), DAY + timedelta(days=7), stayed=False)
OTHERS: Final = [LossChange(exactly("3"), exactly("2.6"), DAY + timedelta(days=7), stayed=True)] * 12
LESSON: Final = Lesson(7, [MEASURED], OTHERS, expected(7, "1.1", "1.0", "1.2"), exactly("3.1"), exactly("2.8"))
UNREAD: Final = Lesson(28, [], [], None, None, None)


def _said(word: Said, checks: int) -> Decision:
    return replace(APPLYING, target=replace(program_of(APPLYING), outcome=word, checks=checks))


def _ended(step: Step) -> Callable[[Texts], object]:
    return lambda t: card_message(step.after, t)


def _step(step: Step) -> Callable[[Texts], object]:
    made = step.transition
    assert made
    return lambda t: step_message(step.after, made, t)


def test_cards() -> None:
    cases = {"proposed": lambda t: card_message(ONE_VOTE, t), "bare": lambda t: card_message(BARE_CARD, t)}
    cases |= {"imported": lambda t: card_message(IMPORTED, t), "scanned": lambda t: card_message(SCANNED_CARD, t)}
    assert_builder(
        "decision_cards", cases | {name: _ended(step) for name, step in ENDS.items()}, full="proposed", links=LINKS
    )


def test_what_baselib_sets() -> None:
    """With the buttons of a program it may set, and the result of asking WeChat."""
    cases: dict[str, Callable[[Texts], object]] = {
        name: partial(card_message, decision, settable=1) for name, decision in MAY_SET.items()
    }
    cases |= {
        name: partial(card_message, steps.outdate(APPROVED, by(BOB, 9), change).after)
        for name, change in DIFFERENCES.items()
    }
    assert_builder("decision_setting", cases, full="may-set", links=LINKS)


def test_what_is_for_auditors_is_in_the_file() -> None:
    """The card says since when the numbers are; their meaning, age and hash are in the exported record."""
    t = texts_for("en")
    told = str(card_message(ONE_VOTE, t).blocks)
    filed = decision_file(ONE_VOTE, [], t).content

    assert "getSupportVersion" in told
    for only_filed in ("Percentages mean", "Age when proposed", ONE_VOTE.seal[:12]):
        assert only_filed in filed
        assert only_filed not in told


def test_each_reader_sees_a_moment_in_their_own_zone() -> None:
    """On the card; in a notification and in the record it is in one zone, which is named."""
    step = ENDS["set"]
    assert step.transition
    until, fixed = int(ONE_VOTE.votes_until.timestamp()), "Thu 26 Nov 2026, 09:00 (Asia/Shanghai)"
    for t in map(texts_for, LOCALES):
        assert f"<!date^{until}^{{date_short}}, {{time}}|" in str(card_message(ONE_VOTE, t).blocks)
        for alone in (step_message(step.after, step.transition, t).text, decision_file(ONE_VOTE, [], t).content):
            assert "!date" not in alone

    assert f"|{fixed}>" in str(card_message(ONE_VOTE, texts_for("en")).blocks)
    assert fixed in decision_file(ONE_VOTE, [], texts_for("en")).content


def test_what_nobody_needs_is_not_offered() -> None:
    """No approval to withdraw before there is one, and none to decline once there are enough."""
    offered = {
        name: action_ids(card_message(each, texts_for("en")))
        for name, each in {"new": PROPOSED, "one": ONE_VOTE, "approved": APPROVED}.items()
    }

    assert {name: controls.DECISION_UNVOTE in ids for name, ids in offered.items()} == {
        "new": False,
        "one": True,
        "approved": True,
    }
    assert {name: controls.DECISION_DECLINE in ids for name, ids in offered.items()} == {
        "new": True,
        "one": True,
        "approved": False,
    }


def test_the_last_question_repeats_the_loss() -> None:
    """Who sets it at WeChat confirms how many users can then no longer open the program."""
    asked = str(card_message(APPROVED, texts_for("en"), settable=1).blocks)

    assert "1.20% to 1.90% of its users can then no longer open it" in asked


def test_no_buttons_once_it_has_ended() -> None:
    with_buttons = {
        name
        for name, step in ENDS.items()
        if any(block["type"] == "actions" for block in card_message(step.after, texts_for("en")).blocks)
    }

    assert with_buttons == {"approved", "set", "unverified", "unread", "refused", "stale"}


def test_a_persons_word() -> None:
    at = NOW + timedelta(minutes=11)
    cases = {
        "still": Said(PROPOSER, v("3.0.0"), at),
        "still-none": Said(PROPOSER, None, at),
        "before": Said(PROPOSER, v("3.0.0"), NOW),
        "unread": Said(PROPOSER, v("3.0.0"), NOW),
        "never-read": Said(PROPOSER),
    }
    checks = {"unread": 1, "never-read": 1}
    listed: dict[str, Callable[[Texts], object]] = {
        name: partial(decisions_message, [_said(word, checks.get(name, 0))]) for name, word in cases.items()
    }
    assert_builder("decision_words", listed, full="still", links=LINKS)


def test_threads() -> None:
    missing = replace(card(DRAFT, lease_until=NOW), reason=DeliveryReason(ReasonKey.SLACK_REFUSED, SlackCode("no")))
    cases = {
        **{name: _step(step) for name, step in ENDS.items()},
        "reminder": lambda t: reminder_message(ONE_VOTE, t),
        "lesson": lambda t: lesson_message(VERIFIED, LESSON, t),
        "lesson-missed": lambda t: lesson_message(
            VERIFIED, replace(LESSON, changes=[replace(MEASURED, after=exactly("2"))]), t
        ),
        "lesson-without-forecast": lambda t: lesson_message(VERIFIED, replace(LESSON, expected=None), t),
        "lesson-unread": lambda t: lesson_message(VERIFIED, UNREAD, t),
        "lost": lambda t: lost_message(DRAFT, missing, t),
    }
    assert_builder("decision_threads", cases, full="lesson", links=LINKS)


def test_answers_and_forms() -> None:
    several: list[Decision] = [VERIFIED, replace(ONE_VOTE, number=2)]
    assert_builder(
        "decision_answers",
        {
            "list": lambda t: decisions_message(several, t),
            "empty": lambda t: decisions_message([], t),
            "posted": lambda t: proposed_message(PROPOSED, t, posted=True),
            "posting": lambda t: proposed_message(replace(PROPOSED, needed=1), t, posted=False),
            "voted": lambda t: voted_message(ONE_VOTE, t),
            "in-a-digest": lambda t: Message("digest", decision_news([VERIFIED, ONE_VOTE], t)),
            "many-in-a-digest": lambda t: Message("digest", decision_news([VERIFIED, *[ONE_VOTE] * 6], t)),
            "changed": lambda t: changed_message(APPLYING, t),
            "propose": lambda t: propose_view(SHOP, v("3.8.0"), "C1", t),
            "decline": lambda t: decline_view(PROPOSED, t),
        },
        full="list",
        links=LINKS,
    )


def test_a_file_for_a_record() -> None:
    made = [step.transition for step in (ENDS["approved"], ENDS["verified"]) if step.transition]
    for locale in LOCALES:
        file = decision_file(VERIFIED, made, texts_for(locale))

        assert file.name == "decision-0003-wx0000000000000001-3.8.0.md"
        assert VERIFIED.seal in file.content
        assert "approved" in file.content
    forged = decision_file(replace(VERIFIED, seal="0" * 64), [], texts_for("en")).content
    assert "does not match" in forged
    assert "does not match" not in decision_file(VERIFIED, [], texts_for("en")).content


def test_a_decision_for_programs() -> None:
    found = decision_json(VERIFIED)

    assert (found["state"], found["sha256"], found["intact"]) == ("verified", VERIFIED.seal, True)
    assert [vote["by"] for vote in found["votes"]] == [BOB, CAROL]
    assert found["evidence"]["loss"] == ["0.012", "0.019"]
