"""The messages of a decision: its card, those in the card's thread, lists, and answers."""

from collections.abc import Sequence
from typing import Final

from bot.blocks.decisions.sentences import (
    LONGEST_REASON,
    caution_lines,
    data_line,
    evidence_lines,
    loss_sentence,
    opted_out_lines,
    state_sentence,
    votes_sentence,
)
from bot.blocks.fleet_text import fleet_name
from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import (
    Block,
    Element,
    Message,
    actions,
    button,
    channel_link,
    confirm,
    context,
    link_button,
    mention,
    message,
    section,
    sentence_message,
)
from bot.blocks.kit.limits import readers_moment
from bot.blocks.kit.names import bold, reason_sentence
from bot.domain.decisions.decision import VOTING, Decision, State, Transition
from bot.domain.decisions.evidence import Evidence, Lesson
from bot.domain.delivery import Delivery
from bot.domain.platform import CONSOLE
from bot.i18n import Texts
from bot.i18n.caveats import clean

_PROGRAM: Final = 60
"""Characters of a program's name in a question."""
_NAMED: Final = 5
"""Decisions that a digest names."""


def card_message(decision: Decision, t: Texts, *, settable: int | None = None, console: str = CONSOLE) -> Message:
    """Return the card as the decision is now.

    Args:
        settable: how many of its programs Baselib may set; None where its operator lets it set none at all.
        console: the address of WeChat's.
    """
    evidence, title = decision.evidence, decision_title(decision, t)
    people = [decision.proposer_id, decision.changed_by, *decision.voters]
    votes = [] if decision.state is State.DRAFT else [votes_sentence(decision, t)]
    proposed = t("decision-proposed-by", person=mention(decision.proposer_id))
    importer = evidence.imported_by if isinstance(evidence, Evidence) else ""
    blocks = [
        section(bold(title), state_sentence(decision, t), *_next(decision, t, settable), *votes, users=people),
        section(proposed, *reason_lines(decision, t), users=people),
        section(*evidence_lines(evidence, t), *caution_lines(evidence, t)),
        context(data_line(evidence, t), user=importer),
        *_buttons(decision, t, settable=settable, console=console),
    ]
    return message(t("decision-headline", title=title, sentence=loss_sentence(evidence, t)), blocks)


def decision_title(decision: Decision, t: Texts) -> str:
    """Return the decision in one line: number, program, version and the minimum before."""
    number, version = str(decision.number), decision.version.text
    if fleet := decision.fleet:
        named = fleet_name(fleet.tag, t)
        return t("decision-title-fleet", number=number, count=fleet.programs, fleet=named, version=version)
    minimum, program = decision.minimum, clean(decision.evidence.name)
    given = {"number": number, "program": program, "version": version}
    return t("decision-title", **given, minimum=minimum.text) if minimum else t("decision-title-first", **given)


def reason_lines(decision: Decision, t: Texts) -> list[str]:
    """Return the proposer's reason, if there is one."""
    return [t("decision-reason", reason=clean(decision.reason, LONGEST_REASON))] if decision.reason else []


def _next(decision: Decision, t: Texts, settable: int | None) -> list[str]:
    """How it is set, once it is approved, or what must be done first, and how that is checked."""
    if decision.said_set:
        return [t("decision-how-checked")]
    if not decision.may_begin:
        return []
    if decision.fleet is None:
        return [t("decision-how-now" if settable else "decision-how-hand", version=decision.version.text)]
    if not settable:
        return [] if settable is None else [t("rollout-opt-in-first")]
    partly = [t("rollout-how-partly", count=settable)] if settable < decision.fleet.programs else []
    return [t("rollout-how-now"), *partly]


def _buttons(decision: Decision, t: Texts, *, settable: int | None, console: str) -> list[Block]:
    """Those that still mean something, in a row, and those of many programs, which can always be looked at."""
    control, again = Control(subject_id=decision.id), Control(appid=decision.appid, version=decision.version)
    minimum, version = decision.minimum.text if decision.minimum else "", decision.version.text
    state, fleet, run, begins = decision.state, bool(decision.fleet), decision.active_run, decision.may_begin
    may_set, back = bool(settable), bool(settable) and decision.may_roll_back
    goes, stands, voting = decision.may_call, run is not None and run.stands, state in VOTING

    def press(text: str, action_id: str, style: str = "", *sure: str) -> Element:
        pressed = button(text, action_id, control, style=style)
        return pressed | ({"confirm": confirm(*sure)} if sure else {})

    start, start_text = t("button-rollout-start"), t("rollout-start-text", version=version, count=settable or 0)
    start_sure = t("rollout-start-title"), start_text, start, t("off-no")
    named = clean(decision.evidence.name, _PROGRAM)
    set_text = t("decision-set-text", version=version, program=named, loss=t.bounds(decision.evidence.loss))
    set_sure = t("decision-set-title"), set_text, t("button-set-now", version=version), t("button-not-now")
    back_text = t("decision-roll-back-text", version=version, minimum=minimum)
    back_sure = t("decision-roll-back-title"), back_text, t("decision-roll-back-yes"), t("button-not-now")
    sure = t("decision-withdraw-title"), t("decision-withdraw-text"), t("decision-withdraw-yes"), t("off-no")
    end_sure = t("rollout-end-title"), t("rollout-end-text"), t("button-rollout-end"), t("off-no")
    of_one = [
        (state is State.PROPOSED, press(t("button-approve"), controls.DECISION_APPROVE, "primary")),
        (begins and may_set and fleet, press(start, controls.ROLLOUT_START, "primary", *start_sure)),
        (
            begins and may_set and not fleet,
            press(t("button-set-now", version=version), controls.DECISION_SET_NOW, "primary", *set_sure),
        ),
        (begins, link_button(t("button-console"), controls.CONSOLE_LINK, console)),
        (
            begins and not fleet,
            press(t("button-have-set"), controls.DECISION_SET, "" if may_set else "primary"),
        ),
        (
            state is State.APPLYING and bool(decision.said_set),
            press(t("button-not-yet"), controls.DECISION_NOT_YET),
        ),
        (state is State.UNVERIFIED, press(t("button-check-again"), controls.DECISION_CHECK)),
        (back and fleet, press(t("button-roll-back-many"), controls.DECISION_ROLL_BACK, "danger")),
        (
            back and not fleet,
            press(t("button-roll-back", minimum=minimum), controls.DECISION_ROLL_BACK, "danger", *back_sure),
        ),
        (
            state in (State.FAILED, State.STALE) and not fleet,
            button(t("button-propose-again"), controls.DECISION_PROPOSE, again),
        ),
        (state is State.PROPOSED, press(t("button-decline"), controls.DECISION_DECLINE)),
        (voting and bool(decision.votes), press(t("button-withdraw-vote"), controls.DECISION_UNVOTE)),
        (voting, press(t("button-withdraw"), controls.DECISION_WITHDRAW, "danger", *sure)),
    ]
    of_many = [
        (True, press(t("button-rollout-programs"), controls.ROLLOUT_PROGRAMS)),
        (True, press(t("button-csv"), controls.ROLLOUT_CSV)),
        (decision.set_by_hand, press(t("button-count-again"), controls.DECISION_CHECK)),
        (goes, press(t("button-rollout-pause"), controls.ROLLOUT_PAUSE)),
        (stands, press(t("button-rollout-resume"), controls.ROLLOUT_RESUME, "primary")),
        (goes or stands, press(t("button-rollout-end"), controls.ROLLOUT_END, "danger", *end_sure)),
    ]
    rows = [of_one, of_many] if fleet and state is not State.DRAFT else [of_one]
    shown = [[element for is_shown, element in row if is_shown] for row in rows]
    return [actions(*row) for row in shown if row]


def decisions_message(decisions: Sequence[Decision], t: Texts) -> Message:
    """Return a workspace's decisions, newest first.

    Args:
        decisions: those that the reader may see.
    """
    if not decisions:
        return sentence_message(t("decisions-none"))
    title = t("decisions-title", count=len(decisions))
    blocks = [section(bold(title)), *(_listed(each, t) for each in decisions), context(t("decisions-hint"))]
    return message(title, blocks)


def proposed_message(decision: Decision, t: Texts, *, posted: bool) -> Message:
    done = t("decision-posted" if posted else "decision-posting", title=decision_title(decision, t))
    sentence = t("sentences", first=done, second=t("decision-needs", needed=decision.needed))
    return message(sentence, [section(sentence, *opted_out_lines(decision.fleet, t))])


def voted_message(decision: Decision, t: Texts) -> Message:
    """Confirm a vote, or that it was taken back."""
    return sentence_message(t("decision-voted", count=len(decision.votes), needed=decision.needed))


def changed_message(decision: Decision, t: Texts, *, calling: int | None = None) -> Message:
    """Confirm what the decision is now.

    Args:
        calling: the calls that are under way although it was stopped.
    """
    sentence = state_sentence(decision, t)
    if calling is not None:
        sentence = t("sentences", first=sentence, second=t("rollout-under-way", count=calling))
    people = [decision.changed_by]
    return message(sentence, [section(sentence, users=people)], users=people)


def _listed(decision: Decision, t: Texts) -> Block:
    votes = [votes_sentence(decision, t)] if decision.state in VOTING else []
    place = t(
        "decision-where", channel=channel_link(decision.channel_id), moment=readers_moment(decision.proposed_at, t)
    )
    export = button(t("button-export-decision"), controls.DECISION_EXPORT, Control(subject_id=decision.id))
    return section(
        bold(decision_title(decision, t)),
        state_sentence(decision, t),
        *votes,
        place,
        accessory=export,
        channel=decision.channel_id,
        users=[decision.changed_by, decision.proposer_id, *decision.voters],
    )


def decision_news(decisions: Sequence[Decision], t: Texts) -> list[Block]:
    """Return a line each, the newest ones; nothing without any."""
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


def step_message(decision: Decision, transition: Transition, t: Texts) -> Message:
    """Return that the state has changed; mentions the proposer, who waits for it."""
    sentence = state_sentence(decision, t, transition)
    people = [decision.proposer_id, transition.by]
    headline = t("decision-headline", title=decision_title(decision, t), sentence=sentence)
    return message(headline, [section(mention(decision.proposer_id), sentence, users=people)], users=people)


def reminder_message(decision: Decision, t: Texts) -> Message:
    """Return that it expires a day from now."""
    sentence = t("decision-reminder", votes=votes_sentence(decision, t))
    title = decision_title(decision, t)
    body = section(mention(decision.proposer_id), sentence, users=[decision.proposer_id, *decision.voters])
    return message(t("decision-headline", title=title, sentence=t("decision-reminder-short")), [body])


def lesson_message(decision: Decision, lesson: Lesson, t: Texts) -> Message:
    """Return what was measured, what was forecast for one program, and what it is to be compared with."""
    title = t("lesson-title", days=lesson.days, version=decision.version.text)
    lines = [*_measured(decision, lesson, t), *_compared(lesson, t)]
    return message(t("sentences", first=title, second=lines[0]), [section(title, *lines, t("lesson-beware"))])


def lost_message(decision: Decision, missing: Delivery, t: Texts, *, named: bool = True) -> Message:
    """Return that a message of the decision did not arrive, and why.

    Args:
        named: whether its program exists for the reader.
    """
    reason = reason_sentence(missing.reason, t) if missing.reason else ""
    title = decision_title(decision, t) if named else t("decision-numbered", number=str(decision.number))
    body = t("decision-lost", title=title)
    return message(body, [section(body, reason)])


def _measured(decision: Decision, lesson: Lesson, t: Texts) -> list[str]:
    typical, since = lesson.typical, lesson.counted_since
    apart = len(lesson.changes) - len(lesson.compared)
    counted = [t("lesson-counted", count=apart, day=t.day(since))] if since else []
    if typical is None:
        return counted or [t("lesson-unread")]
    before, after = t.bounds(typical.before), t.bounds(typical.after)
    if decision.fleet:
        lines = [t("rollout-lesson", count=len(lesson.compared), before=before, after=after)]
        return [*lines, *([t("rollout-lesson-grown", count=lesson.grown)] if lesson.grown else ()), *counted]
    line, expected = t("lesson-measured", day=t.day(typical.day), before=before, after=after), lesson.expected
    if expected is None:
        return [line, t("lesson-no-forecast")]
    given = t("bounds", low=t.fraction(expected.low), high=t.fraction(expected.high))
    key = "lesson-held" if expected.held(typical.after.low) else "lesson-missed"
    return [line, t(key, loss=t.fraction(expected.loss), range=given)]


def _compared(lesson: Lesson, t: Texts) -> list[str]:
    """All of WeChat, and the programs whose minimum stayed, as far as they are known."""
    lines, before, after = [], lesson.public_before, lesson.public_after
    if since := lesson.public_since:
        lines.append(t("lesson-public-counted", day=t.day(since)))
    elif before and after:
        lines.append(t("lesson-public", before=t.bounds(before), after=t.bounds(after)))
    if (growth := lesson.others_growth) is not None:
        lines.append(t("lesson-others", count=len(lesson.others), change=t.points(growth)))
    return lines
