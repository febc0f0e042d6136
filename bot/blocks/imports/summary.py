"""What an import keeps, or why it keeps nothing."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from bot.blocks.kit.names import name
from bot.blocks.report.recommendation_text import headline
from bot.domain.imports.result import Import
from bot.domain.imports.rows import Problem
from bot.domain.report.report import Report
from bot.i18n import Texts
from bot.i18n.caveats import evidence
from bot.i18n.outside_text import ELLIPSIS, clean

_PROBLEMS: Final = 10
"""Lines named in one answer."""
_RANGES: Final = 50
_DAYS: Final = 3
_QUOTED: Final = 40


def import_lines(done: Import, t: Texts) -> list[str]:
    """The days, the newest numbers and how they are read; also for a preview."""
    if not done.snapshots:
        return [t("import-all-from-wechat", program=name(done.program), count=len(done.from_wechat))]
    first, newest = done.snapshots[0], done.snapshots[-1]
    days = t(
        "import-days",
        program=name(done.program),
        count=len(done.snapshots),
        first=t.day(first.day),
        last=t.day(newest.day),
        versions=len(newest.feed.labels),
    )
    open_days = sum(1 for each in done.snapshots if each.distribution is None)
    return [
        days,
        *([t("import-new", program=name(done.program))] if done.is_new else []),
        t("import-newest", day=t.day(newest.day), sentence=headline(Report(done.program, newest), t)),
        evidence(newest.reading, t, imported=True),
        *([t("import-users-of", count=done.users.total, day=t.day(done.users.day))] if done.users else []),
        *([t("import-users-left-out")] if done.users_left_out else []),
        *([t("import-undetermined", count=open_days)] if open_days else []),
        *([t("import-replaced", days=_days(done.replaced, t))] if done.replaced else []),
        *([t("import-from-wechat", days=_days(done.from_wechat, t))] if done.from_wechat else []),
    ]


def _days(days: Sequence[date], t: Texts) -> str:
    return t.listing([t.day(each) for each in days], most=_DAYS)


def problem_lines(problems: Sequence[Problem], t: Texts, *, most: int = _PROBLEMS) -> list[str]:
    """A sentence for each of the first lines that cannot be read, and the numbers of the others."""
    first, others = problems[:most], problems[most:]
    lines = [_problem(each, t) for each in first]
    return [*lines, t("import-more-problems", count=len(others), lines=_numbers(others))] if others else lines


def _numbers(problems: Sequence[Problem]) -> str:
    """Such as 3, 5–9, 12; the rest, if there are many gaps, is an ellipsis."""
    ranges: list[list[int]] = []
    for problem in problems:
        if ranges and problem.line <= ranges[-1][-1] + 1:
            ranges[-1] = [ranges[-1][0], problem.line]
        else:
            ranges.append([problem.line])
        if len(ranges) > _RANGES:
            break
    shown = ["–".join(map(str, each)) for each in ranges[:_RANGES]]
    return ", ".join([*shown, ELLIPSIS] if len(ranges) > _RANGES else shown)


def _problem(problem: Problem, t: Texts) -> str:
    sentence = t(f"import-mistake-{problem.mistake}", text=clean(problem.text, _QUOTED))
    return t("import-line", line=problem.line, sentence=sentence) if problem.line else sentence
