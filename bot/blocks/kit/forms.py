"""Forms in modals. Each field is declared once: it makes its block, reads its value, shows an error below itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from bot.blocks.kit import limits
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import Block, Element, View, plain, section
from bot.blocks.kit.limits import error_sentence
from bot.errors import BotError, StaleControl
from bot.i18n import Texts
from bot.i18n.caveats import clean

State = dict[str, Any]
"""Of a field: https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload/."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Field(Generic[T]):
    name: str
    """The `block_id`."""
    value: Callable[[State], T]
    """Reads its state. Raises AttributeError, KeyError, TypeError or ValueError: the state is none of this field."""
    label: str
    """The key of a sentence."""
    hint: str = ""
    """The key of the sentence below it; empty for none."""
    optional: bool = False
    absent: bool = False
    """Whether a form may lack it: its state is empty then."""
    action: str = ""
    """The `action_id` if each change reaches Baselib at once; else the name is."""

    def block(self, element: Element, t: Texts, **hint: int) -> Block:
        """Return the block.

        Args:
            element: see the functions below; its `action_id` is set here.
        """
        block: Block = {
            "type": "input",
            "block_id": self.name,
            "label": plain(t(self.label), limits.INPUT_LABEL),
            "element": {**element, "action_id": self.action or self.name},
        }
        if self.optional:
            block["optional"] = True
        if self.action:
            block["dispatch_action"] = True
        if self.hint:
            block["hint"] = plain(t(self.hint, **hint), limits.INPUT_LABEL)
        return block

    def read(self, view: dict[str, Any]) -> T:
        """Return the value in a form, as Slack sends it back."""
        try:
            states = view["state"]["values"]
            missing = self.absent and self.name not in states
            return self.value({} if missing else next(iter(states[self.name].values())))
        except (AttributeError, KeyError, StopIteration, TypeError, ValueError) as error:
            raise StaleControl from error

    def error(self, error: BotError, t: Texts) -> dict[str, str]:
        """Return what is wrong with the value, for Slack to show below the field."""
        return field_error(self.name, error, t)


def field_error(name: str, error: BotError, t: Texts) -> dict[str, str]:
    """Return an error below a field, in plain text without mrkdwn marks.

    https://docs.slack.dev/surfaces/modals/#displaying_errors
    """
    return {name: t.error(error, quote=clean).replace("`", "")}


def text_input(longest: int, *, multiline: bool = False, placeholder: str = "", initial: str = "") -> Element:
    """Return a field to type into, for `typed`; `longest` in characters."""
    element: Element = {"type": "plain_text_input", **({"multiline": True} if multiline else {}), "max_length": longest}
    element |= {"placeholder": plain(placeholder, limits.PLACEHOLDER)} if placeholder else {}
    return element | ({"initial_value": initial} if initial else {})


def date_input(initial: date | None = None) -> Element:
    """Return a calendar, for `day` or `day_if_any`."""
    return {"type": "datepicker"} | ({"initial_date": initial.isoformat()} if initial else {})


def one_choice(options: Sequence[Element], initial: Element | None, *, radio: bool = False) -> Element:
    """Return a select or radio buttons, for `chosen`, `chosen_if_any` or `one_of`."""
    element: Element = {"type": "radio_buttons" if radio else "static_select", "options": list(options)}
    return element | ({"initial_option": initial} if initial else {})


def checkboxes(options: Sequence[Element], initial: Sequence[Element]) -> Element:
    """Checkboxes, for `ticked`. Slack refuses an empty list of initial options."""
    element: Element = {"type": "checkboxes", "options": list(options)}
    return element | ({"initial_options": list(initial)} if initial else {})


def typed(state: State) -> str:
    """Return the text, as typed."""
    text = state.get("value") or ""
    if not isinstance(text, str):
        raise TypeError
    return text


def day(state: State) -> date:
    return date.fromisoformat(state["selected_date"])


def day_if_any(state: State) -> date | None:
    """Return the chosen day; None without one."""
    return day(state) if state.get("selected_date") else None


def chosen(state: State) -> str:
    return str(state["selected_option"]["value"])


def chosen_if_any(state: State) -> str:
    """Return the value of the chosen option; empty without one."""
    return chosen(state) if state.get("selected_option") else ""


def one_of(kind: Callable[[str], T], *, default: str | None = None) -> Callable[[State], T]:
    """Read the value of the chosen option as something else, such as a member of an enum.

    Args:
        kind: as `int`.
        default: what counts where nothing is chosen; None: something must be.
    """
    return lambda state: kind(chosen(state) if default is None else chosen_if_any(state) or default)


def ticked(state: State) -> tuple[str, ...]:
    """Return the values of all chosen options."""
    return tuple([str(option["value"]) for option in state.get("selected_options") or ()])


def form_view(
    callback_id: str, control: Control, blocks: Sequence[Block], t: Texts, *, title: str, submit: str
) -> View:
    """Return the form.

    Args:
        callback_id: see `bot.blocks.kit.controls`.
        control: where it was opened, and its object.
        blocks: its fields and the text between them.

    https://docs.slack.dev/reference/views/modal-views/
    """
    return {
        "type": "modal",
        "callback_id": callback_id,
        "private_metadata": control.encode(),
        "title": plain(title, limits.MODAL_TITLE),
        "submit": plain(submit, limits.MODAL_TITLE),
        "close": plain(t("schedule-cancel"), limits.MODAL_TITLE),
        "blocks": list(blocks),
    }


def notice_view(callback_id: str, blocks: Sequence[Block], t: Texts, *, title: str) -> View:
    """Return a modal without a field."""
    return {
        "type": "modal",
        "callback_id": callback_id,
        "private_metadata": Control().encode(),
        "title": plain(title, limits.MODAL_TITLE),
        "close": plain(t("connect-close"), limits.MODAL_TITLE),
        "blocks": list(blocks),
    }


def error_view(view: dict[str, Any], error: BotError, t: Texts) -> View:
    """Return the sentence for an error, in place of a modal that has no field under which Slack would show it.

    Args:
        view: the modal, as Slack sent it.
    """
    kept = {name: view[name] for name in ("callback_id", "private_metadata") if view.get(name)}
    title = (view.get("title") or {}).get("text") or "Baselib"
    return {
        "type": "modal",
        **kept,
        "title": plain(title, limits.MODAL_TITLE),
        "close": plain(t("connect-close"), limits.MODAL_TITLE),
        "blocks": [section(error_sentence(error, t))],
    }
