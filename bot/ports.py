"""What the use cases need from outside, one Protocol each. `bot/app.py` picks who serves them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from bot.blocks.message import Message, View
from bot.domain.alert import Alert, AlertState, Crossing
from bot.domain.feed import Feed
from bot.domain.meaning import Reading
from bot.domain.order_change import OrderChange
from bot.domain.picture import Picture
from bot.domain.program import Program
from bot.domain.snapshot import Snapshot
from bot.domain.subscription import Delivery, DeliveryKind, DeliveryState, Subscription


class Clock(Protocol):
    """What time it is."""

    async def now(self) -> datetime:
        """The present instant (aware, UTC)."""


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A token for one program's calls. Its repr hides the secret."""

    secret: str
    refresh_at: datetime
    """UTC; from here on a new one is fetched though this one may still work."""

    def __repr__(self) -> str:
        return f"AccessToken(refresh_at={self.refresh_at.isoformat()})"


class CredentialSource(Protocol):
    """Where a program's access token comes from."""

    async def token(self, appid: str, *, refused: AccessToken | None = None) -> AccessToken:
        """A token that should work now.

        Args:
            appid: the program.
            refused: the token that WeChat has just refused; another one is fetched unless that happened already.

        Raises:
            OperatorError: whoever hands out tokens refuses.
            TemporaryError: it cannot be reached or is busy.
        """


class DistributionSource(Protocol):
    """Reads WeChat."""

    async def read(self, appid: str) -> Feed:
        """What getSupportVersion says of a program now.

        Raises:
            WeChatRefused, WeChatBusy, WeChatLimited, WeChatUnreachable, WeChatUnreadable, TokenServiceRefused.
        """


class Programs(Protocol):
    """The programs of a workspace."""

    async def all(self, team_id: str) -> Sequence[Program]:
        """Every program, in the operator's order."""


class Snapshots(Protocol):
    """Kept distributions. Every method is scoped by workspace."""

    async def save(self, team_id: str, snapshots: Sequence[Snapshot]) -> None:
        """Keep snapshots in one transaction; one of the same program and day is replaced."""

    async def latest(self, team_id: str, appid: str) -> Snapshot | None:
        """The newest one."""

    async def since(self, team_id: str, appid: str, day: date) -> Sequence[Snapshot]:
        """Those of this day and later, oldest first."""

    async def on(self, team_id: str, appid: str, day: date) -> Snapshot | None:
        """The one of a day."""

    async def proved_readings(self, team_id: str, appids: Collection[str]) -> Mapping[str, Reading]:
        """Per program the newest reading that its own numbers proved; programs without one are missing."""

    async def newest(self, team_id: str, appids: Collection[str], *, before: date) -> Mapping[str, Snapshot]:
        """Per program the newest one of an earlier day; programs without one are missing."""

    async def appids_on(self, team_id: str, day: date) -> Collection[str]:
        """The programs that have a snapshot of this day."""

    async def thin_out(self, team_id: str, *, today: date) -> int:
        """Delete what `bot.domain.snapshot.expired_days` lets go; returns how many."""


class Subscriptions(Protocol):
    """Standing orders. Every method but `active` is scoped by workspace."""

    async def put(self, subscription: Subscription, *, change: OrderChange | None = None) -> None:
        """Keep an order, in place of the channel's earlier one; the same id keeps its slots.

        Args:
            subscription: the order.
            change: written into its history in the same transaction.
        """

    async def changes(self, team_id: str, subscription_id: str, *, limit: int) -> Sequence[OrderChange]:
        """The history of an order, newest first; it outlives the order."""

    async def of_channel(self, team_id: str, channel_id: str) -> Subscription | None:
        """The channel's order."""

    async def get(self, team_id: str, subscription_id: str) -> Subscription | None:
        """One order by its id."""

    async def remove(self, team_id: str, subscription_id: str) -> None:
        """End an order; its deliveries stay on record."""

    async def active(self) -> Sequence[Subscription]:
        """Every order that is not paused, of every workspace."""


class Deliveries(Protocol):
    """What became of each slot. The database, not the process, prevents a second row for a slot."""

    async def record(self, deliveries: Sequence[Delivery]) -> int:
        """Insert rows; slots that have one already are left alone. Returns how many were new."""

    async def claim(self, *, now: datetime, lease_until: datetime, limit: int) -> Sequence[Delivery]:
        """Take rows that are due, or whose claim ran out before `sending`, and count the attempt."""

    async def sending(self, delivery: Delivery, *, now: datetime) -> bool:
        """Commit that the post into `delivery.channel_id` starts now; False when the claim was lost meanwhile."""

    async def finish(
        self,
        delivery: Delivery,
        state: DeliveryState,
        *,
        now: datetime,
        message_ts: str = "",
        reason: str = "",
    ) -> None:
        """Write down the outcome (SENT, SKIPPED, FAILED, UNKNOWN)."""

    async def postpone(self, delivery: Delivery, *, until: datetime, reason: str) -> None:
        """Back to due, not before `until`; nothing was posted, or it was looked for and is not there."""

    async def abandoned(self, *, now: datetime) -> Sequence[Delivery]:
        """Rows left in `sending` whose lease has run out."""

    async def doubt(self, delivery: Delivery, *, look_at: datetime, reason: str) -> None:
        """It may or may not have arrived: unknown, and to be looked for (again) from `look_at` on."""

    async def claim_looks(self, *, now: datetime, lease_until: datetime, limit: int) -> Sequence[Delivery]:
        """Take unknown rows whose look is due, and count the look; nobody else looks while the lease lasts."""

    async def last(
        self, team_id: str, subscription_id: str, kind: DeliveryKind = DeliveryKind.DIGEST
    ) -> Delivery | None:
        """The newest slot of an order (or of an alert)."""

    async def history(self, team_id: str, subscription_id: str, *, limit: int) -> Sequence[Delivery]:
        """The newest slots of an order, of every kind, newest first."""


class Alerts(Protocol):
    """Orders to be told. Every method is scoped by workspace."""

    async def add(self, alert: Alert, states: Mapping[str, AlertState]) -> Alert | None:
        """Keep a new alert, with what it knows of each program, under the channel's next number.

        None when the channel has `MOST_ALERTS` already.
        """

    async def change(self, alert: Alert) -> None:
        """Keep who owns it and whether it is muted or paused; nothing else of it ever changes."""

    async def remove(self, team_id: str, alert_id: str) -> None:
        """End an alert, with all that it knew; its deliveries stay on record."""

    async def get(self, team_id: str, alert_id: str) -> Alert | None:
        """One by its id."""

    async def of_channel(self, team_id: str, channel_id: str) -> Sequence[Alert]:
        """A channel's alerts, by number."""

    async def of_team(self, team_id: str) -> Sequence[Alert]:
        """Every alert of a workspace."""

    async def standing(self, team_id: str, alert_ids: Collection[str]) -> Mapping[str, int]:
        """Per alert for how many programs it holds now; those of none are missing."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What one snapshot did to one alert."""

    alert: Alert
    appid: str
    state: AlertState
    crossing: Crossing | None = None
    """To be told; None when there is nothing to tell."""


class AlertJudgements(Protocol):
    """What alerts know of programs, and what came true. Every method is scoped by workspace."""

    async def states(
        self, team_id: str, alert_ids: Collection[str], appids: Collection[str]
    ) -> Mapping[tuple[str, str], AlertState]:
        """What is known, by alert and program."""

    async def keep(self, team_id: str, judged: Sequence[Judged], *, now: datetime) -> int:
        """In one transaction the states, the crossings and the deliveries that will tell them.

        A program's crossing of a day that is known already is left as it is. The delivery is the first of
        `bot.domain.alert_delivery.chances` that nobody has begun with. Returns how many crossings were new.
        """

    async def tell(self, team_id: str, alert_id: str, delivery_id: str) -> Sequence[Crossing]:
        """What a delivery tells: what nothing has told yet, and what it told in an earlier attempt.

        From now on this is the delivery's: no other one tells it.
        """


class Pictures(Protocol):
    """What digests said, for comparing the next one with."""

    async def keep(
        self, team_id: str, subscription_id: str, slot: date, picture: Picture, *, forget_before: date | None
    ) -> None:
        """Keep what the digest of a slot says, and let go of those before a day."""

    async def get(self, team_id: str, subscription_id: str, slot: date) -> Picture | None:
        """What the digest of a slot said; None when that was not kept."""


class ChannelPrograms(Protocol):
    """Which program a channel means when it names none."""

    async def get(self, team_id: str, channel_id: str) -> str | None:
        """The appid chosen with `use`."""

    async def put(self, team_id: str, channel_id: str, appid: str) -> None:
        """Choose one, in place of an earlier choice."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """A Slack workspace that the bot is installed in."""

    team_id: str
    name: str
    bot_user_id: str
    ended: bool = False
    """The app was uninstalled or its token revoked: nothing is delivered."""


class Workspaces(Protocol):
    """The workspaces known."""

    async def put(self, workspace: Workspace) -> None:
        """Keep or replace one."""

    async def get(self, team_id: str) -> Workspace | None:
        """One by its id."""

    async def all(self) -> Sequence[Workspace]:
        """Those not ended, oldest first."""


@dataclass(frozen=True, slots=True)
class Person:
    """What Slack knows of a user that an answer depends on."""

    user_id: str
    locale: str
    """Slack's, such as en-US or zh-CN; empty when unknown."""
    zone: str
    """IANA name; empty when unknown."""
    gone: bool = False
    """Deactivated, or never there: nothing can be said to them."""


class People(Protocol):
    """Slack's user profiles."""

    async def get(self, team_id: str, user_id: str) -> Person:
        """A user's locale and zone (kept for a day). Never fails: unknown parts are empty."""

    async def admin(self, team_id: str) -> str | None:
        """Somebody who looks after the workspace: its primary owner, else an owner or admin; None when unknown."""

    def known(self, team_id: str, user_id: str) -> Person | None:
        """The same, only when no call is needed for it."""

    def forget(self, team_id: str, user_id: str) -> None:
        """Ask again next time: the user changed something."""


class Messenger(Protocol):
    """Says things in Slack. When Slack refuses blocks, simpler ones are tried; the text always goes along.

    Every method raises ChannelUnavailable, WorkspaceUnavailable, SlackRefused, SlackBusy or SlackUnclear.
    """

    async def turn(self, team_id: str, channel_id: str) -> None:
        """Wait until the next post into a channel is due: Slack wants them apart.

        Raises:
            SlackBusy: that would take too long; nothing was waited for.
        """

    async def post(self, team_id: str, channel_id: str, message: Message, *, delivery_id: str = "") -> str:
        """Post into a channel (or to a user); returns the message's ts. The delivery id travels as message metadata.

        Whoever posts a delivery has waited for its `turn`; other posts wait by themselves.
        """

    async def find(self, team_id: str, channel_id: str, delivery_id: str, *, since: datetime) -> str | None:
        """The ts of the message that carries a delivery id, among those since an instant; None when there is none.

        Raises:
            SlackRefused: history cannot answer: a scope or the channel is missing, or there are too many messages.
        """

    async def respond(self, response_url: str, message: Message, *, replace: bool = False) -> None:
        """Answer a command or a button, visible to that person only; `replace` overwrites the earlier answer."""

    async def whisper(self, team_id: str, channel_id: str, user_id: str, message: Message) -> None:
        """Tell one person in a channel something that nobody else sees."""

    async def open_view(self, team_id: str, trigger_id: str, view: View) -> None:
        """Open a modal (within 3 s of the click).

        Raises:
            TooBusy: too late; also those above.
        """


class SlackIdentity(Protocol):
    """Who the bot is in Slack."""

    async def whoami(self) -> Workspace:
        """The workspace that the token belongs to.

        Raises:
            WorkspaceUnavailable, SlackRefused, SlackBusy, SlackUnclear.
        """
