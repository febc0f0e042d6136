"""The fleet digest's message: one for any number of programs."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from bot.blocks.decisions.messages import decision_news
from bot.blocks.digest.digest import change_button
from bot.blocks.fleet_text import (
    attention_line,
    fleet_name,
    headline,
    minimum_text,
    minimums_line,
    reached_line,
    to_do,
)
from bot.blocks.kit import controls, limits
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import (
    NOTHING,
    Block,
    Cell,
    Message,
    actions,
    button,
    context,
    data_table,
    header,
    message,
    paragraph,
    section,
    text_cell,
)
from bot.blocks.kit.limits import error_sentence
from bot.blocks.kit.names import bold, name
from bot.blocks.report.frame import public_count, turned
from bot.domain.caveats import PublicCount
from bot.domain.digest.comparison import Change, Entry, Kind
from bot.domain.digest.fleet_digest import NAMED, Failed, FleetChanges, FleetDigest
from bot.domain.digest.subscription import GLANCE
from bot.domain.fleet import Sort
from bot.domain.programs import Program
from bot.i18n import Texts
from bot.i18n.caveats import clean

ROWS: Final = 75
"""Rows of one message: the most that fit with names of 60 characters."""
PAGES: Final = 10
_PAGE_SIZE: Final = 25


def detail_pages(changes: FleetChanges) -> int:
    """Return the number of messages in the thread: none when the digest names all changes."""
    return 0 if changes.all_named else min(PAGES, -(-len(changes.rows) // ROWS))


def fleet_details_message(changes: FleetChanges, names: Mapping[str, Program], page: int, t: Texts) -> Message:
    """One page of the list.

    Args:
        names: the programs that exist in the channel by now, by AppID; of others nothing else is shown.
        page: from 1.
    """
    pages = detail_pages(changes)
    rows = changes.rows[(page - 1) * ROWS : page * ROWS]
    title = t("fleet-details-title", page=page, pages=pages)
    columns = [t("column-program"), t("column-minimum"), t("column-loss-at-minimum"), t("column-state")]
    table = data_table(
        t("fleet-details-caption"),
        columns,
        [_row(row, names, t) for row in rows],
        page_size=_PAGE_SIZE,
    )
    blocks: list[Block] = [section(bold(title)), table]
    left_out = len(changes.rows) - PAGES * ROWS
    if page == pages and left_out > 0:
        blocks.append(context(t("fleet-details-left-out", count=left_out)))
    return message(title, blocks)


def _row(change: Change, names: Mapping[str, Program], t: Texts) -> list[Cell]:
    before, after, program = change.before, change.after, names.get(change.appid)
    if program is None:
        return [text_cell(name(change.appid)), text_cell(""), text_cell(""), text_cell(t("fleet-details-gone"))]
    return [
        text_cell(name(program)),
        text_cell(_from_to(_minimum(before), _minimum(after))),
        text_cell(_from_to(_loss(before, t), _loss(after, t))),
        text_cell(_state(change, t)),
    ]


def _from_to(before: str, after: str) -> str:
    """Return the value before and after; only one if equal, or if the program is new or removed."""
    return after if before in (after, "") else before if not after else f"{before} → {after}"


def _minimum(entry: Entry | None) -> str:
    return minimum_text(entry.minimum) if entry else ""


def _loss(entry: Entry | None, t: Texts) -> str:
    if entry is None:
        return ""
    return t.fraction(entry.loss.high) if entry.loss else NOTHING


def _state(change: Change, t: Texts) -> str:
    if change.after is None:
        return t("fleet-details-gone")
    state = t(f"fleet-state-{change.after.state}")
    return state if change.before else t("fleet-details-added", state=state)


_LEVELS: Final = (NAMED, 2, 1)
"""Programs named per kind: the first number within Slack's limits is used."""
_NAME: Final = 30
_SENTENCES: Final = 5


def fleet_digest_message(digest: FleetDigest, t: Texts, *, threaded: bool = False) -> Message:
    """Totals, changes since the last digest, and programs that cannot be read.

    Args:
        digest: its content; times are in its subscription's zone.
        threaded: whether its thread lists the changes that it cannot name.
    """
    blocks: list[Block] = []
    for named in _LEVELS:
        blocks = _blocks(digest, t, named, threaded=threaded)
        if limits.fits(blocks):
            break
    return message(t("named", program=_title(digest, t), sentence=_event(digest, t)), blocks)


def _event(digest: FleetDigest, t: Texts) -> str:
    """Return the sentence of a notification: how WeChat's count turned, and the new cases first, then the totals."""
    new = digest.changes.new_cases if digest.changes else 0
    sentence = headline(digest.report, t)
    if new:
        sentence = t("sentences", first=t("fleet-digest-new-cases", count=new), second=sentence)
    news = digest.public_news
    return t("fleet-digest-turned", turned=turned(news, t), sentence=sentence) if news else sentence


def _blocks(digest: FleetDigest, t: Texts, named: int, *, threaded: bool) -> list[Block]:
    zone, report = digest.subscription.schedule.zone, digest.report
    blocks = [header(t("named", program=_title(digest, t), sentence=to_do(report, t)))]
    if digest.late and digest.due_at:
        blocks.append(context(f"⏰ {t('digest-late', moment=t.moment(digest.due_at, zone))}"))
    if digest.sign_of_life:
        blocks.append(context(f"💤 {t('digest-unchanged', day=t.day(digest.sent[0]))}"))
    blocks += paragraph(*public_count(PublicCount(report.public, digest.public_news), t))
    reached = reached_line(report.reached, report.listed, t)
    blocks.append(section(headline(report, t), attention_line(report, t), minimums_line(report, t), reached))
    blocks += paragraphs(_changes(digest, t, named))
    blocks += paragraphs(_failures(digest, t, named))
    blocks += decision_news(digest.decisions, t)
    pages = detail_pages(digest.changes) if threaded and digest.changes else 0
    in_thread = t("fleet-digest-in-thread", count=len(digest.changes.rows)) if pages and digest.changes else ""
    oldest = t("fleet-oldest", day=t.day(report.totals.oldest_day)) if report.totals.oldest_day else ""
    shown = Control(choice=Sort.ATTENTION, text=report.tag)
    open_it = button(t("button-open-fleet"), controls.FLEET_OPEN, shown, style="primary")
    return [
        *blocks,
        context(f"🧵 {in_thread}" if in_thread else "", t("fleet-unweighted"), oldest),
        actions(open_it, change_button(digest.subscription, t)),
    ]


def _title(digest: FleetDigest, t: Texts) -> str:
    about = t("fleet-chosen") if digest.memory.about == GLANCE else fleet_name(digest.report.tag, t)
    if digest.due_at is None:
        return about
    return t("fleet-digest-title", about=about, day=t.local_day(digest.due_at, digest.subscription.schedule.zone))


def _changes(digest: FleetDigest, t: Texts, named: int) -> list[str]:
    """Return a line for each kind of change, after the date of the last digest."""
    if digest.changes is None:
        return [*_blocked(digest, t, named), t("fleet-digest-first")]
    since = t.day(digest.sent[0])
    if not digest.changes.rows:
        return [t("fleet-digest-no-change", day=since)] if digest.quiet else []
    lines = change_lines(digest.changes, digest.names, t, named)
    return [bold(t("fleet-digest-since", day=since)), *lines]


def change_lines(changes: FleetChanges, names: Mapping[str, Program], t: Texts, named: int = NAMED) -> list[str]:
    """Return a line for each kind of change, with so many programs named."""
    return [_kind_line(kind, changes, names, t, named) for kind in changes.by_kind]


def _blocked(digest: FleetDigest, t: Texts, named: int) -> list[str]:
    """Return a line for each need, with its programs; those that cannot be read have lines of their own."""
    return [
        f"• {t('fleet-change', what=t(f'fleet-only-{standing}'), count=count, programs=listing(of, t, named, count))}"
        for standing, of in digest.blocked.items()
        if (count := digest.report.totals.standings[standing])
    ]


def _kind_line(kind: Kind, changes: FleetChanges, names: Mapping[str, Program], t: Texts, named: int) -> str:
    detail, count = _DETAILS.get(kind), changes.count_of(kind)
    items = []
    for row in changes.by_kind[kind][:named]:
        name = _name(names.get(row.appid) or row.appid)
        items.append(t("fleet-change-item", program=name, detail=detail(row, t)) if detail else name)
    programs = t.listing(items, more=count - len(items))
    return f"• {t('fleet-change', what=t(f'fleet-change-{kind}'), count=count, programs=programs)}"


def _minimums(row: Change, t: Texts) -> str:
    del t
    return f"{_fleet_digest_minimum(row.before)} → {_fleet_digest_minimum(row.after)}"


def _fleet_digest_minimum(entry: Entry | None) -> str:
    return minimum_text(entry.minimum if entry else None)


def _moved(row: Change, t: Texts) -> str:
    return t("fleet-change-moved", loss=_fleet_digest_loss(row, t), change=t.points(row.moved))


def _fleet_digest_loss(row: Change, t: Texts) -> str:
    return t.bounds(row.after.loss) if row.after and row.after.loss else NOTHING


_DETAILS: Final[Mapping[Kind, Callable[[Change, Texts], str]]] = {
    Kind.RAISED: _minimums,
    Kind.LOWERED: _minimums,
    Kind.LOSS_UP: _moved,
    Kind.LOSS_DOWN: _moved,
    Kind.OVER_1: _fleet_digest_loss,
    Kind.OVER_5: _fleet_digest_loss,
    Kind.UNDER_1: _fleet_digest_loss,
    Kind.UNDER_5: _fleet_digest_loss,
}


def _failures(digest: FleetDigest, t: Texts, named: int) -> list[str]:
    """Return a line for each reason, with the programs new to it since the last digest."""
    zone = digest.subscription.schedule.zone
    lines = [_failure(failed, t, zone, named) for failed in digest.failed[:_SENTENCES]]
    if rest := digest.failed[_SENTENCES:]:
        lines.append(f"⚠️ {t('fleet-digest-other-failures', count=sum(failed.count for failed in rest))}")
    return lines


def _failure(failed: Failed, t: Texts, zone: str, named: int) -> str:
    sentence = t(
        "fleet-digest-failed",
        count=failed.count,
        programs=listing(failed.programs, t, named, failed.count),
        sentence=error_sentence(failed.error, t, zone),
    )
    if 0 < failed.new_count < failed.count:
        newly = t("fleet-digest-newly", programs=listing(failed.new, t, named, failed.new_count))
        sentence = t("sentences", first=sentence, second=newly)
    return f"⚠️ {sentence}"


def listing(programs: Sequence[Program], t: Texts, named: int = NAMED, count: int | None = None) -> str:
    """Return the names of so many, and how many more there are, of `count` in all, or of these."""
    more = (len(programs) if count is None else count) - named
    return t.listing([_name(program) for program in programs[:named]], more=max(0, more))


def _name(program: Program | str) -> str:
    return clean(program if isinstance(program, str) else program.name, _NAME)


def paragraphs(lines: Iterable[str]) -> list[Block]:
    """As few sections as Slack's limit allows, without splitting a line."""
    blocks: list[Block] = []
    together: list[str] = []
    for line in lines:
        if together and len(limits.escape("\n".join([*together, line]))) > limits.SECTION_TEXT:
            blocks.append(section(*together))
            together = []
        together.append(line)
    return [*blocks, section(*together)] if together else blocks
