"""The form of an import, and what an import keeps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final

from bot.blocks.kit.controls import IMPORT_VIEW, Control
from bot.blocks.kit.elements import Block, View, context, option, section
from bot.blocks.kit.forms import (
    Field,
    date_input,
    day_if_any,
    form_view,
    notice_view,
    one_choice,
    one_of,
    text_input,
    typed,
)
from bot.blocks.kit.names import bold, name
from bot.blocks.report.recommendation_text import headline
from bot.domain.imports.numbers import Import
from bot.domain.imports.rows import Problem
from bot.domain.numbers.version import Meaning
from bot.domain.programs import LONGEST
from bot.domain.report import Report
from bot.i18n import Texts
from bot.i18n.caveats import ELLIPSIS, clean, evidence

MOST_TEXT: Final = 3_000
"""Characters that Slack's text field takes: https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element/."""
_DIGITS: Final = 20
PROBLEMS: Final = 3
"""Lines named under the text field."""


class MeaningChoice(StrEnum):
    """The select: what the numbers mean."""

    AUTO = "auto"
    SHARE = Meaning.SHARE.value
    BELOW = Meaning.BELOW.value
    AT_OR_BELOW = Meaning.AT_OR_BELOW.value


PROGRAM: Final = Field("import-program", typed, "import-program", "import-program-hint")
NUMBERS: Final = Field("import-numbers", typed, "import-numbers", "import-numbers-hint")
DAY: Final = Field("import-day", day_if_any, "import-day", "import-day-hint", optional=True)
USERS: Final = Field("import-users", typed, "import-users", "import-users-hint", optional=True)
MEANING: Final = Field("import-meaning", one_of(MeaningChoice), "import-meaning")


@dataclass(frozen=True, slots=True)
class ImportForm:
    program: str = ""
    text: str = ""
    day: date | None = None
    """Of numbers without a day of their own; None for today."""
    choice: MeaningChoice = MeaningChoice.AUTO
    users: str = ""
    """Of 30 days, as typed; empty where the person does not say."""

    @property
    def meaning(self) -> Meaning | None:
        """What the numbers mean; None: detected."""
        return None if self.choice is MeaningChoice.AUTO else Meaning(self.choice.value)

    @property
    def fingerprint(self) -> str:
        """The same for the same values: what is imported is what was checked. Slack may change line ends."""
        lines = [stripped for line in self.text.splitlines() if (stripped := line.strip())]
        parts = (self.program, *lines, str(self.day), self.choice, self.users)
        return sha256("\0".join(parts).encode()).hexdigest()[:16]


def import_view(form: ImportForm, t: Texts, *, checked: Import | None = None) -> View:
    """Return the form; with the result of the check above it, the next press imports.

    Args:
        form: what it is filled in with.
        checked: the numbers as they would be kept.
    """
    above = _checked(checked, t) if checked else [section(t("import-intro"))]
    control = Control(text=form.fingerprint) if checked and checked.snapshots else Control()
    submit = t("import-submit" if checked and checked.snapshots else "import-check")
    return form_view(IMPORT_VIEW, control, [*above, *_fields(form, t)], t, title=t("import-title"), submit=submit)


def importing_view(t: Texts) -> View:
    """Shown while the numbers are kept."""
    return notice_view(IMPORT_VIEW, [section(t("import-running"))], t, title=t("import-title"))


def imported_view(done: Import, t: Texts) -> View:
    """Return what was imported, and what to ask next."""
    lines = import_lines(done, t)
    blocks = [section(f"✅ {lines[0]}", *lines[1:]), context(t("import-ask", program=clean(done.program.name)))]
    return notice_view(IMPORT_VIEW, blocks, t, title=t("import-title"))


def is_checked(view: dict[str, Any], form: ImportForm) -> bool:
    """Whether the submitted form is the one whose check was shown."""
    return Control.decode(view.get("private_metadata") or "").text == form.fingerprint


def read_import_view(view: dict[str, Any]) -> ImportForm:
    return ImportForm(
        PROGRAM.read(view).strip(), NUMBERS.read(view), DAY.read(view), MEANING.read(view), USERS.read(view)
    )


def _checked(checked: Import, t: Texts) -> list[Block]:
    return [section(bold(t("import-checked")), *import_lines(checked, t))]


def _fields(form: ImportForm, t: Texts) -> list[Block]:
    options = [option(t(f"import-meaning-{each}"), each) for each in MeaningChoice]
    text = text_input(MOST_TEXT, multiline=True, placeholder=t("import-placeholder"), initial=form.text)
    return [
        PROGRAM.block(text_input(LONGEST, initial=form.program), t),
        NUMBERS.block(text, t),
        DAY.block(date_input(form.day), t),
        USERS.block(text_input(_DIGITS, initial=form.users), t),
        MEANING.block(one_choice(options, options[list(MeaningChoice).index(form.choice)]), t),
    ]


_PROBLEMS: Final = 10
"""Lines named in one answer."""
_RANGES: Final = 50
_DAYS: Final = 3
_QUOTED: Final = 40


def import_lines(done: Import, t: Texts) -> list[str]:
    """Return the days, the newest numbers and how they are read; also for a preview."""
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
    """Return a sentence for each of the first lines that cannot be read, and the numbers of the others."""
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
