"""The form for importing numbers: paste, check, import."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final

from bot.blocks.imports.summary import import_lines
from bot.blocks.kit import limits
from bot.blocks.kit.controls import IMPORT_VIEW, Control
from bot.blocks.kit.elements import Element, context, hinted, input_block, option, plain, section
from bot.blocks.kit.limits import clean
from bot.blocks.kit.message import Block, View
from bot.blocks.kit.modal import form_view
from bot.blocks.kit.names import bold
from bot.domain.imports.result import Import
from bot.domain.numbers.percentage_meaning import Meaning
from bot.domain.programs.labels import LONGEST
from bot.errors import StaleControl
from bot.i18n import Texts

PROGRAM: Final = "import-program"
NUMBERS: Final = "import-numbers"
DAY: Final = "import-day"
MEANING: Final = "import-meaning"
"""Names of the inputs, as `block_id`."""
MOST_TEXT: Final = 3_000
"""Characters that Slack's text field takes: https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element/."""
PROBLEMS: Final = 3
"""Lines named under the text field."""


class MeaningChoice(StrEnum):
    """The select: what the numbers mean."""

    AUTO = "auto"
    SHARE = Meaning.SHARE.value
    BELOW = Meaning.BELOW.value
    AT_OR_BELOW = Meaning.AT_OR_BELOW.value


@dataclass(frozen=True, slots=True)
class ImportForm:
    """The values of the form."""

    program: str = ""
    text: str = ""
    day: date | None = None
    """Of numbers without a day of their own; None for today."""
    choice: MeaningChoice = MeaningChoice.AUTO

    @property
    def meaning(self) -> Meaning | None:
        """What the numbers mean; None: detected."""
        return None if self.choice is MeaningChoice.AUTO else Meaning(self.choice.value)

    @property
    def fingerprint(self) -> str:
        """The same for the same values: what is imported is what was checked. Slack may change line ends."""
        lines = [stripped for line in self.text.splitlines() if (stripped := line.strip())]
        parts = (self.program, *lines, str(self.day), self.choice)
        return sha256("\0".join(parts).encode()).hexdigest()[:16]


def import_view(form: ImportForm, t: Texts, *, checked: Import | None = None) -> View:
    """The form; with the result of the check above it, the next press imports.

    Args:
        form: what it is filled in with.
        t: the person's language.
        checked: the numbers as they would be kept.
    """
    above = _checked(checked, t) if checked else [section(t("import-intro"))]
    control = Control(text=form.fingerprint) if checked and checked.snapshots else Control()
    submit = t("import-submit" if checked and checked.snapshots else "import-check")
    return form_view(IMPORT_VIEW, control, [*above, *_fields(form, t)], t, title=t("import-title"), submit=submit)


def importing_view(t: Texts) -> View:
    """Shown while the numbers are kept."""
    return _shown([section(t("import-running"))], t)


def imported_view(done: Import, t: Texts) -> View:
    """What was imported, and what to ask next."""
    lines = import_lines(done, t)
    return _shown(
        [section(f"✅ {lines[0]}", *lines[1:]), context(t("import-ask", program=clean(done.program.name)))], t
    )


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
    try:
        fields = view["state"]["values"]
        day = fields[DAY][DAY]["selected_date"]
        return ImportForm(
            str(fields[PROGRAM][PROGRAM]["value"] or "").strip(),
            str(fields[NUMBERS][NUMBERS]["value"] or ""),
            date.fromisoformat(day) if day else None,
            MeaningChoice(fields[MEANING][MEANING]["selected_option"]["value"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise StaleControl from error


def _checked(checked: Import, t: Texts) -> list[Block]:
    return [section(bold(t("import-checked")), *import_lines(checked, t))]


def _fields(form: ImportForm, t: Texts) -> list[Block]:
    program: Element = {"type": "plain_text_input", "action_id": PROGRAM, "max_length": LONGEST}
    text: Element = {"type": "plain_text_input", "action_id": NUMBERS, "multiline": True, "max_length": MOST_TEXT}
    text["placeholder"] = plain(t("import-placeholder"), limits.PLACEHOLDER)
    day: Element = {"type": "datepicker", "action_id": DAY}
    options = [option(t(f"import-meaning-{each}"), each) for each in MeaningChoice]
    meaning: Element = {"type": "static_select", "action_id": MEANING, "options": options}
    meaning["initial_option"] = options[list(MeaningChoice).index(form.choice)]
    if form.program:
        program["initial_value"] = form.program
    if form.text:
        text["initial_value"] = form.text
    if form.day:
        day["initial_date"] = form.day.isoformat()
    return [
        hinted(input_block(PROGRAM, t("import-program"), program), t("import-program-hint")),
        hinted(input_block(NUMBERS, t("import-numbers"), text), t("import-numbers-hint")),
        {**hinted(input_block(DAY, t("import-day"), day), t("import-day-hint")), "optional": True},
        input_block(MEANING, t("import-meaning"), meaning),
    ]


def _shown(blocks: list[Block], t: Texts) -> View:
    return {
        "type": "modal",
        "callback_id": IMPORT_VIEW,
        "private_metadata": Control().encode(),
        "title": plain(t("import-title"), limits.MODAL_TITLE),
        "close": plain(t("connect-close"), limits.MODAL_TITLE),
        "blocks": blocks,
    }
