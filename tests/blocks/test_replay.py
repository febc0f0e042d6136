"""What `baselib replay` prints."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest

from bot.blocks.replay import replay_message
from bot.domain.digest import digest_section
from bot.domain.replay import CameTrue, Replay, Replayed
from bot.domain.report import judged
from bot.i18n import LOCALES, texts_for
from bot.jsonable import replay_json
from tests.blocks.golden import as_json, assert_golden
from tests.blocks.samples import DAY, NEWS, NOW, SHOP, ZONE, history, report, snapshot
from tests.blocks.test_alerts import ALERT, CROSSING, MINIMUM, about

WEEKS: Final = [*history(range(1, 9)), snapshot()]
(OLD,) = history([0], program=NEWS)
ONE: Final = Replayed(digest_section(replace(judged(SHOP, WEEKS[-1], WEEKS[:-1]), as_of=DAY), WEEKS[:-1]), ())
ALERTED: Final = replace(ONE, alerts=(CameTrue(ALERT, CROSSING), CameTrue(about("minimum changed"), MINIMUM)))
STANDING_IN: Final = Replayed(digest_section(replace(judged(NEWS, OLD, []), as_of=DAY + timedelta(days=2)), []), None)
UNPROVED: Final = Replayed(digest_section(replace(report({"3.0.0": 300, "3.1.0": 200}), as_of=DAY), []), ())
REPLAYS: Final = {
    "one-program": Replay(DAY, (ALERTED,)),
    "several": Replay(DAY, (ONE, STANDING_IN, UNPROVED), nothing_kept=2, left_out=1),
    "nothing-kept": Replay(DAY, (), nothing_kept=1),
}


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("case", REPLAYS)
def test_message(case: str, locale: str) -> None:
    """The breakdown, the digest's part and the alerts of a day, as they were read and found good."""
    told = replay_message(REPLAYS[case], texts_for(locale), ZONE, now=NOW)

    assert_golden("replay", case, locale, as_json(told))


@pytest.mark.parametrize("case", REPLAYS)
def test_json(case: str) -> None:
    """The same as one object."""
    assert_golden("replay", case, "json", replay_json(REPLAYS[case]))
