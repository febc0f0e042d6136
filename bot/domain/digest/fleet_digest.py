"""The content of a fleet digest: the state of the fleet, and what changed since the last digest."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from io import StringIO
from typing import Final

from bot.domain.caveats import BreakNews
from bot.domain.decisions.decision import Decision
from bot.domain.delivery import Delivery, DeliveryKind, DeliveryState
from bot.domain.digest.comparison import NEW_CASES, Change, Entry, Kind, compare, urgency
from bot.domain.digest.subscription import Subscription
from bot.domain.fleet import FleetReport
from bot.domain.fleet_row import Standing, State
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.version import Version
from bot.domain.programs import Program
from bot.errors import BotError

NAMED: Final = 5
"""Programs named per kind of change; with more, the thread lists all changes."""


@dataclass(frozen=True, slots=True)
class FleetDigestMemory:
    """What a digest showed, as far as the next one is compared with it.

    As text: of a hundred thousand programs, most are the same in the next one, and stay letters.
    """

    about: str
    """As `bot.domain.digest.subscription.scope_word`: digests of different scopes are not compared."""
    lines: str
    """A line for each program (`line_of`), in the order of their AppIDs, with line breaks between."""

    @classmethod
    def of(cls, about: str, programs: Mapping[str, Entry]) -> "FleetDigestMemory":
        """Return that of these programs, by AppID."""
        return cls(about, "\n".join(sorted(line_of(appid, entry) for appid, entry in programs.items())))

    def __iter__(self) -> Iterator[tuple[str, Entry]]:
        return map(_read, self.lines.splitlines())


def line_of(appid: str, entry: Entry) -> str:
    """Return a program as a member of a JSON object: `"wx1":["3.0.0","0.012","0.02","error"]`.

    Its minimum, the ends of the loss and the state; a second end that is the same, and READ, are empty, and what is
    empty at the end is left out.
    """
    low, high = (str(entry.loss.low), str(entry.loss.high)) if entry.loss else ("", "")
    return line_with(appid, entry.minimum.text if entry.minimum else "", low, high, entry.state)


def line_with(appid: str, minimum: str, low: str, high: str, state: State) -> str:
    """Return the same, of texts; `low` and `high` are plain decimal fractions."""
    parts = [minimum, low, "" if low == high else high, "" if state is State.READ else state.value]
    while parts and not parts[-1]:
        parts.pop()
    # By hand, as the parts need no escapes: JSON itself would take ten times as long.
    named = f'"{appid}"' if appid.isascii() and appid.isalnum() else json.dumps(appid)
    listed = '","'.join(parts)
    return f'{named}:["{listed}"]' if parts else f"{named}:[]"


def _read(line: str) -> tuple[str, Entry]:
    parts: list[str]
    ((appid, parts),) = json.loads(f"{{{line}}}").items()
    minimum, low, high, state = (*parts, *[""] * (_PARTS - len(parts)))
    loss = Bounds(Decimal(low), Decimal(high or low)) if low else None
    return appid, Entry(Version.read(minimum) if minimum else None, loss, State(state or State.READ))


_PARTS: Final = 4


@dataclass(frozen=True)
class FleetChanges:
    """The programs that changed, most important first."""

    rows: tuple[Change, ...]
    others: int = 0
    """How many more changed: `rows` has the first ones, and those that a message names."""
    others_by_kind: Mapping[Kind, int] = field(default_factory=dict)
    """Of those, how many under each kind."""

    @property
    def count(self) -> int:
        """How many programs changed."""
        return len(self.rows) + self.others

    def count_of(self, kind: Kind) -> int:
        """How many of them under a kind."""
        return len(self.by_kind.get(kind, ())) + self.others_by_kind.get(kind, 0)

    @cached_property
    def by_kind(self) -> Mapping[Kind, Sequence[Change]]:
        """Changes by kind; a program may appear under several kinds, and empty kinds are missing."""
        found: dict[Kind, list[Change]] = {kind: [] for kind in Kind}
        for row in self.rows:
            for kind in row.kinds:
                found[kind].append(row)
        return {kind: rows for kind, rows in found.items() if rows}

    @property
    def named(self) -> frozenset[str]:
        """The AppIDs of the programs that a message may name."""
        return frozenset(row.appid for rows in self.by_kind.values() for row in rows[:NAMED])

    @property
    def new_cases(self) -> int:
        """The number of programs that need attention now and did not before."""
        return sum(1 for row in self.rows if not NEW_CASES.isdisjoint(row.kinds))

    @property
    def unreadable(self) -> frozenset[str]:
        """The AppIDs of those that cannot be read any more."""
        return frozenset(row.appid for row in self.by_kind.get(Kind.UNREADABLE, ()))

    @property
    def all_named(self) -> bool:
        """Whether the message names all of them."""
        return all(len(rows) <= NAMED for rows in self.by_kind.values())


@dataclass(frozen=True, slots=True)
class Failed:
    """Programs that cannot be read, all for one reason."""

    error: BotError
    count: int
    programs: Sequence[Program]
    """The first of them, as the fleet is sorted."""
    new_count: int
    """How many of them could be read in the last digest."""
    new: Sequence[Program]
    """The first of those."""


@dataclass(frozen=True)
class FleetDigest:
    subscription: Subscription
    report: FleetReport
    """Its totals; no program is listed."""
    failed: tuple[Failed, ...]
    """The most common reason first."""
    memory: FleetDigestMemory
    changes: FleetChanges | None
    """None without an earlier digest to compare with."""
    names: Mapping[str, Program] = field(default_factory=dict)
    """The programs of the fleet that are named among the changes, by AppID."""
    blocked: Mapping[Standing, Sequence[Program]] = field(default_factory=dict)
    """Without changes: the first programs of each need that blocks them, but for those that cannot be read."""
    sent: tuple[date, ...] = ()
    """The slots of the last two digests sent, newest first; this one is compared with the newest."""
    due_at: datetime | None = None
    """UTC, the slot's moment; None when requested now."""
    late: bool = False
    """Whether it comes clearly after `due_at`."""
    decisions: tuple[Decision, ...] = ()
    """Those of its programs that are open, or changed in the last week."""
    public_news: BreakNews | None = None
    """How WeChat's count turned since the last digest."""
    sign_of_life: bool = False
    """Whether it is sent only because a month passed without a change."""

    @property
    def quiet(self) -> bool:
        """Whether nothing changed since the last digest; not known of the first one."""
        return self.changes is not None and not self.changes.rows and self.public_news is None


def as_told(before: FleetDigestMemory | None, now: FleetDigestMemory) -> FleetDigestMemory:
    """Return what a digest remembers: of programs that are still to be judged, what it told of them before."""
    if _UNJUDGED not in now.lines:
        return now
    told = {line.partition(":")[0]: line for line in (before.lines.splitlines() if before else ())}
    lines = (told.get(each.partition(":")[0], each) if _UNJUDGED in each else each for each in now.lines.splitlines())
    return FleetDigestMemory(now.about, "\n".join(lines))


_UNJUDGED: Final = f'"{State.UNJUDGED}"]'
"""How the line of such a program ends."""


def fleet_changes(before: FleetDigestMemory, now: FleetDigestMemory) -> FleetChanges:
    earlier, newer = _apart(before.lines, now.lines)
    return changes_of(earlier, newer)


def changes_of(before: Mapping[str, Entry], now: Mapping[str, Entry]) -> FleetChanges:
    """Return the changes of programs, by AppID."""
    found = (compare(appid, before.get(appid), now.get(appid)) for appid in dict.fromkeys((*now, *before)))
    return FleetChanges(tuple(sorted((change for change in found if change.kinds), key=urgency)))


def _apart(before: str, now: str) -> tuple[Mapping[str, Entry], Mapping[str, Entry]]:
    """Return the programs whose lines differ, as they were and as they are; both texts are sorted."""
    found: tuple[dict[str, Entry], dict[str, Entry]] = ({}, {})
    texts = (StringIO(before), StringIO(now))
    lines = [text.readline().rstrip("\n") for text in texts]
    while any(lines):
        first = min(filter(None, lines))
        mine = [line == first for line in lines]
        for at in (0, 1):
            if mine[at]:
                if not all(mine):
                    found[at].update([_read(first)])
                lines[at] = texts[at].readline().rstrip("\n")
    return found


def details_of(digest: Delivery, pages: int, *, now: datetime) -> Sequence[Delivery]:
    """Return the deliveries for the pages of a sent digest, due at once.

    Args:
        digest: the digest's delivery, with the ts of its message.
        pages: number of messages, at most 99.
    """
    return [
        Delivery(
            f"{digest.id}-details-{page:02}",
            digest.team_id,
            f"{digest.subject_id}-{page:02}",
            digest.slot,
            now,
            DeliveryState.DUE,
            channel_id=digest.channel_id,
            kind=DeliveryKind.DETAILS,
            thread_ts=digest.message_ts,
        )
        for page in range(1, pages + 1)
    ]


def page_of(details: Delivery) -> tuple[str, int]:
    """Return the subscription id and the page number of such a delivery."""
    subscription_id, _, page = details.subject_id.rpartition("-")
    return subscription_id, int(page)
