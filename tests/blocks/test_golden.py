"""Breakdowns, answers and digests in every case; Slack takes each."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import islice
from typing import Any, Final

from bot.blocks.ask_form import percent_message, which_minimum, which_target
from bot.blocks.digest.digest import digest_message
from bot.blocks.digest.form import schedule_view
from bot.blocks.digest.subscription import (
    ended_message,
    history_message,
    paused_message,
    sent_message,
    status_message,
    subscribed_message,
    sure_message,
)
from bot.blocks.kit.elements import Message, error_message
from bot.blocks.kit.fallback import simpler
from bot.blocks.kit.names import commands_message, help_message
from bot.blocks.programs import used_message
from bot.blocks.report.report import breakdown, fetching_message, opened_message
from bot.blocks.what_if import Reader, cover_message, raise_message
from bot.domain.digest.digest import Digest
from bot.domain.digest.subscription import DigestStatus
from bot.domain.numbers.version import Version
from bot.domain.recommendation import recommend
from bot.domain.report import Report
from bot.domain.trend_history import history_of
from bot.domain.what_if import CoverAnswer, RaiseAnswer, cover_answer, raise_answer
from bot.errors import BadPercent
from bot.i18n import Texts, texts_for
from tests.blocks.checks import assert_builder
from tests.blocks.samples import (
    DAY,
    DIGESTS,
    HISTORY,
    NEWS,
    NOW,
    RECOMMENDATIONS,
    REFUSED,
    REPORTS,
    SHOP,
    STATUSES,
    SUBSCRIPTION,
    ZONE,
    history,
)

COMMANDS: Final = [
    ("/baselib report [program]", "report"),
    ("/baselib raise <version> [program]", "raise"),
    ("/baselib cover <percent> [program]", "cover"),
    ("/baselib programs [text]", "programs"),
    ("/baselib use [program]", "use"),
    ("/baselib digest [edit | test | now | pause <date> | resume | history | off | <days> <HH:MM> [zone]]", "digest"),
    ("/baselib help", "help"),
]


AS_OF: Final = replace(REPORTS["shares"], as_of=DAY)
AS_OF_OLDER: Final = replace(REPORTS["shares"], as_of=DAY + timedelta(days=3))


def _raise(report: Report, version: str, weeks: list[int]) -> RaiseAnswer:
    return raise_answer(report, Version.parse(version), history_of([*history(weeks), report.snapshot]))


def _cover(report: Report, target: str, weeks: Sequence[int] = ()) -> CoverAnswer:
    return cover_answer(report, Decimal(target), history_of([*history(weeks), report.snapshot]))


RAISES: Final = {
    "known": _raise(REPORTS["shares"], "3.12.0", [1, 4]),
    "nothing-kept": _raise(REPORTS["shares"], "3.12.0", []),
    "history": _raise(REPORTS["shares"], "3.12.0", [1, 2, 3, 4]),
    "guaranteed": _raise(REPORTS["shares"], "2.10.0", [1]),
    "present": _raise(REPORTS["shares"], "2.19.4", [1]),
    "not-listed": _raise(REPORTS["shares"], "3.13.7", [1, 4]),
    "newest": _raise(REPORTS["shares"], "3.17.5", [1, 4]),
    "unreported": _raise(REPORTS["unreported"], "3.1.0", []),
    "two-meanings": _raise(REPORTS["two-meanings"], "1.9.2", []),
    "stale": _raise(REPORTS["stale"], "3.12.0", []),
    "as-of": _raise(AS_OF_OLDER, "3.12.0", [1, 4]),
    "all-of-wechat": _raise(REPORTS["all-of-wechat"], "3.12.0", [1, 4]),
    "all-of-wechat-not-listed": _raise(REPORTS["all-of-wechat"], "3.13.7", [1, 4]),
}
COVERS: Final = {
    "found": _cover(REPORTS["shares"], "0.99"),
    "history": _cover(REPORTS["shares"], "0.99", [1, 2, 3, 4]),
    "present": _cover(REPORTS["safe-is-minimum"], "0.99"),
    "below": _cover(REPORTS["safe-is-minimum"], "1"),
    "newest": _cover(REPORTS["shares"], "0.1"),
    "none": _cover(REPORTS["nothing-safe"], "0.9995"),
    "no-minimum": _cover(REPORTS["no-minimum"], "0.95"),
    "stale": _cover(REPORTS["stale"], "0.99"),
    "as-of": _cover(AS_OF, "0.99"),
    "all-of-wechat": _cover(REPORTS["all-of-wechat"], "0.99"),
}
READER: Final = Reader(texts_for("en"), ZONE, NOW)
SHARING: Final[dict[str, dict[str, Any]]] = {
    "shared-by": {"shared_by": "U0SHARER"},
    "shared": {"shared": True},
}
Make = Callable[[Texts], Message]


def _breakdown(report: Report) -> Make:
    return lambda t: breakdown(recommend(report), t, ZONE, now=NOW)


def _raised(answer: RaiseAnswer, **reading: Any) -> Make:
    return lambda t: raise_message(answer, replace(READER, t=t, **reading))


def _covered(answer: CoverAnswer, **reading: Any) -> Make:
    return lambda t: cover_message(answer, replace(READER, t=t, **reading))


def _digest(digest: Digest) -> Make:
    return lambda t: digest_message(digest, t)


def _status(status: DigestStatus) -> Make:
    return lambda t: status_message(status, t, now=NOW)


REPORT_CASES: Final[dict[str, Make]] = {
    **{case: _breakdown(r) for case, r in REPORTS.items()},
    "all-versions": lambda t: breakdown(RECOMMENDATIONS["many-versions"], t, ZONE, now=NOW, all_versions=True),
    "shared-by": lambda t: breakdown(RECOMMENDATIONS["shares"], t, ZONE, now=NOW, shared_by="U0SHARER"),
    "shared": lambda t: breakdown(RECOMMENDATIONS["shares"], t, ZONE, now=NOW, shared=True),
    "as-of": _breakdown(AS_OF),
    "as-of-older": _breakdown(AS_OF_OLDER),
    "as-of-others": lambda t: breakdown(recommend(AS_OF), t, ZONE, now=NOW, others=True),
    "as-of-shared-by": lambda t: breakdown(recommend(AS_OF), t, ZONE, now=NOW, shared_by="U0SHARER"),
    "others": lambda t: breakdown(RECOMMENDATIONS["shares"], t, ZONE, now=NOW, others=True),
}
SUBSCRIPTION_CASES: Final[dict[str, Make]] = {
    **{case: _status(s) for case, s in STATUSES.items() if s.before is None},
    "set": lambda t: subscribed_message(STATUSES["never-sent"], t),
    "replaced": lambda t: subscribed_message(STATUSES["replaced"], t),
    "set-in-another-language": lambda t: subscribed_message(STATUSES["named-programs"], t),
    "now": lambda t: sent_message(t, sent=True),
    "now-already": lambda t: sent_message(t, sent=False),
    "ended": lambda t: ended_message(SUBSCRIPTION, t),
    "sure": lambda t: sure_message(SUBSCRIPTION, t),
    "pause-set": lambda t: paused_message(STATUSES["resting"], t),
    "resumed": lambda t: paused_message(STATUSES["sent"], t),
}


def test_breakdowns() -> None:
    assert_builder("report", REPORT_CASES, full="shares")


def test_answers() -> None:
    raised, covered = RAISES["known"], COVERS["found"]
    raises = {case: _raised(answer) for case, answer in RAISES.items()}
    covers = {case: _covered(answer) for case, answer in COVERS.items()}

    assert_builder("raise", raises | {case: _raised(raised, **how) for case, how in SHARING.items()}, full="known")
    assert_builder("cover", covers | {case: _covered(covered, **how) for case, how in SHARING.items()}, full="found")


def test_questions_without_a_number() -> None:
    target = BadPercent(text="0.99", suggestion="99%")
    cases: dict[str, Make] = {
        "raise": lambda t: which_minimum(REPORTS["shares"], t),
        "raise-at-the-newest": lambda t: which_minimum(replace(REPORTS["shares"], as_of=DAY), t),
        "cover": lambda t: which_target(REPORTS["shares"], t),
        "cover-uncertain": lambda t: which_target(REPORTS["unreported"], t),
        "meant": lambda t: percent_message(target, REPORTS["shares"], Decimal("0.99"), t),
    }

    assert_builder("which", cases, full="cover")


def test_sentences() -> None:
    cases: dict[str, Make] = {
        "used": lambda t: used_message(SHOP, t),
        "help": help_message,
        "commands": lambda t: commands_message(COMMANDS, t),
        "fetching": fetching_message,
        "fetching-opened": opened_message,
        "refused": lambda t: error_message(REFUSED, t),
    }

    assert_builder("short", cases, full="help")


def test_digests() -> None:
    history: dict[str, Make] = {
        "eventful": lambda t: history_message(HISTORY, t),
        "empty": lambda t: history_message(replace(HISTORY, changes=(), deliveries=()), t),
    }

    assert_builder("digest", {case: _digest(digest) for case, digest in DIGESTS.items()}, full="one-program")
    assert_builder("subscription", SUBSCRIPTION_CASES, full="sent")
    assert_builder("history", history, full="eventful")


def test_schedule_form() -> None:
    slots = list(islice(SUBSCRIPTION.schedule.slots(after=NOW), 3))

    assert_builder(
        "schedule_view", {"monday": lambda t: schedule_view(SUBSCRIPTION, t, [SHOP, NEWS], slots)}, full="monday"
    )


def test_ladder() -> None:
    cases: dict[str, Callable[[Texts], list[Message]]] = {
        "report": lambda t: simpler(_breakdown(REPORTS["shares"])(t)),
        "digest": lambda t: simpler(_digest(DIGESTS["one-program"])(t)),
    }

    assert_builder("fallback", cases, full="digest")
