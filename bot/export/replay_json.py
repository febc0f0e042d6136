"""The replay of a day as JSON."""

from typing import Final

from bot.domain.digest.digest import DigestSection
from bot.domain.replay import CameTrue, Replay, Replayed
from bot.export.forecast_json import AWAITED, MOVED, WITHDRAWAL
from bot.export.report_json import REPORT
from bot.export.schema import COUNT, DAY, RANGE, TEXT, VERSION, Schema, field, many, maybe

_SECTION: Final = Schema[DigestSection](
    "Section",
    minimum_week_ago=field(maybe(VERSION), lambda section: section.minimum_before),
    safe_minimum_99_week_ago=field(maybe(VERSION), lambda section: section.safe_before),
    movements=field(many(MOVED), lambda section: section.movements),
    appeared=field(many(VERSION), lambda section: section.appeared),
    vanished=field(many(VERSION), lambda section: section.vanished),
    roll_backs=field(many(WITHDRAWAL), lambda section: section.withdrawals),
    next_safe=field(maybe(AWAITED), lambda section: section.next_safe),
)
_CAME_TRUE: Final = Schema[CameTrue](
    "CameTrue",
    number=field(COUNT, lambda found: found.alert.number),
    channel=field(TEXT, lambda found: found.alert.channel_id),
    condition=field(TEXT, lambda found: found.alert.condition.words),
    version=field(maybe(VERSION), lambda found: found.crossing.version),
    before_percent=field(maybe(RANGE), lambda found: found.crossing.before),
    after_percent=field(maybe(RANGE), lambda found: found.crossing.after),
    minimum_before=field(maybe(VERSION), lambda found: found.crossing.minimum_before),
    minimum_after=field(maybe(VERSION), lambda found: found.crossing.minimum_after),
)
_PROGRAM: Final = Schema[Replayed](
    "Replayed",
    report=field(REPORT, lambda replayed: replayed.section.report),
    digest=field(_SECTION, lambda replayed: replayed.section),
    alerts=field(maybe(many(_CAME_TRUE)), lambda replayed: replayed.alerts),
)
REPLAY: Final = Schema[Replay](
    "Replay",
    day=field(DAY, lambda replay: replay.day),
    programs=field(many(_PROGRAM), lambda replay: replay.programs),
    nothing_kept=field(COUNT, lambda replay: replay.nothing_kept),
    left_out=field(COUNT, lambda replay: replay.left_out),
)
"""`alerts` is null where that day has no snapshot."""

replay_json: Final = REPLAY.dump
