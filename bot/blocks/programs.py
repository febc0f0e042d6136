"""Programs: their page, how to choose one, its labels, and whether Baselib may set its minimum."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.blocks.kit import limits
from bot.blocks.kit.controls import (
    HOME,
    ON,
    PROGRAM_PICK,
    PROGRAM_SETTING,
    PROGRAMS_NEXT,
    PROGRAMS_PREVIOUS,
    PROGRAMS_SEARCH,
    SETTING_VIEW,
    TEXT,
    Control,
)
from bot.blocks.kit.elements import (
    Block,
    Element,
    Message,
    View,
    actions,
    button,
    confirm,
    context,
    message,
    option,
    plain,
    searching_select,
    section,
    sentence_message,
)
from bot.blocks.kit.forms import Field, form_view, one_choice, one_of
from bot.blocks.kit.limits import error_sentence
from bot.blocks.kit.names import bold, code, name
from bot.domain.programs import MOST_TAGS, PAGE, AuthStatus, MerchantChoice, OptIn, Program, ProgramList
from bot.errors import AmbiguousProgram, BotError, UnknownProgram
from bot.i18n import Texts
from bot.i18n.caveats import clean
from bot.lib.cache import batches

_PER_SECTION: Final = 5
_SECTION: Final = 2_400
"""Characters of a section: four sections and the rest stay within a message's limit."""
_BRIEF_NAME: Final = 30
_NAMED: Final = 3
_TAGS: Final = 5


def programs_message(shown: ProgramList, t: Texts, *, hints: bool = True) -> Message:
    """Name, alias, AppID, status and tags of each program; the channel's own is marked.

    Args:
        hints: whether to name the commands that change what is shown.
    """
    if not shown.found:
        return _nothing(shown, t)
    text = clean(shown.text)
    title = t("programs-found", count=shown.found, text=text) if text else t("programs-title", count=shown.found)
    names = [name(program) for program in shown.programs[:_NAMED]]
    listed = t.listing(names, more=shown.found - len(names))
    sentence = t("programs-found-text", count=shown.found, text=text, names=listed) if text else ""
    return message(
        sentence or t("programs-text", count=shown.found, names=listed),
        [
            section(bold(title)),
            *_sections(shown, t),
            *_place(shown, t),
            *_searching(shown, t),
            *(_hints(shown, t) if hints else []),
        ],
    )


def _nothing(shown: ProgramList, t: Texts) -> Message:
    text, suggestion = clean(shown.text), clean(shown.suggestion)
    sentence = t("programs-nothing-like", text=text, suggestion=suggestion) if suggestion else ""
    sentence = sentence or t("programs-nothing", text=text)
    return message(sentence, [section(sentence), *_searching(shown, t)])


def _sections(shown: ProgramList, t: Texts) -> list[Block]:
    return [section(*_lines(part, shown.chosen, t)) for part in batches(shown.programs, _PER_SECTION)]


def _lines(programs: Sequence[Program], chosen: str, t: Texts) -> list[str]:
    """Return the programs in full, unless names consist of `&`, which takes five characters each."""
    full = [_line(program, t, marked=program.appid == chosen) for program in programs]
    if len(limits.escape("\n".join(full))) <= _SECTION:
        return full
    return [f"• {clean(program.name, _BRIEF_NAME)} · {code(program.appid)}" for program in programs]


def _line(program: Program, t: Texts, *, marked: bool) -> str:
    names = [code(program.alias), clean(program.nickname), code(program.appid)]
    restricted = f"🔒 {t('programs-restricted')}" if program.restricted else ""
    parts = [*names, status_text(program, t), restricted, tags(program, most=_TAGS)]
    line = "• " + " · ".join(part for part in parts if part)
    return f"{line} {t('programs-channel')}" if marked else line


def status_text(program: Program, t: Texts) -> str:
    """Why a program cannot be read, as far as known."""
    match program.status:
        case AuthStatus.REVOKED:
            return f"⚠️ {t('programs-revoked')}"
        case AuthStatus.NOT_GRANTED:
            return f"⚠️ {t('programs-not-granted')}"
        case AuthStatus.READABLE:
            return ""


def _place(shown: ProgramList, t: Texts) -> list[Block]:
    """Which part of the list this is, unless it is all."""
    if shown.pages < 2:  # noqa: PLR2004 - one page says so itself
        return []
    last = shown.first + len(shown.programs) - 1
    return [context(t("programs-place", first=shown.first, last=last, count=shown.found))]


def _searching(shown: ProgramList, t: Texts) -> list[Block]:
    """Return the search field and the buttons; a list of one page has neither."""
    if shown.total <= PAGE and not shown.text:
        return []
    buttons: list[Element] = []
    if shown.page > 0:
        before = Control(page=shown.page - 1, text=shown.text)
        buttons.append(button(t("programs-previous"), PROGRAMS_PREVIOUS, before))
    if shown.page + 1 < shown.pages:
        buttons.append(button(t("programs-next"), PROGRAMS_NEXT, Control(page=shown.page + 1, text=shown.text)))
    if shown.text:
        buttons.append(button(t("programs-all"), PROGRAMS_SEARCH, Control()))
    return [_search_field(shown, t), *([actions(*buttons)] if buttons else [])]


def _search_field(shown: ProgramList, t: Texts) -> Block:
    """Enter submits it: https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element/."""
    field: Element = {
        "type": "plain_text_input",
        "action_id": PROGRAMS_SEARCH,
        "placeholder": plain(t("programs-search-placeholder"), limits.PLACEHOLDER),
        "max_length": TEXT,
        "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]},
    }
    if shown.text:
        field["initial_value"] = shown.text
    label = plain(t("programs-search"), limits.INPUT_LABEL)
    return {"type": "input", "label": label, "element": field, "dispatch_action": True}


def _hints(shown: ProgramList, t: Texts) -> list[Block]:
    return [context(t("programs-choose"), t("programs-label"))] if shown.total > 1 else []


def tags(program: Program, *, most: int = MOST_TAGS) -> str:
    """Return a program's tags, each with `#`; empty when it has none."""
    shown = [f"#{clean(tag)}" for tag in program.tags[:most]]
    return " ".join([*shown, "…"] if len(program.tags) > most else shown)


def alias_message(program: Program, t: Texts) -> Message:
    """Confirm a program's new alias."""
    return sentence_message(t("program-alias-set", program=_other_name(program), alias=code(program.alias)))


def unalias_message(program: Program, t: Texts) -> Message:
    """Confirm that an alias is removed, with the program's name now."""
    return sentence_message(t("program-alias-removed", appid=code(program.appid), program=name(program)))


def tags_message(program: Program, t: Texts) -> Message:
    if program.tags:
        return sentence_message(t("program-tags", program=name(program), tags=tags(program)))
    return sentence_message(t("program-no-tags", program=name(program)))


def _other_name(program: Program) -> str:
    return clean(program.nickname or program.appid)


def used_message(program: Program, t: Texts) -> Message:
    """Confirm that this is now the channel's own program."""
    return sentence_message(t("used", program=name(program)))


_OFF: Final = "off"
CHOICE: Final = Field("setting", one_of({ON: True, _OFF: False}.__getitem__), "setting-title")
"""Whether it is to be on."""


def setting_message(program: Program, opt_in: OptIn, t: Texts, *, calling: int = 0) -> Message:
    """Return what Baselib may do, what the merchant chose, and the button that changes it.

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
    """Return the same as a modal, for the Home tab."""
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


_BETWEEN: Final = " · "
_ISOLATES: Final = 2
"""Characters that `clean` puts around right-to-left text."""


def which_message(error: BotError, command: str, words: str, t: Texts, *, rest: str = "") -> Message:
    """Says that a program is needed, with the select that fills it in, unless the words after it would be lost.

    Args:
        command: the subcommand that was typed.
        words: the words between it and the program.
    """
    sentence = error_sentence(error, t)
    if rest and not Control(choice=command, text=words, rest=rest).fits:
        return message(sentence, [section(sentence), section(t("pick-again"), clean(rest, limits.SECTION_TEXT // 2))])
    name = error.name if isinstance(error, UnknownProgram | AmbiguousProgram) else ""
    control = Control(choice=command, text=words, name=name, rest=rest)
    return pick_message(sentence, t("pick-answers"), control, t)


def pick_message(sentence: str, what_then: str, control: Control, t: Texts) -> Message:
    """Return a sentence and the select.

    Args:
        what_then: the effect of choosing a program.
        control: the question as typed; if its name is too long, the search starts with all programs.
    """
    return message(sentence, [section(sentence), section(what_then), picker(control, t("pick-placeholder"))])


def program_options(programs: Sequence[Program]) -> list[Element]:
    return [program_option(program) for program in programs[: limits.OPTIONS]]


def program_option(program: Program) -> Element:
    """Return the name and the AppID, which is never cut; the nickname below if the name is an alias."""
    nickname = clean(program.nickname, limits.OPTION_DESCRIPTION) if program.alias else ""
    appid = clean(program.appid, limits.OPTION_TEXT)
    if program.name == program.appid:
        return option(appid, program.appid)
    name = clean(program.name, limits.OPTION_TEXT - len(_BETWEEN) - len(appid) - _ISOLATES)
    return option(f"{name}{_BETWEEN}{appid}", program.appid, nickname)


def program_select(placeholder: str, chosen: Program | None = None) -> Element:
    """Return the select alone, for a field of a form; `chosen` is its initial value."""
    element = searching_select(placeholder)
    return {**element, "initial_option": program_option(chosen)} if chosen else element


def picker(control: Control, placeholder: str) -> Block:
    """Return the select in its own row; choosing a program replaces the message with the answer."""
    return {
        "type": "actions",
        "block_id": _carried(control),
        "elements": [searching_select(placeholder, PROGRAM_PICK)],
    }


def with_picker(block: Block, control: Control, placeholder: str) -> Block:
    """Return a section with the select beside its text, where it takes no row of its own."""
    return {**block, "block_id": _carried(control), "accessory": searching_select(placeholder, PROGRAM_PICK)}


def _carried(control: Control) -> str:
    name = " ".join(control.name.split())[:TEXT].strip()
    named = replace(control, name=name)
    return (named if named.fits else replace(named, name="")).encode()
