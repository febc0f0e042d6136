"""The people of a Slack workspace."""

from collections import deque
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime

from bot.blocks.kit.elements import View
from bot.domain.access import USUAL, USUAL_RULE, AuditAction, AuditEntry, Grant, QuorumRule, Role, Roles
from bot.domain.agents import MOST_TOKENS, PersonalToken
from bot.domain.alerts.alert import Alert
from bot.domain.delivery import Delivery, DeliveryState
from bot.domain.digest.subscription import Subscription
from bot.domain.home import Outcomes, Preferences
from bot.errors import BotError, MembershipUnknown, RoleUnknown
from bot.ports.programs import Programs
from bot.ports.slack import Person, Workspace
from bot.usecases.programs.visible import VisiblePrograms
from tests.fakes.alerts import FakeAlerts
from tests.fakes.deliveries import FakeDeliveries
from tests.fakes.storage import FakeSubscriptions


class FakePeople:
    """Serves `bot.ports.slack.People`; a person is cached once asked for."""

    def __init__(self, *people: Person) -> None:
        self._profiles = {person.user_id: person for person in people}
        self._known: dict[tuple[str, str], Person] = {}
        self.calls: list[tuple[str, str]] = []
        self.left: set[tuple[str, str]] = set()
        """Channels, and the people that have left them."""
        self.silent = False
        """Slack does not answer."""
        self.hidden: set[str] = set()
        """Users without an answer from Slack."""
        self.admin_id: str | None = None
        """Who looks after the workspace."""

    def change(self, person: Person) -> None:
        self._profiles[person.user_id] = person

    async def get(self, team_id: str, user_id: str) -> Person:
        known = self.known(team_id, user_id)
        if known or self.silent:
            return known or Person(user_id, "", "")
        return await self.current(team_id, user_id)

    async def current(self, team_id: str, user_id: str) -> Person:
        if self.silent or user_id in self.hidden:
            raise RoleUnknown
        self.calls.append((team_id, user_id))
        person = self._profiles.get(user_id, Person(user_id, "", ""))
        self._known[team_id, user_id] = person
        return person

    async def is_member(self, team_id: str, channel_id: str, user_id: str, *, recent: bool = False) -> bool:
        del team_id, recent
        if self.silent:
            raise MembershipUnknown
        return (channel_id, user_id) not in self.left

    async def admin(self, team_id: str) -> str | None:
        del team_id
        return self.admin_id

    def known(self, team_id: str, user_id: str) -> Person | None:
        return self._known.get((team_id, user_id))

    def forget(self, team_id: str, user_id: str) -> None:
        self._known.pop((team_id, user_id), None)


class FakePreferences:
    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Preferences] = {}
        self._used: dict[tuple[str, str], dict[str, date]] = {}
        self.reads = 0
        """How often preferences were looked up."""
        self.writes = 0
        """How often a use of a channel was noted."""

    async def get(self, team_id: str, user_id: str) -> Preferences:
        self.reads += 1
        return self._kept.get((team_id, user_id), Preferences())

    async def put(self, team_id: str, user_id: str, preferences: Preferences) -> None:
        self._kept[team_id, user_id] = preferences

    async def used(self, team_id: str, user_id: str, channel_id: str, day: date) -> None:
        self.writes += 1
        self._used.setdefault((team_id, user_id), {})[channel_id] = day

    async def channels(self, team_id: str, user_id: str, *, since: date, limit: int) -> Sequence[str]:
        used = self._used.get((team_id, user_id), {})
        recent = [channel for channel, day in used.items() if day >= since]
        return sorted(recent, key=lambda each: (-used[each].toordinal(), each))[:limit]


class FakeHomeQueries:
    def __init__(self, subscriptions: FakeSubscriptions, alerts: FakeAlerts, deliveries: FakeDeliveries) -> None:
        self._subscriptions = subscriptions
        self._alerts = alerts
        self._deliveries = deliveries

    async def digests(
        self, team_id: str, user_id: str, channel_ids: Collection[str], *, limit: int
    ) -> tuple[Sequence[Subscription], int]:
        found = [
            subscription
            for subscription in self._subscriptions._kept.values()
            if subscription.team_id == team_id
            and (subscription.owner_id == user_id or subscription.channel_id in channel_ids)
            and not (subscription.ended or subscription.personal)
        ]
        return sorted(found, key=lambda subscription: subscription.channel_id)[:limit], len(found)

    async def alerts(
        self, team_id: str, user_id: str, channel_ids: Collection[str], *, limit: int
    ) -> tuple[Sequence[Alert], int]:
        found = [
            alert
            for alert in await self._alerts.of_team(team_id)
            if alert.owner_id == user_id or alert.channel_id in channel_ids
        ]
        return sorted(found, key=lambda alert: (alert.channel_id, alert.number))[:limit], len(found)

    async def since(self, team_id: str, moment: datetime) -> Outcomes:
        ended = [
            each
            for each in (row.delivery for row in self._deliveries._rows.values())
            if each.team_id == team_id and each.finished_at and each.finished_at >= moment
        ]
        failed = _in(ended, DeliveryState.FAILED)
        newest = max(failed, key=lambda each: each.finished_at or moment, default=None)
        sent, unknown = len(_in(ended, DeliveryState.SENT)), len(_in(ended, DeliveryState.UNKNOWN))
        return Outcomes(sent, len(failed), unknown, newest.reason if newest else None)


class FakeHomeTabs:
    """Serves `bot.ports.people.HomeTabs`; each tab that is put up has another hash."""

    def __init__(self) -> None:
        self.shown: dict[tuple[str, str], tuple[str, View]] = {}
        """The hash and the tab of each person."""
        self.published: list[tuple[str, View, str]] = []
        """Every attempt: user, view, and the one replaced."""
        self.failures: deque[Exception] = deque()
        """What the next attempts come to."""

    async def publish(self, team_id: str, user_id: str, view: View, *, only_if: str = "") -> str | None:
        self.published.append((user_id, view, only_if))
        if self.failures:
            raise self.failures.popleft()
        stands, _ = self.shown.get((team_id, user_id), ("", {}))
        if only_if and only_if != stands:
            return None
        made = f"{len(self.published)}.hash"
        self.shown[team_id, user_id] = (made, view)
        return made

    def elsewhere(self, team_id: str, user_id: str, view: View) -> None:
        self.shown[team_id, user_id] = ("another.hash", view)


class FakeGreetings:
    def __init__(self) -> None:
        self._greeted: set[tuple[str, str]] = set()

    async def first(self, team_id: str, place: str = "", *, now: datetime) -> bool:
        del now
        new = (team_id, place) not in self._greeted
        self._greeted.add((team_id, place))
        return new

    async def take_back(self, team_id: str, place: str = "") -> None:
        self._greeted.discard((team_id, place))


def _in(deliveries: Sequence[Delivery], state: DeliveryState) -> list[Delivery]:
    return [each for each in deliveries if each.state is state]


class FakeAccessRules:
    def __init__(self) -> None:
        self._defaults: dict[str, Role] = {}
        self._quorums: dict[str, QuorumRule] = {}
        self._grants: dict[tuple[str, str], Grant] = {}
        self._restrictions: dict[tuple[str, str], frozenset[str]] = {}
        self.roles_read = 0

    async def roles(self, team_id: str) -> Roles:
        self.roles_read += 1
        return Roles(self._defaults.get(team_id, USUAL), {grant.user_id: grant for grant in self.grants(team_id)})

    def grants(self, team_id: str) -> Sequence[Grant]:
        return [grant for (team, _), grant in sorted(self._grants.items()) if team == team_id]

    async def set_default(self, team_id: str, role: Role) -> None:
        self._defaults[team_id] = role

    async def grant(self, team_id: str, grant: Grant) -> None:
        self._grants[team_id, grant.user_id] = grant

    async def revoke(self, team_id: str, user_id: str) -> None:
        self._grants.pop((team_id, user_id), None)

    async def quorum(self, team_id: str) -> QuorumRule:
        return self._quorums.get(team_id, USUAL_RULE)

    async def set_quorum(self, team_id: str, rule: QuorumRule) -> None:
        self._quorums[team_id] = rule

    async def restrictions(self, team_id: str) -> Mapping[str, Collection[str]]:
        return {appid: channels for (team, appid), channels in self._restrictions.items() if team == team_id}

    async def restrict(self, team_id: str, appid: str, channels: Collection[str]) -> None:
        self._restrictions.pop((team_id, appid), None)
        if channels:
            self._restrictions[team_id, appid] = frozenset(channels)


class FakeAuditLog:
    def __init__(self) -> None:
        self.entries: list[AuditEntry] = []

    @asynccontextmanager
    async def recording(self, entry: AuditEntry) -> AsyncIterator[None]:
        yield
        self.entries.append(entry)

    async def newest(self, team_id: str, *, limit: int, subject: str = "") -> Sequence[AuditEntry]:
        mine = [entry for entry in self.entries if entry.team_id == team_id and subject in ("", entry.subject)]
        return sorted(mine, key=lambda entry: entry.at)[::-1][:limit]

    async def since(
        self, since: datetime, *, team_id: str = "", actions: Collection[AuditAction] = ()
    ) -> Sequence[AuditEntry]:
        found = [entry for entry in self.entries if entry.at >= since and team_id in ("", entry.team_id)]
        found = [entry for entry in found if not actions or entry.action in actions]
        return sorted(found, key=lambda entry: entry.at)


def seen_by_all(programs: Programs, *, all_of_wechat: bool = False) -> VisiblePrograms:
    return VisiblePrograms(programs, FakeAccessRules(), all_of_wechat=all_of_wechat)


class FakePersonalTokens:
    def __init__(self) -> None:
        self.kept: dict[str, PersonalToken] = {}
        """By hash."""

    async def add(self, token: PersonalToken, digest: str, *, since: datetime) -> bool:
        own = await self.of_person(token.team_id, token.user_id)
        if sum(each.made_at > since for each in own) >= MOST_TOKENS:
            return False
        self.kept[digest] = token
        return True

    async def find(self, digest: str) -> PersonalToken | None:
        return self.kept.get(digest)

    async def of_person(self, team_id: str, user_id: str) -> Sequence[PersonalToken]:
        own = [each for each in self.kept.values() if (each.team_id, each.user_id) == (team_id, user_id)]
        return sorted(own, key=lambda each: (each.made_at, each.id))

    async def remove(self, team_id: str, user_id: str, token_id: str) -> bool:
        return self._drop(lambda each: (each.team_id, each.user_id, each.id) == (team_id, user_id, token_id)) > 0

    def forget(self, team_id: str) -> None:
        """Drop a workspace's, as the database does when the workspace ends."""
        self._drop(lambda each: each.team_id == team_id)

    def _drop(self, gone: Callable[[PersonalToken], bool]) -> int:
        before = len(self.kept)
        self.kept = {digest: each for digest, each in self.kept.items() if not gone(each)}
        return before - len(self.kept)


class FakeIdentity:
    def __init__(self, answer: Workspace | BotError) -> None:
        self.answer = answer

    async def whoami(self) -> Workspace:
        if isinstance(self.answer, BotError):
            raise self.answer
        return self.answer


class FakeTokenCheck:
    def __init__(self) -> None:
        self.refusal: BotError | None = None
        """What Slack answers; None while it accepts every token."""
        self.calls: list[str] = []

    async def __call__(self, team_id: str) -> None:
        self.calls.append(team_id)
        if self.refusal:
            raise self.refusal
