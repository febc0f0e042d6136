"""The output of `baselib replay`: the messages of an earlier day."""

from collections.abc import Sequence
from datetime import datetime

from bot.blocks.alerts.message import alert_sentence
from bot.blocks.digest.section import full_section
from bot.blocks.kit.elements import context, header, message, section
from bot.blocks.kit.message import Block, Message
from bot.blocks.kit.names import bold
from bot.blocks.report.report import breakdown
from bot.domain.programs.program import Program
from bot.domain.recommendation import recommend
from bot.domain.replay import CameTrue, Replay, Replayed
from bot.i18n import Texts

_DIVIDER: Block = {"type": "divider"}


def replay_message(replay: Replay, t: Texts, zone: str, *, now: datetime) -> Message:
    """Per program the breakdown, its digest section, and the alerts that would have fired.

    For a terminal: with many programs it exceeds Slack's limit.

    Args:
        zone: the reader's IANA zone.
    """
    title = t("replay-title", day=t.day(replay.day))
    blocks = [header(title)]
    for part in replay.programs:
        blocks += [*_program(part, t, zone, now, alone=len(replay.programs) == 1), _DIVIDER]
    notes = [
        t("replay-nothing-kept", count=replay.nothing_kept) if replay.nothing_kept else "",
        t("replay-left-out", count=replay.left_out) if replay.left_out else "",
    ]
    return message(title, [*blocks, *([context(*notes)] if any(notes) else [])])


def _program(part: Replayed, t: Texts, zone: str, now: datetime, *, alone: bool) -> list[Block]:
    report = part.section.report
    recommendation = recommend(report, forecasts={each.version: each for each in part.section.forecasts})
    shown = breakdown(recommendation, t, zone, now=now, all_versions=alone).blocks
    return [
        # The day is in the title already, and a terminal has no buttons.
        *(block for block in shown if block["type"] not in ("header", "actions")),
        section(bold(t("replay-digest"))),
        *full_section(part.section, t, zone, alone=True),
        *_alerts(part.alerts, report.program, t),
    ]


def _alerts(came_true: Sequence[CameTrue] | None, program: Program, t: Texts) -> list[Block]:
    if came_true is None:
        return [context(t("replay-alerts-unread"))]
    lines = [
        t(
            "replay-alert",
            condition=each.alert.condition.words,
            sentence=alert_sentence(each.alert.condition, program, each.crossing, t),
        )
        for each in came_true
    ]
    sentence = t("replay-alerts", count=len(came_true))
    return [section(bold(sentence), *lines)] if lines else [context(sentence)]
