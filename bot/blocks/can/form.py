"""The form that asks for APIs and a program."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.blocks.kit.controls import CAN_VIEW, Control
from bot.blocks.kit.elements import Element, hinted, input_block, option, paragraph, searching_select
from bot.blocks.kit.message import Block, View
from bot.blocks.kit.modal import form_view, submitted_fields
from bot.blocks.kit.names import code
from bot.blocks.programs.picker import program_select
from bot.domain.can.features import Platform
from bot.domain.can.mentioned import Mentioned
from bot.domain.can.parse import CanQuestion
from bot.domain.can.use import MOST, Need
from bot.domain.programs.program import Program
from bot.errors import StaleControl
from bot.i18n import Texts

APIS: Final = "can-apis"
PROGRAM: Final = "can-program"
GAME: Final = "can-game"
"""Names of the inputs, as `block_id`."""
_NAMED: Final = 20
"""Names in a note: more would not fit into a block."""


@dataclass(frozen=True, slots=True)
class CanForm:
    """The initial values of the form."""

    channel_id: str
    """The channel of the answer."""
    needs: Sequence[Need] = ()
    """The APIs filled in."""
    program: Program | None = None
    """None when the channel has no program of its own."""
    programs: bool = True
    """Whether there are programs to choose from."""
    game: bool = False
    found: Mentioned | None = None
    """What the message names on which it was opened; None without a message."""


def can_view(form: CanForm, t: Texts) -> View:
    """The form."""
    blocks = [*_note(form, t), _apis(form, t), *([_program(form, t)] if form.programs else []), _game(form, t)]
    return form_view(
        CAN_VIEW, Control(channel_id=form.channel_id), blocks, t, title=t("can-view-title"), submit=t("can-view-check")
    )


def api_options(found: Sequence[tuple[Need, Platform]], t: Texts) -> list[Element]:
    """The options of the API select, each with its minimum, marked if only mini games have it."""
    return [_api_option(need, t, only_games=platform is Platform.MINI_GAME) for need, platform in found]


def read_can_view(view: dict[str, Any]) -> CanQuestion:
    """Read the submitted form.

    Raises:
        StaleControl: not a form of Baselib's.
    """
    fields = submitted_fields(view)
    try:
        names = tuple(str(chosen["value"]) for chosen in fields[APIS]["selected_options"] or ())
        program = (fields.get(PROGRAM, {}).get("selected_option") or {}).get("value", "")
        return CanQuestion(names, str(program), game=bool(fields[GAME]["selected_options"]))
    except (KeyError, TypeError, AttributeError) as error:
        raise StaleControl from error


def _note(form: CanForm, t: Texts) -> list[Block]:
    """What the message names and the form does not hold."""
    found = form.found
    if found is None:
        return []
    notes = [
        "" if found.names else t("can-view-none-found"),
        t("can-view-unknown", names=_codes(found.unknown, t), count=len(found.unknown)) if found.unknown else "",
        t("can-view-beyond", names=_codes(found.beyond, t), count=MOST) if found.beyond else "",
    ]
    return paragraph(*notes)


def _codes(names: Sequence[str], t: Texts) -> str:
    return t.listing([code(name) for name in names], most=_NAMED)


def _apis(form: CanForm, t: Texts) -> Block:
    element = searching_select(t("can-view-apis-pick"), APIS, several=True, after=1)
    element |= {"max_selected_items": MOST, "focus_on_load": True}
    if form.needs:
        element["initial_options"] = [_api_option(need, t) for need in form.needs]
    return _input(APIS, t("can-view-apis"), element, hint=t("can-view-apis-hint", count=MOST))


def _program(form: CanForm, t: Texts) -> Block:
    pick = program_select(t("can-view-program-pick"), PROGRAM, form.program)
    return _input(PROGRAM, t("can-view-program"), pick, hint=t("can-view-program-hint"), optional=True)


def _game(form: CanForm, t: Texts) -> Block:
    choice = option(t("can-view-game-choice"), "game")
    element: Element = {"type": "checkboxes", "action_id": GAME, "options": [choice]}
    if form.game:
        element["initial_options"] = [choice]
    return _input(GAME, t("can-view-game"), element, optional=True)


def _api_option(need: Need, t: Texts, *, only_games: bool = False) -> Element:
    minimum = need.minimum.text if need.minimum else t("can-undocumented-cell")
    described = t("can-view-option-game", minimum=minimum) if only_games else minimum
    return option(need.feature.name, need.feature.name, described)


def _input(name: str, label: str, element: Element, *, hint: str = "", optional: bool = False) -> Block:
    return hinted({**input_block(name, label, element), "optional": optional}, hint)
