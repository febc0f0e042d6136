"""Whether Baselib may set a program's minimum, and the controls that change it."""

from typing import Any, Final

from bot.blocks.kit.controls import HOME, ON, PROGRAM_SETTING, SETTING_VIEW, Control
from bot.blocks.kit.elements import actions, button, confirm, context, input_block, message, option, section
from bot.blocks.kit.message import Message, View
from bot.blocks.kit.modal import form_view
from bot.blocks.kit.names import name
from bot.domain.programs.opt_in import MerchantChoice, OptIn
from bot.domain.programs.program import Program
from bot.errors import StaleControl
from bot.i18n import Texts

CHOICE: Final = "setting"
"""Name of the input, as `block_id`."""
_OFF: Final = "off"


def setting_message(program: Program, opt_in: OptIn, t: Texts) -> Message:
    """What Baselib may do, what the merchant chose, and the button that changes it."""
    state = _state(program, opt_in, t)
    control = Control(appid=program.appid, choice="" if opt_in.on else ON)
    if opt_in.on:
        row = button(t("setting-turn-off"), PROGRAM_SETTING, control)
    else:
        sure = confirm(
            t("setting-title"), t(f"setting-sure-{opt_in.merchant}"), t("setting-turn-on"), t("button-not-now")
        )
        row = button(t("setting-turn-on"), PROGRAM_SETTING, control, style="primary") | {"confirm": sure}
    declined = opt_in.merchant is MerchantChoice.DECLINED
    blocks = [section(state, t(f"setting-merchant-{opt_in.merchant}")), *([] if declined else [actions(row)])]
    return message(state, [*blocks, context(t("setting-means"))])


def setting_question(program: Program, opt_in: OptIn, t: Texts) -> Message:
    """Whether to turn it on, where that was typed; the button does so."""
    question = t("setting-ask", program=name(program))
    row = button(t("setting-turn-on"), PROGRAM_SETTING, Control(appid=program.appid, choice=ON), style="primary")
    blocks = [section(question, t(f"setting-sure-{opt_in.merchant}")), actions(row), context(t("setting-means"))]
    return message(question, blocks)


def setting_view(program: Program, opt_in: OptIn, t: Texts) -> View:
    """The same as a modal, for the Home tab."""
    choices = [option(t("setting-may"), ON), option(t("setting-may-not"), _OFF)]
    radio = {
        "type": "radio_buttons",
        "action_id": CHOICE,
        "options": choices,
        "initial_option": choices[0 if opt_in.on else 1],
    }
    blocks = [
        section(_state(program, opt_in, t), t(f"setting-merchant-{opt_in.merchant}")),
        input_block(CHOICE, t("setting-title"), radio),
        context(t(f"setting-sure-{opt_in.merchant}"), t("setting-means")),
    ]
    control = Control(appid=program.appid, choice=HOME)
    return form_view(SETTING_VIEW, control, blocks, t, title=t("setting-title"), submit=t("setting-keep"))


def read_setting_view(view: dict[str, Any]) -> bool:
    """Whether it is to be on.

    Raises:
        StaleControl: not a form of Baselib's.
    """
    try:
        chosen = view["state"]["values"][CHOICE][CHOICE]["selected_option"]["value"]
    except (KeyError, TypeError) as error:
        raise StaleControl from error
    if chosen not in (ON, _OFF):
        raise StaleControl
    return bool(chosen == ON)


def _state(program: Program, opt_in: OptIn, t: Texts) -> str:
    return t("setting-on" if opt_in.allows else "setting-off", program=name(program))
