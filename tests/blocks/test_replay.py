"""What `baselib replay` prints."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.blocks.kit.message import Message
from bot.blocks.replay import replay_message
from bot.domain.digest.digest import digest_section
from bot.domain.numbers.course import judge_all
from bot.domain.replay import CameTrue, Replay, Replayed
from bot.domain.report.report import Report
from bot.export.report_json import replay_json
from bot.i18n import Texts
from tests.blocks.alerts.test_alerts import ALERT, CROSSING, MINIMUM, about
from tests.blocks.golden import assert_builder, assert_golden
from tests.blocks.samples import DAY, NEWS, NOW, SHOP, ZONE, history, report, snapshot

WEEKS: Final = judge_all([*history(range(1, 9)), snapshot()])
(OLD,) = history([0], program=NEWS)
ONE: Final = Replayed(digest_section(Report(SHOP, WEEKS[-1], as_of=DAY), WEEKS[:-1]), ())
ALERTED: Final = replace(ONE, alerts=(CameTrue(ALERT, CROSSING), CameTrue(about("minimum changed"), MINIMUM)))
STANDING_IN: Final = Replayed(digest_section(Report(NEWS, OLD, as_of=DAY + timedelta(days=2)), []), None)
UNPROVED: Final = Replayed(digest_section(replace(report({"3.0.0": 300, "3.1.0": 200}), as_of=DAY), []), ())
REPLAYS: Final = {
    "one-program": Replay(DAY, (ALERTED,)),
    "several": Replay(DAY, (ONE, STANDING_IN, UNPROVED), nothing_kept=2, left_out=1),
    "nothing-kept": Replay(DAY, (), nothing_kept=1),
}


def _replayed(replay: Replay) -> Callable[[Texts], Message]:
    return lambda t: replay_message(replay, t, ZONE, now=NOW)


def test_messages() -> None:
    """A day's breakdown, digest part and alerts match the goldens."""
    cases = {case: _replayed(replay) for case, replay in REPLAYS.items()}

    assert_builder("replay", cases, full="one-program", in_slack=False)


def test_json() -> None:
    """The same as one object."""
    assert_golden("replay_json", {case: replay_json(replay) for case, replay in REPLAYS.items()})
