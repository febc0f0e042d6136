"""The answer to `cover` with an unusual target."""

from decimal import Decimal

from bot.blocks.what_if.answers import Reader, cover_message
from bot.domain.trend.history import history_of
from bot.domain.what_if import cover_answer
from bot.i18n import texts_for
from tests.blocks.samples import ZONE
from tests.domain.build import report_of

SHARES = {"3.0.0": "0.4962", "3.1.0": "0.0020", "3.2.0": "0.0042", "3.3.0": "99.4976"}
"""Below 3.1.0: 0.4962 %; below 3.2.0: 0.4982 %; below 3.3.0: 0.5024 %."""


def test_no_loss_seems_to_hit_the_target() -> None:
    """What is close to half a percent has more decimals, in sentences and table."""
    report = report_of(SHARES, minimum="3.1.0")
    answer = cover_answer(report, Decimal("0.995"), history_of([report.snapshot]))
    shown = str(cover_message(answer, Reader(texts_for("en"), ZONE, report.snapshot.taken_at)).blocks)

    assert answer.version is not None
    assert answer.version.text == "3.2.0"
    for loss in ("0.496%", "0.498%", "0.502%"):
        assert shown.count(loss) >= 2
    assert "'0.50%'" not in shown
