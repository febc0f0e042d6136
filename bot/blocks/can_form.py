"""The form that asks for APIs and a program."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.blocks.kit.controls import CAN_VIEW, Control
from bot.blocks.kit.elements import Block, Element, View, option, paragraph, searching_select
from bot.blocks.kit.forms import Field, checkboxes, chosen_if_any, form_view, ticked
from bot.blocks.kit.names import code
from bot.blocks.programs import program_select
from bot.domain.can.features import Platform
from bot.domain.can.use import MOST, CanQuestion, Mentioned, Need
from bot.domain.programs import Program
from bot.i18n import Texts

APIS: Final = Field("can-apis", ticked, "can-view-apis", "can-view-apis-hint")
PROGRAM: Final = Field(
    "can-program", chosen_if_any, "can-view-program", "can-view-program-hint", optional=True, absent=True
)
GAME: Final = Field("can-game", ticked, "can-view-game", optional=True)
_NAMED: Final = 20
"""Names in a note: more would not fit into a block."""


@dataclass(frozen=True, slots=True)
class CanForm:
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
    program = PROGRAM.block(program_select(t("can-view-program-pick"), form.program), t)
    blocks = [*_note(form, t), _apis(form, t), *([program] if form.programs else []), _game(form, t)]
    return form_view(
        CAN_VIEW, Control(channel_id=form.channel_id), blocks, t, title=t("can-view-title"), submit=t("can-view-check")
    )


def api_options(found: Sequence[tuple[Need, Platform]], t: Texts) -> list[Element]:
    """Return the options of the API select, each with its minimum, marked if only mini games have it."""
    return [_api_option(need, t, only_games=platform is Platform.MINI_GAME) for need, platform in found]


def read_can_view(view: dict[str, Any]) -> CanQuestion:
    return CanQuestion(APIS.read(view), PROGRAM.read(view), game=bool(GAME.read(view)))


def _note(form: CanForm, t: Texts) -> list[Block]:
    """Return what the message names and the form does not hold."""
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
    element = searching_select(t("can-view-apis-pick"), several=True, after=1)
    element |= {"max_selected_items": MOST, "focus_on_load": True}
    if form.needs:
        element["initial_options"] = [_api_option(need, t) for need in form.needs]
    return APIS.block(element, t, count=MOST)


def _game(form: CanForm, t: Texts) -> Block:
    choice = option(t("can-view-game-choice"), "game")
    return GAME.block(checkboxes([choice], [choice] * form.game), t)


def _api_option(need: Need, t: Texts, *, only_games: bool = False) -> Element:
    minimum = need.minimum.text if need.minimum else t("can-undocumented-cell")
    described = t("can-view-option-game", minimum=minimum) if only_games else minimum
    return option(need.feature.name, need.feature.name, described)
