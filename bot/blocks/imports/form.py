"""The form for importing numbers: paste, check, import."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final

from bot.blocks.imports.summary import import_lines
from bot.blocks.kit.controls import IMPORT_VIEW, Control
from bot.blocks.kit.elements import context, option, section
from bot.blocks.kit.fields import Field, date_input, day_if_any, one_choice, one_of, text_input, typed
from bot.blocks.kit.message import Block, View
from bot.blocks.kit.modal import form_view, notice_view
from bot.blocks.kit.names import bold
from bot.domain.imports.result import Import
from bot.domain.numbers.percentage_meaning import Meaning
from bot.domain.programs.labels import LONGEST
from bot.i18n import Texts
from bot.i18n.outside_text import clean

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
    """The values of the form."""

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
    """The form; with the result of the check above it, the next press imports.

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
    """What was imported, and what to ask next."""
    lines = import_lines(done, t)
    blocks = [section(f"✅ {lines[0]}", *lines[1:]), context(t("import-ask", program=clean(done.program.name)))]
    return notice_view(IMPORT_VIEW, blocks, t, title=t("import-title"))


def is_checked(view: dict[str, Any], form: ImportForm) -> bool:
    """Whether the submitted form is the one whose check was shown.

    Raises:
        StaleControl: not a form of Baselib's.
    """
    return Control.decode(view.get("private_metadata") or "").text == form.fingerprint


def read_import_view(view: dict[str, Any]) -> ImportForm:
    """Read the submitted form.

    Raises:
        StaleControl: not a form of Baselib's.
    """
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
