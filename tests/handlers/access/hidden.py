"""One program in every way to be out of sight, beside one that was never there."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

from bot.domain.alerts.alert import AlertState, Crossing
from bot.domain.decisions.decision import Decision, Origin, State
from bot.domain.decisions.evidence import seal_of
from bot.domain.decisions.program import ProgramState
from bot.domain.decisions.steps import About, Topic, open_vote
from bot.domain.delivery import Delivery, DeliveryKind, DeliveryState
from bot.domain.digest.comparison import Entry
from bot.domain.digest.fleet_digest import FleetDigestMemory
from bot.domain.digest.subscription import Scope, Subscription, scope_word
from bot.domain.fleet_row import State as FleetState
from bot.domain.home import Preferences
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.platform import ProgramEvent
from bot.domain.programs import Program
from bot.ports.digest import Judged
from bot.ports.programs import ProgramNews
from bot.ports.sweep import ReadFailure
from tests.domain.build import exactly, snapshot_of, v
from tests.domain.decisions import build as many
from tests.domain.decisions.build import EVIDENCE
from tests.fakes.programs import FakePrograms
from tests.handlers.access.matrix import ELSEWHERE, PEOPLE, answers_of, placed, restore
from tests.handlers.access.operations import ALERT, DECISION, OWNER, SUBSCRIPTION, Operation
from tests.handlers.context import CAFE, CHANNEL, NOW, SHOP, TEAM, Office


class Sight(StrEnum):
    """Why a program does not exist for the one who asks."""

    UNHEARD = "unheard of"
    """Nothing but what people in the channel have set up about it: what all others look like."""
    RESTRICTED = "restricted"
    GONE = "gone"
    """It was restricted, and its authorisation has ended."""
    REMOVED = "removed"
    OTHER = "of another workspace"
    SEEN = "seen"
    """Not at all: what is compared has to be another answer here."""


HIDDEN: Final = tuple(Sight)[1:-1]
OF_ADMINS: Final = (Sight.REMOVED, Sight.OTHER)
"""What admins do not see either: restrictions are theirs to see."""
ITS_CHANNEL: Final = "C9"
PLACES: Final[Mapping[str, str]] = {
    "its channel": ITS_CHANNEL,
    "here": CHANNEL,
    "elsewhere": "C8",
    "direct": "D0DIRECT",
}
ROLES: Final = ("viewer", "editor", "admin")
_DAYS: Final = (0, 1, 7)
SECRETS: Final = (SHOP.nickname, "3.13.13", "canary-of-the-decision")
"""Known only to those for whom the program exists, and never typed: its name, a version of its users, a reason."""

_LOSS: Final = Decimal("0.1313")
LOSS: Final = "13.1%"
"""The program's in the last digest of a fleet, whose thread was still to come."""
ABOUT_MANY: Final = "canary-of-many"
"""The tag of a decision about it and another one: known where that was proposed."""


def _decision(program: Program, id_: str, number: int) -> Decision:
    evidence = replace(EVIDENCE, appid=program.appid, program=program.name, frozen_at=NOW)
    return replace(DECISION, id=id_, number=number, evidence=evidence, seal=seal_of(evidence), card_ts="1.0")


_ONE: Final = replace(_decision(SHOP, DECISION.id, 1), reason=SECRETS[-1])
"""About the program, in the channel where it was proposed once."""
_DRAFT: Final = replace(_ONE, state=State.DRAFT, card_ts="", transitions=0)
_LEARNT: Final = [
    replace(_decision(program, id_ * 32, number), state=State.VERIFIED, applied_at=NOW - timedelta(days=3))
    for program, id_, number in ((SHOP, "c", 3), (CAFE, "a", 4))
]
"""About it, and about another one that is compared with the rest."""
_ROWS: Final = tuple(
    replace(row, appid=each.appid, program=each.name) for row, each in zip(many.fleet(2), (SHOP, CAFE), strict=False)
)
_MANY: Final = replace(
    many.PROPOSED_FLEET,
    id="e" * 32,
    team_id=TEAM,
    channel_id=ITS_CHANNEL,
    proposer_id=OWNER.user_id,
    proposed_at=NOW,
    number=2,
    evidence=replace(many.BUILD_EVIDENCE, tag=ABOUT_MANY),
)
"""About it and another one, in its own channel."""
FLEET_ALERT: Final = replace(ALERT, id="b" * 32, appid="")
NEWS: Final = ProgramNews("news", TEAM, CHANNEL, OWNER.user_id, SHOP.appid, ProgramEvent.AUTHORISED, NOW)
_HEX: Final = re.compile(r"bl_[\w-]+|[0-9a-f]{32}|\b[0-9a-f]{6}\b")
"""Ids and personal tokens, new in each process."""


class Fleets(FakePrograms):
    def __init__(self, fleets: Mapping[str, tuple[Program, ...]]) -> None:
        super().__init__()
        self._fleets = fleets

    async def all(self, team_id: str) -> Sequence[Program]:
        self.programs = list(self._fleets.get(team_id, ()))
        return await super().all(team_id)


class Hidden:
    """A bot where the program is out of sight."""

    def __init__(self, sight: Sight) -> None:
        self.sight = sight
        there = (SHOP, CAFE) if sight in (Sight.RESTRICTED, Sight.SEEN) else (CAFE,)
        fleets = {TEAM: there, ELSEWHERE: (SHOP,) if sight is Sight.OTHER else ()}
        self.office = Office(programs=Fleets(fleets))

    async def open(self) -> None:
        """Two workspaces, all people, and the numbers of whichever once had the program."""
        office = self.office
        for team in (TEAM, ELSEWHERE):
            await office.install(team)
        for person in (*PEOPLE.values(), OWNER):
            office.people.change(person)
        office.source.gate.set()
        if self.sight is not Sight.UNHEARD:
            team = ELSEWHERE if self.sight is Sight.OTHER else TEAM
            await office.snapshots.save(team, [_numbers(SHOP, back, SECRETS[1]) for back in _DAYS])
            failure = ReadFailure(SHOP.appid, "wechat-busy", {}, NOW + timedelta(days=1), NOW + timedelta(days=2))
            await office.read_failures.note(team, [failure])
        await office.snapshots.save(TEAM, [_numbers(CAFE, back, "3.8.0") for back in _DAYS])
        for person in PEOPLE.values():
            await office.choices.put(TEAM, person.user_id, Preferences("en", (SHOP.appid, CAFE.appid)))
            await office.choices.used(TEAM, person.user_id, CHANNEL, NOW.date())

    async def restore(self) -> None:
        """Undo what the last question changed, and hide the program again."""
        office = self.office
        await restore(office)
        await office.decisions.put(_ONE)
        await office.decisions.put(_MANY)
        office.decisions.rows[TEAM, _MANY.id] = {each.position: each for each in _ROWS}
        await office.alerts.add(FLEET_ALERT, {each.appid: AlertState(holds=True) for each in (SHOP, CAFE)})
        if self.sight in (Sight.RESTRICTED, Sight.GONE):
            await office.rules.restrict(TEAM, SHOP.appid, [ITS_CHANNEL])
        office.metrics.answers.clear()

    async def asked(self, operation: Operation, role: str, channel_id: str) -> str:
        """All that can be read once it was asked, and why it went wrong."""
        await self.restore()
        _, body = await self.office.dispatch(placed(operation.payload, PEOPLE[role].user_id, channel_id))
        await self.office.settle()
        return self.heard(body)

    def heard(self, body: object = None) -> str:
        errors = [error.key for _, error in self.office.metrics.answers if error]
        return _HEX.sub("#", f"{errors} {answers_of(self.office, body)}")

    async def delivered(self, delivery: Delivery, digest: Subscription) -> tuple[str, str]:
        """What is posted for a delivery or its like; and all else, and why nothing is. `digest` is the channel's."""
        await self.restore()
        office = self.office
        await office.subscriptions.put(digest)
        for slot, loss in ((YESTERDAY, Decimal("0.01")), (NOW.date(), _LOSS)):
            memory = _memory(scope_word(digest), loss, more=slot == YESTERDAY)
            await office.fleet_memories.keep(TEAM, digest.id, slot, memory, forget_before=None)
        await office.decisions.put(_DRAFT)
        await office.decisions.keep(open_vote(_DRAFT, Origin(OWNER.user_id, NOW, _ONE.card_ts)))
        crossings = [(ALERT, SHOP), (FLEET_ALERT, SHOP), (FLEET_ALERT, CAFE)]
        judged = [Judged(alert, each.appid, AlertState(), _crossing(each)) for alert, each in crossings]
        await office.alerts.keep(TEAM, judged, now=NOW)
        await office.news.add([NEWS])
        for each in _LEARNT:
            await office.decisions.put(each)
            of_it = office.decisions.rows[TEAM, each.id]
            of_it |= {place: replace(row, state=ProgramState.VERIFIED) for place, row in of_it.items()}
        await office.deliveries.record([*EARLIER, delivery])
        await office.usecases.deliver_due(now=NOW + timedelta(minutes=30))
        await office.settle()
        rows = await office.deliveries.history(TEAM, delivery.subject_id, limit=9)
        ids = {row.id for row in rows if row.kind is delivery.kind}  # an alert has one of its own for each evaluation
        own = [str(each.message) for each in office.messenger.posted if each.delivery_id in ids]
        return _HEX.sub("#", "".join(own)), self.heard([(row.state.value, str(row.reason)) for row in rows])


def _numbers(program: Program, back: int, newest: str) -> Snapshot:
    rows = [("2.9.0", "1"), (newest, "99")]
    kept = snapshot_of(rows, NOW.date() - timedelta(days=back), minimum="2.0.0", appid=program.appid)
    return replace(kept, taken_at=NOW)


def _memory(about: str, loss: Decimal, *, more: bool) -> FleetDigestMemory:
    """What a fleet's digest showed: of the program, and of so many more that the next one has a thread."""
    of_it = Entry(v("3.0.0"), Bounds(loss, loss), FleetState.READ)
    others = dict.fromkeys([f"wxgone{number}" for number in range(9)] if more else [], of_it)
    return FleetDigestMemory.of(about, {SHOP.appid: of_it, **others})


def _crossing(program: Program) -> Crossing:
    return Crossing(program.appid, NOW.date(), NOW, v("3.0.0"), None, exactly("0.015"))


def _due(kind: DeliveryKind, subject_id: str, *, of: str = "due") -> Delivery:
    return Delivery(of, TEAM, subject_id, NOW.date(), NOW, DeliveryState.DUE, channel_id=CHANNEL, kind=kind)


YESTERDAY: Final = NOW.date() - timedelta(days=1)
EARLIER: Final = (
    replace(_due(DeliveryKind.DIGEST, SUBSCRIPTION.id, of="sent"), state=DeliveryState.SENT, slot=YESTERDAY),
    replace(_due(DeliveryKind.ALERT, ALERT.id, of="lost"), state=DeliveryState.FAILED, slot=YESTERDAY, finished_at=NOW),
    replace(_due(DeliveryKind.DECISION, str(About(_ONE.id, Topic.STEP, 2)), of="missing"), state=DeliveryState.FAILED),
)
DIGESTS: Final = (
    SUBSCRIPTION,
    replace(SUBSCRIPTION, appids=()),
    replace(SUBSCRIPTION, appids=(SHOP.appid, CAFE.appid), scope=Scope(fleet=True)),
    replace(SUBSCRIPTION, appids=(), scope=Scope(fleet=True)),
    replace(SUBSCRIPTION, appids=(), channel_id="U0EDITOR", owner_id="U0EDITOR"),
)
"""About the program by name, about the channel's own, about a choice, about all, and a person's own."""
DELIVERIES: Final[Mapping[DeliveryKind, Sequence[Delivery]]] = {
    DeliveryKind.DIGEST: [_due(DeliveryKind.DIGEST, SUBSCRIPTION.id)],
    DeliveryKind.NOW: [_due(DeliveryKind.NOW, SUBSCRIPTION.id)],
    DeliveryKind.ALERT: [_due(DeliveryKind.ALERT, each.id) for each in (ALERT, FLEET_ALERT)],
    DeliveryKind.NOTICE: [_due(DeliveryKind.NOTICE, ALERT.id, of="lost-notice")],
    DeliveryKind.PROGRAM: [_due(DeliveryKind.PROGRAM, NEWS.id, of="program-news")],
    DeliveryKind.DETAILS: [_due(DeliveryKind.DETAILS, f"{SUBSCRIPTION.id}-1")],
    DeliveryKind.DECISION: [
        *(
            _due(DeliveryKind.DECISION, str(About(_ONE.id, topic, 1)))
            for topic in (Topic.CARD, Topic.REMINDER, Topic.STEP)
        ),
        _due(DeliveryKind.DECISION, str(About("missing", Topic.LOST))),
        *(_due(DeliveryKind.DECISION, str(About(each.id, Topic.LESSON, 7))) for each in _LEARNT),
    ],
}
"""Each kind of message that Baselib posts by itself, about the program."""
