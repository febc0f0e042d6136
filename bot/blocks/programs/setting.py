"""Whether Baselib may set a program's minimum, and the controls that change it."""

from typing import Final

from bot.blocks.kit.controls import HOME, ON, PROGRAM_SETTING, SETTING_VIEW, Control
from bot.blocks.kit.elements import actions, button, confirm, context, message, option, section
from bot.blocks.kit.fields import Field, one_choice, one_of
from bot.blocks.kit.message import Message, View
from bot.blocks.kit.modal import form_view
from bot.blocks.kit.names import name
from bot.domain.programs.opt_in import MerchantChoice, OptIn
from bot.domain.programs.program import Program
from bot.i18n import Texts

_OFF: Final = "off"
CHOICE: Final = Field("setting", one_of({ON: True, _OFF: False}.__getitem__), "setting-title")
"""Whether it is to be on."""


def setting_message(program: Program, opt_in: OptIn, t: Texts, *, calling: int = 0) -> Message:
    """What Baselib may do, what the merchant chose, and the button that changes it.

    Args:
        calling: the calls under way.
    """
    state = _state(program, opt_in, t)
    if calling and not opt_in.allows:
        state = t("sentences", first=state, second=t("setting-calling"))
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
    blocks = [
        section(_state(program, opt_in, t), t(f"setting-merchant-{opt_in.merchant}")),
        CHOICE.block(one_choice(choices, choices[not opt_in.on], radio=True), t),
        context(t(f"setting-sure-{opt_in.merchant}"), t("setting-means")),
    ]
    control = Control(appid=program.appid, choice=HOME)
    return form_view(SETTING_VIEW, control, blocks, t, title=t("setting-title"), submit=t("setting-keep"))


def _state(program: Program, opt_in: OptIn, t: Texts) -> str:
    return t("setting-on" if opt_in.allows else "setting-off", program=name(program))
