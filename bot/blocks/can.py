"""The answer to `can <api>... [program]`."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import (
    NOTHING,
    Block,
    Cell,
    Element,
    Message,
    actions,
    button,
    code_block,
    context,
    data_table,
    message,
    number_cell,
    option,
    page_link,
    section,
    select,
    sharing,
    text_cell,
    unknown_cell,
)
from bot.blocks.kit.limits import error_sentence
from bot.blocks.kit.names import code, name
from bot.blocks.report.frame import Frame, dated, head_of
from bot.blocks.report.recommendation_text import uncounted
from bot.domain.can.features import Emptied, Platform, Source, pack
from bot.domain.can.use import CanAnswer, CanQuestion, Need, guard_of
from bot.domain.caveats import Place
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.public import Clients
from bot.domain.numbers.version import Version
from bot.errors import FeatureElsewhere, UnknownFeature
from bot.i18n import Texts

_OPTIONS: Final = 50
"""Options in the select: more would not fit into the message."""
_GUARANTEED: Final = "✓"
"""Marks a minimum that the one set now guarantees."""
_LINKS: Final = 8
"""Links in a line: more would not fit into an element."""


def can_message(
    answer: CanAnswer, t: Texts, zone: str, *, now: datetime, shared_by: str = "", shared: bool = False
) -> Message:
    """Return what the APIs need, and the share of users who have it.

    Args:
        zone: the reader's IANA zone.
        shared_by: the user who shares it in the channel; empty when only the requester sees it.
        shared: whether the requester has just shared it.
    """
    first, report = headline(answer, t), answer.report
    found_on, links = pages(answer, t)
    frame = Frame(report, t, zone, now) if report else None
    named = frame.head() if frame else head_of(answer.program, t) if answer.program else []
    notes = [found_on, *_small_print(answer, t)]
    blocks = [
        *(frame.top() if frame else []),
        section(*named, first, *_beside(answer, t)),
        _table(answer, t),
        *([] if shared_by else _guards(answer)),
        *(frame.small_print(*notes, *frame.lines(Place.INSTEAD), detail=True, links=links) if frame else []),
        *([] if frame else [context(*notes, links=links)]),
        *sharing(t, shared_by=shared_by, shared=shared),
    ]
    if not shared_by:
        blocks += _parts(answer, t)
        blocks.append(actions(*_buttons(answer, t, shared=shared)))
    return message(dated(first, report, t) if report and report.as_of else first, blocks)


def _beside(answer: CanAnswer, t: Texts) -> list[str]:
    lines = unknown_lines(answer, t) + ([undocumented(answer, t)] if answer.documented else [])
    below = answer.loss(answer.highest) if answer.guaranteed else None
    if below and below.high and answer.highest:
        lines.append(t("can-guaranteed-below", loss=t.bounds(below), version=answer.highest.text))
    return [*lines, *_warnings(answer, t)]


def unknown_lines(answer: CanAnswer, t: Texts) -> list[str]:
    """Return a sentence for each name that is in no table."""
    return [f"⚠️ {error_sentence(each, t)}" for each in answer.unknown]


def _small_print(answer: CanAnswer, t: Texts) -> list[str]:
    lines = [_source(answer.source, answer.platform.value, t), _source(answer.components, "components", t)]
    if answer.behind and answer.public:
        lines.append(t("can-behind", version=answer.behind.text, day=t.day(answer.public.day)))
    if answer.public:
        lines.append(t("can-clients-of", day=t.day(answer.public.day)))
    if any(answer.is_guaranteed(need) for need in answer.needs):
        lines.append(t("can-guaranteed-mark", mark=_GUARANTEED))
    return lines


def _source(source: Source | None, of: str, t: Texts) -> str:
    if source is None:
        return ""
    read = t("can-source", of=of, package=source.package, version=source.version)
    return t("sentences", first=read, second=t("can-newest", version=source.newest.text)) if source.newest else read


class _Line(NamedTuple):
    label: str
    minimum: Version | None
    note: str = ""
    guaranteed: bool | None = None


_Column = tuple[str, Callable[[_Line], Cell]]
"""A header and the cell below it."""


def _table(answer: CanAnswer, t: Texts) -> Block:
    """Return a row for each API and, if there are several, one for all together."""
    lines = [
        _Line(need.feature.name, need.minimum, _note(need, t), answer.is_guaranteed(need)) for need in answer.needs
    ]
    if len(answer.documented) > 1:
        lines.append(_Line(t("can-together"), answer.highest, guaranteed=answer.guaranteed))
    columns = _columns(answer, t, notes=any(line.note for line in lines))
    rows = [[cell(line) for _, cell in columns] for line in lines]
    return data_table(t("can-caption"), [header for header, _ in columns], rows, page_size=len(rows))


def _columns(answer: CanAnswer, t: Texts, *, notes: bool) -> list[_Column]:
    unknown = t("can-undocumented-cell")
    columns: list[_Column] = [
        (t("can-column-api"), lambda line: text_cell(line.label)),
        (t("can-column-minimum"), lambda line: text_cell(_minimum(line, unknown))),
    ]
    if _counted(answer):
        columns += [
            (t("column-coverage"), lambda line: _share(answer.coverage(line.minimum), t)),
            (t("can-column-loss"), lambda line: _share(answer.loss(line.minimum), t)),
        ]
    if answer.public:
        columns.append((t("can-column-client"), lambda line: text_cell(_clients(answer.clients(line.minimum)))))
    if notes:
        columns.append((t("can-column-note"), lambda line: text_cell(line.note or NOTHING)))
    return columns


def _minimum(line: _Line, unknown: str) -> str:
    if line.minimum is None:
        return unknown
    return f"{line.minimum.text} {_GUARANTEED}" if line.guaranteed else line.minimum.text


def _counted(answer: CanAnswer) -> bool:
    return answer.highest is not None and answer.coverage(answer.highest) is not None


def _share(bounds: Bounds | None, t: Texts) -> Cell:
    """Return a share as a cell; unknown ones are numbers, too, so that Slack sorts the column numerically."""
    return number_cell(bounds.low, t.bounds(bounds)) if bounds else unknown_cell()


def _clients(clients: Clients | None) -> str:
    """Return the clients of both systems, or one number if they agree."""
    if clients is None:
        return NOTHING
    if clients.android == clients.ios:
        return clients.android or NOTHING
    both = {"Android": clients.android, "iOS": clients.ios}
    return " · ".join(f"{system} {client}" for system, client in both.items() if client)


def _note(need: Need, t: Texts) -> str:
    feature, notes = need.feature, []
    if need.owner:
        notes.append(t("can-note-owner", name=need.owner.name))
    if feature.emptied:
        notes.append(_emptied(feature.emptied, t))
    elif feature.deprecated_since:
        notes.append(t("can-note-deprecated-since", version=feature.deprecated_since.text))
    elif feature.deprecated:
        notes.append(t("can-note-deprecated"))
    if need.renderer:
        notes.append(t("can-note-renderer", renderer=need.renderer.value))
    if feature.plugin_minimum:
        notes.append(t("can-note-plugin", version=feature.plugin_minimum.text))
    return t("can-note-comma").join(notes)


def _parts(answer: CanAnswer, t: Texts) -> list[Block]:
    """Return a select of the options that need more than their API."""
    later = [part for need in answer.needs for part in need.later]
    if not later:
        return []
    owners = [need.feature.name for need in answer.needs if need.later]
    sentence = t("can-options", names=t.listing(owners), count=len(later))
    choices = [_part(part, answer, t) for part in later[:_OPTIONS]]
    return [section(sentence, accessory=select(t("can-options-pick"), controls.CAN_OPTION, choices))]


def _part(part: Need, answer: CanAnswer, t: Texts) -> Element:
    version = part.minimum.text if part.minimum else ""
    value = _carried([part.feature.name], answer).encode()
    return option(part.feature.name, value, t("can-option-minimum", version=version))


def _carried(names: Sequence[str], answer: CanAnswer) -> Control:
    return Control(
        answer.program.appid if answer.program else "",
        day=answer.report.snapshot.day if answer.report else None,
        text=pack(names, game=answer.platform is Platform.MINI_GAME),
    )


def _buttons(answer: CanAnswer, t: Texts, *, shared: bool) -> Sequence[Element]:
    question = _carried([need.feature.name for need in answer.needs], answer)
    buttons = [button(t("can-button-others"), controls.CAN_OPEN, question)]
    if answer.program and answer.report and answer.highest and _counted(answer) and not answer.guaranteed:
        raised = Control(answer.program.appid, version=answer.highest)
        buttons.insert(0, button(t("can-button-raise", version=answer.highest.text), controls.REPORT_WHAT_IF, raised))
    if not shared:
        buttons.insert(0, button(t("button-share"), controls.CAN_SHARE, question, style="primary"))
    return buttons


def _warnings(answer: CanAnswer, t: Texts) -> Iterator[str]:
    """Yield what counting users does not show: APIs on their way out, and systems and renderers that lack them."""
    for need in answer.needs:
        if need.feature.deprecated:
            yield f"⚠️ {_deprecated(need, answer, t)}"
    lacking = [need.feature.name for need in answer.needs if need.lacks_harmony]
    if lacking:
        yield f"⚠️ {t('can-lacks-harmony', names=t.listing(lacking), count=len(lacking))}"


def _guards(answer: CanAnswer) -> list[Block]:
    """Two lines to paste for each API that the current minimum does not guarantee, or that another replaces."""
    guards = [guard_of(need) for need in answer.needs if need.feature.instead or not answer.is_guaranteed(need)]
    lines = [line for lines in guards if lines for line in ("", *lines)]
    return [code_block(*lines[1:])] if lines else []


def pages(answer: CanAnswer, t: Texts) -> tuple[str, list[str]]:
    """Return a line with WeChat's pages, and the links in it; nothing where no page is known."""
    needs = [each for need in answer.needs for each in (need, *need.instead)]
    named = {need.page: need.feature.name for need in reversed(needs) if need.page}
    named |= {each.feature.emptied.source: t("can-announced") for each in answer.needs if each.feature.emptied}
    links = [page_link(page, named[page]) for page in reversed(named)][:_LINKS]
    return (t("can-pages", count=len(links), pages=" · ".join(links)), links) if links else ("", [])


def _emptied(emptied: Emptied, t: Texts) -> str:
    """Return what it does not give any more, and since when."""
    return t("can-note-emptied", lost=emptied.lost.value, day=t.day(emptied.since))


def _deprecated(need: Need, answer: CanAnswer, t: Texts) -> str:
    feature = need.feature
    since, emptied = feature.deprecated_since, feature.emptied
    if emptied:
        sentence = t("can-emptied", name=feature.name, note=_emptied(emptied, t))
    elif since:
        sentence = t("can-deprecated-since", name=feature.name, version=since.text)
    else:
        sentence = t("can-deprecated", name=feature.name)
    return t("sentences", first=sentence, second=_instead(need, answer, t)) if feature.instead else sentence


def _instead(need: Need, answer: CanAnswer, t: Texts) -> str:
    names = t.listing(need.feature.instead)
    needed = max((each.minimum for each in need.instead if each.minimum), default=None)
    if needed is None:
        return t("can-instead", names=names)
    coverage, program = answer.coverage(needed), answer.program
    if coverage is None or program is None:
        return t("can-instead-needs", names=names, version=needed.text)
    if program.is_all_of_wechat:
        return t("can-instead-all", names=names, version=needed.text, coverage=t.bounds(coverage))
    shown = t.bounds(coverage)
    return t("can-instead-users", names=names, version=needed.text, coverage=shown, program=name(program))


_NAMED: Final = 3
"""APIs named in the sentence; the table names all."""


def headline(answer: CanAnswer, t: Texts) -> str:
    """Return what all APIs need, who has it, and whether the current minimum guarantees it."""
    if answer.highest is None:
        return undocumented(answer, t)
    known, why = _known(answer, answer.highest, t), _why(answer, t)
    return t("sentences", first=known, second=why) if why else known


def undocumented(answer: CanAnswer, t: Texts) -> str:
    """Names the undocumented APIs; empty when all have a minimum."""
    if not answer.undocumented:
        return ""
    key = "can-undocumented-some" if answer.documented else "can-undocumented"
    return t(key, names=_listed(answer.undocumented, t))


def _listed(needs: tuple[Need, ...], t: Texts) -> str:
    return t.listing([need.feature.name for need in needs], most=_NAMED)


def _known(answer: CanAnswer, highest: Version, t: Texts) -> str:
    names = _listed(answer.documented, t)
    needs = t("can-needs", names=names, count=len(answer.documented), version=highest.text)
    minimum = answer.report.minimum if answer.report else None
    called = name(answer.program) if answer.program else ""
    if answer.guaranteed and minimum:
        return t("can-guaranteed", needs=needs, program=called, minimum=minimum.text)
    coverage, loss = answer.coverage(highest), answer.loss(highest)
    if coverage and loss:
        if answer.program and answer.program.is_all_of_wechat:
            return t("can-all-of-wechat", needs=needs, coverage=t.bounds(coverage), loss=t.bounds(loss))
        shares = t("can-shares", needs=needs, coverage=t.bounds(coverage), loss=t.bounds(loss), program=called)
        return _with_minimum(answer, shares, t)
    if minimum:
        return t("can-not-guaranteed", needs=needs, program=called, minimum=minimum.text)
    return t("can-alone", needs=needs)


def _with_minimum(answer: CanAnswer, shares: str, t: Texts) -> str:
    """Return the shares, and the minimum that does not guarantee the APIs."""
    if answer.program and answer.program.is_imported:
        return t("can-shares-imported", shares=shares)
    if answer.report and answer.report.minimum:
        return t("can-shares-minimum", shares=shares, minimum=answer.report.minimum.text)
    return t("can-shares-no-minimum", shares=shares)


def _why(answer: CanAnswer, t: Texts) -> str:
    """Why users are not counted; empty when they are."""
    if answer.failure:
        return error_sentence(answer.failure, t)
    if answer.report is None:
        return t("can-no-program")
    if answer.report.losses is None:
        return uncounted(answer.report, t)
    return ""


def unknown_message(error: UnknownFeature, suggested: Sequence[tuple[str, CanQuestion]], t: Texts) -> Message:
    """Says that an API is unknown, with a button for each suggestion.

    Args:
        suggested: names, each with the question that uses it.
    """
    sentence = error_sentence(error, t)
    blocks: list[Block] = [section(sentence)]
    blocks += [
        section(
            code(name),
            accessory=button(
                t("can-suggestion-check"),
                controls.CAN_SUGGESTED,
                carried(question),
                label=t("can-suggestion-label", name=name),
            ),
        )
        for name, question in suggested
        if carried(question).fits
    ]
    return message(sentence, blocks)


def elsewhere_message(error: FeatureElsewhere, question: CanQuestion | None, t: Texts) -> Message:
    """Return the answer for an API that only mini games have, with a button for their table.

    Args:
        question: the question for mini games; None when they lack one of its APIs, too.
    """
    sentence = error_sentence(error, t)
    blocks: list[Block] = [section(sentence)]
    if question is not None and carried(question).fits:
        blocks.append(actions(button(t("can-suggestion-game"), controls.CAN_SUGGESTED, carried(question))))
    return message(sentence, blocks)


def carried(question: CanQuestion) -> Control:
    """Return a question as a control; a long program name may exceed its limit."""
    return Control(text=question.packed, name=question.program)
