"""The days of an installation that is made to be kept: what WeChat says, what people do, and what is due."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from bot.assembly.reading import judge_alerts
from bot.domain.access import SYSTEM, AuditAction, AuditEntry, Role, Viewpoint
from bot.domain.agents import PersonalToken, digest_of
from bot.domain.alerts.parse import parse_alert
from bot.domain.decisions.decision import Decision, Origin
from bot.domain.decisions.proposable import Draft, Proposal
from bot.domain.delivery import Schedule
from bot.domain.digest.subscription import Scope
from bot.domain.home import Preferences
from bot.domain.imports.numbers import ImportedDay
from bot.domain.numbers.public import ClientRelease, PublicSnapshot
from bot.domain.numbers.snapshot import Users
from bot.domain.numbers.version import Version
from bot.domain.platform import AccountStatus
from bot.domain.programs import MerchantChoice, OptIn
from bot.errors import (
    BotError,
    ChannelUnavailable,
    SlackUnclear,
    WeChatBusy,
    WeChatLimited,
    WeChatRefused,
)
from bot.ports.programs import KeptProgram
from bot.ports.slack import Workspace
from bot.storage.workspaces import SqlWorkspaces
from bot.usecases.alerts.change import set_alert
from bot.usecases.alerts.judge import JudgePublicNumbers
from bot.usecases.alerts.scheduled import evaluate_attention
from bot.usecases.decisions.change import (
    AdvanceRuns,
    advance_decisions,
    approve_decision,
    preview_roll_back,
    roll_back_decision,
    start_setting,
)
from bot.usecases.decisions.propose import propose_decision
from bot.usecases.digest.subscribe import subscribe_channel
from bot.usecases.everything import UseCases
from bot.usecases.governance import grant_role, restrict_program
from bot.usecases.home.waiting import set_weekly
from bot.usecases.imports import import_numbers
from bot.usecases.programs.choose import add_tags, choose_program, set_alias, use_program
from bot.usecases.sweep.count_users import CountUsers
from bot.usecases.sweep.sweep import DailySweep
from bot.usecases.sweep.sync_provided import SyncPublicData
from bot.wiring.core import Core
from tests.domain.break_world import days as days_with_break
from tests.domain.build import TODAY
from tests.fakes.everything import Fakes
from tests.fakes.public import FakePublicSource
from tests.fakes.wechat import FakeMinimumSetter, FakeUserSource
from tests.storage.migrations.kept.installation import (
    ALICE,
    ASKED_AT,
    BOWEN,
    CARLA,
    DAY,
    DORA,
    FLEET,
    FOOD,
    GONE,
    LOST,
    MAIN,
    MINIMUM,
    RELEASE,
    TARGET,
    TEAM,
    Shop,
    shops,
)

DAYS: Final = 60
SETTABLE: Final = ("shop", "mended", "percent", "labels", "unreported", "missing")


def published(day: date) -> PublicSnapshot:
    """WeChat's public numbers of a day: from `break_world.SINCE` on they are counted otherwise."""
    found = next(each for each in days_with_break(2.4) if each.day == day)
    assert found.distribution
    releases = tuple(ClientRelease(f"8.0.{number}", Version.parse(f"3.{number}.0")) for number in range(150, 180, 6))
    at = datetime.combine(day, time(0, 20), UTC)
    return PublicSnapshot(day, at, at + timedelta(minutes=40), found.distribution, releases, releases)


class Visitors(FakeUserSource):
    """Counts fewer users of each program than of the one before, and of some none."""

    async def users(self, appid: str, day: date) -> Users | None:
        total = await super().users(appid, day)
        number = int(appid.removeprefix("wx"), 16)
        if total is None or number % 6 == 0:
            return None
        return Users(day, android=total.android // number**2, iphone=9 * (40 - number), other=number % 3)


@dataclass
class World:
    core: Core
    fakes: Fakes
    usecases: UseCases
    people: Mapping[int, Callable[["World"], Awaitable[None]]]
    """What they do, so many days before the last."""
    shops: list[Shop] = field(default_factory=shops)
    minimums: dict[str, str] = field(default_factory=dict)
    decided: dict[str, Decision] = field(default_factory=dict)
    now: datetime = ASKED_AT

    def __post_init__(self) -> None:
        kept, fakes = self.core.repositories, self.fakes
        self.setter: FakeMinimumSetter = fakes.setter
        self.public = FakePublicSource(WeChatBusy(code=-1))
        self.users = Visitors()
        self.sweep = DailySweep(
            fakes.source,
            kept.snapshots,
            kept.public_snapshots,
            kept.daily_work,
            kept.workspaces,
            kept.read_failures,
            watch=judge_alerts(kept),
        )
        self.count = CountUsers(self.users, kept.user_counts, kept.daily_work, kept.workspaces)
        watch = JudgePublicNumbers(judge_alerts(kept), kept.public_snapshots, kept.workspaces)
        self.keep_public = SyncPublicData(self.public, kept.public_snapshots, kept.syncs, watch=watch)
        self.runs = AdvanceRuns(kept.decisions, self.usecases.advance)

    def shop(self, alias: str) -> Shop:
        return next(each for each in self.shops if each.alias == alias)

    def seen(self, channel: str) -> Viewpoint:
        return Viewpoint.of_channel(TEAM, channel)

    def by(self, user: str) -> Origin:
        return Origin(user, self.now, "7.1")

    async def begin(self) -> None:
        kept = self.core.repositories
        await SqlWorkspaces(self.core.database, self.fakes.clock).put(Workspace(TEAM, "Kept", "U0BOT"), by=ALICE)
        for each in self.shops:
            if each.age == DAYS - 1:
                await self._join(each)
        await grant_role(self.usecases, TEAM, CARLA, Role.ADMIN, by=ALICE, now=self.now)
        await grant_role(self.usecases, TEAM, DORA, Role.VIEWER, by=ALICE, now=self.now)
        await kept.preferences.put(TEAM, BOWEN, Preferences("en", (self.shop("shop").appid, self.shop("tea").appid)))
        await use_program(self.usecases, self.seen(RELEASE), "tea", by=BOWEN, now=self.now)
        token = PersonalToken("a1b2c3", TEAM, BOWEN, self.now)
        await kept.personal_tokens.add(token, digest_of("token"), since=self.now)
        for alias in ("broken", "mended"):
            shop, first = self.shop(alias), TODAY - DAYS * DAY
            days = [first - weeks * 7 * DAY for weeks in range(20, 0, -1)]
            past = [ImportedDay(day, shop.feed(day, ""), signed=False) for day in days]
            await import_numbers(self.usecases, self.seen(MAIN), alias, past, by=ALICE, now=self.now)
        await self._orders()
        every = days_with_break(2.4)
        recent = self.now.date() - 14 * DAY
        await kept.public_snapshots.save(
            *(
                published(each.day)
                for each in every
                if each.day < self.now.date() and (each.day > recent or each.day.weekday() == 2)
            )
        )

    async def _join(self, shop: Shop) -> None:
        kept, everywhere = self.core.repositories, Viewpoint.everything(TEAM)
        listed = shop.number % 2 == 1
        joined = KeptProgram(
            shop.appid,
            shop.nickname,
            "Some merchant",
            AccountStatus.WARNED if shop.alias == "labels" else AccountStatus.NORMAL,
            permission_sets=frozenset({18, 30}),
            added_at=self.now,
            checked_at=self.now,
            listed_alias=shop.alias if listed else "",
            listed_tags=shop.tags if listed else (),
        )
        entry = AuditEntry(
            TEAM, self.now, SYSTEM, AuditAction.AUTHORISED, shop.appid, {}, {"permission_sets": [18, 30]}
        )
        async with kept.audit.recording(entry):
            await kept.kept_programs.put(TEAM, [joined])
        if not listed and shop.alias:
            await set_alias(self.usecases, everywhere, shop.appid, shop.alias, by=ALICE, now=self.now)
        if not listed and shop.tags:
            await add_tags(self.usecases, everywhere, [shop.appid, *shop.tags], by=ALICE, now=self.now)
        if shop.alias == "secret":
            await restrict_program(self.usecases, TEAM, shop.appid, [RELEASE], by=ALICE, now=self.now)
        if shop.alias in SETTABLE or "chain" in shop.tags:
            opt_in = OptIn(on=True, merchant=MerchantChoice.AGREED)
            await kept.opt_ins.put(TEAM, shop.appid, opt_in, instead_of=OptIn())

    async def _orders(self) -> None:
        shop = self.shop
        monday = Schedule((0,), time(9), "Asia/Shanghai")
        working = Schedule((0, 1, 2, 3, 4), time(9), "Asia/Shanghai")
        named = [shop(alias).appid for alias in ("shop", "tea", "broken")]
        for channel, schedule, how in (
            (MAIN, monday, {"appids": named}),
            (RELEASE, working, {"appids": (), "only_changes": True}),
            (FLEET, monday, {"scope": Scope(fleet=True)}),
            (FOOD, Schedule((0, 3), time(9), "Asia/Shanghai"), {"scope": Scope(fleet=True, tag="food")}),
            (GONE, working, {"appids": named[:1]}),
            (LOST, Schedule((4,), time(9), "Asia/Shanghai"), {"appids": named[:2]}),
        ):
            await subscribe_channel(
                self.usecases, TEAM, channel, schedule, locale="en", owner_id=ALICE, now=self.now, **how
            )
        await set_weekly(
            self.usecases, TEAM, await self.fakes.people.get(TEAM, BOWEN), on=True, locale="en", now=self.now
        )

    async def alert(self, channel: str, text: str, owner: str = BOWEN) -> None:
        await set_alert(self.usecases, self.seen(channel), parse_alert(text), locale="en", owner_id=owner, now=self.now)

    async def day(self, day: date) -> None:
        """A day: what WeChat says, what people do, what is due."""
        self.move(day, time(1))
        ago, source = (TODAY - day).days, self.fakes.source
        for each in self.shops:
            if ago == each.age < DAYS - 1:
                await self._join(each)
            if ago <= each.age:
                source.set(each.appid, each.feed(day, self.minimums.setdefault(each.appid, MINIMUM)))
            source.fail(each.appid, self._trouble(each, ago))
        self.public.says = published(day)
        await self.keep_public(now=self.now)
        await self.sweep(now=self.now)
        channels = {GONE: ChannelUnavailable(code="is_archived", method="chat.postMessage")} if ago == 12 else {}
        for channel, error in channels.items():
            self.fakes.messenger.fail_channel(channel, error)
        if day.weekday() == 4 and ago < 7:
            self.fakes.messenger.lose_next_answer(SlackUnclear(method="chat.postMessage"))
            self.fakes.messenger.fail_history(*[SlackUnclear(method="conversations.history")] * 40)
        await self.tick()
        if acts := self.people.get(ago):
            self.move(day, time(1, 10))
            await acts(self)
        for hour, minute in ((1, 15), (1, 25)) if ago == 0 else ((1, 20), (2, 0), (5, 0), (12, 0), (20, 0)):
            self.move(day, time(hour, minute))
            if hour == 5:
                self.users.total = 1_000_000 + 100 * ago
                await self.count(now=self.now)
            await self.tick()

    def move(self, day: date, at: time) -> None:
        self.now = datetime.combine(day, at, UTC)
        self.fakes.clock.set(self.now)
        self.fakes.messenger.now = self.now

    async def tick(self) -> None:
        await evaluate_attention(self.usecases, now=self.now)
        await self.runs(now=self.now)
        await advance_decisions(self.usecases, now=self.now)
        await self.usecases.deliver_due(now=self.now)
        for appid, _ in self.setter.calls:  # a minimum that was set stays
            self.minimums[appid] = self.fakes.source._feeds[appid].minimum

    def _trouble(self, shop: Shop, ago: int) -> BotError | None:
        if shop.alias == "never":
            return WeChatBusy(code=-1, errmsg="system error", rid="r-1")
        if shop.alias == "failing" and ago < 4:
            return WeChatRefused(code=85064, errmsg="template not found", rid="r-2")
        if shop.alias == "quota" and ago < 2:
            return WeChatLimited(code=45009, errmsg="reach max", rid="r-3", until=self.now + timedelta(hours=15))
        return None

    # Decisions

    async def propose(
        self, name: str, what: str, *, version: str = TARGET, channel: str = MAIN, by: str = ALICE
    ) -> Decision:
        """Propose for a program, or for those with a tag; kept under a name."""
        tag = what.removeprefix("#")
        program = None if what.startswith("#") else await choose_program(self.usecases, self.seen(channel), what)
        proposal = Proposal(
            Version.parse(version),
            f"To be {name}",
            program,
            "" if program else tag,
            proposer_id=by,
            locale="en",
        )
        done = await propose_decision(self.usecases, self.seen(channel), proposal, now=self.now)
        if isinstance(done, Draft):
            done = await propose_decision(
                self.usecases, self.seen(channel), replace(proposal, looked_at=done.mark), now=self.now
            )
        assert not isinstance(done, Draft)
        self.decided[name] = done.decision
        return await self.found(name)

    async def found(self, name: str) -> Decision:
        found = await self.core.repositories.decisions.get(TEAM, self.decided[name].id)
        assert found
        return found

    async def approve(self, name: str) -> None:
        for user in (BOWEN, CARLA)[: (await self.found(name)).needed]:
            await approve_decision(self.usecases, await self.found(name), self.by(user))

    async def approved(self, name: str, what: str, **how: str) -> None:
        await self.propose(name, what, **how)
        await self.approve(name)

    async def start(self, name: str) -> None:
        await start_setting(self.usecases, await self.found(name), self.by(BOWEN))

    async def roll_back(self, name: str) -> None:
        """Press *Roll back*, and the button of its preview."""
        draft = await preview_roll_back(self.usecases, await self.found(name), self.by(CARLA))
        await roll_back_decision(self.usecases, draft, self.by(CARLA))
