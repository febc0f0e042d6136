"""The list of programs, one page at a time."""

from collections.abc import Sequence
from typing import Final

from bot.blocks.kit import limits
from bot.blocks.kit.controls import PROGRAMS_NEXT, PROGRAMS_PREVIOUS, PROGRAMS_SEARCH, TEXT, Control
from bot.blocks.kit.elements import Element, actions, button, context, message, plain, section
from bot.blocks.kit.message import Block, Message
from bot.blocks.kit.names import bold, code, name
from bot.blocks.programs.labels import tags
from bot.domain.programs.program import AuthStatus, Program
from bot.domain.programs.search import PAGE, ProgramList
from bot.i18n import Texts
from bot.i18n.outside_text import clean
from bot.lib.batches import batches

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
    """The programs in full, unless names consist of `&`, which takes five characters each."""
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
    """The search field and the buttons; a list of one page has neither."""
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
