"""Show on each card what its decision is now."""

from dataclasses import dataclass, field
from typing import Final

import structlog

from bot.blocks.decisions.messages import card_message
from bot.domain.decisions.decision import Decision, State
from bot.domain.platform.credentials import CONSOLE
from bot.errors import SlackBusy, SlackRefused, SlackUnclear, StorageUnavailable, WorkspaceUnavailable
from bot.i18n.texts import texts_for
from bot.lib.isolation import Isolation
from bot.lib.locks import OnlyOne, uncontended
from bot.ports.decisions import Decisions
from bot.ports.slack import Messenger
from bot.usecases.decisions.read import ReadDecisions
from bot.usecases.programs.keep_opt_in import MaySet

_log = structlog.get_logger(__name__)
_AT_ONCE: Final = 20
_SETTABLE: Final = frozenset({State.APPROVED, State.VERIFIED, State.UNVERIFIED})


@dataclass
class ShowCards:
    """A card shows a revision; one that is behind is updated, at once after a click and again until it works.

    After two updates at once nobody knows which of them Slack took last: the card is still behind, and the next call
    updates it. One replica at a time makes such calls; several would overtake each other for minutes.
    """

    decisions: Decisions
    messenger: Messenger
    may_set: MaySet
    read: ReadDecisions
    console: str = CONSOLE
    """The address of WeChat's."""
    only_one: OnlyOne = uncontended
    _last: Decision | None = field(default=None, init=False, repr=False)
    """The last one that had its turn; None to begin with the oldest."""

    async def __call__(self) -> None:
        """Update some cards that are behind, each call the next ones: those that Slack does not take now wait.

        Raises:
            StorageUnavailable: the next call goes on.
            Exception: the first failure; the other cards were updated.
        """
        async with self.only_one("cards") as ours:
            if ours:
                await self._some()

    async def _some(self) -> None:
        isolation = Isolation()
        found = await self.decisions.behind(limit=_AT_ONCE, after=self._last)
        self._last = found[-1] if len(found) == _AT_ONCE else None
        for decision in found:
            with isolation.item(decision=decision.id):
                await self.one(decision)
        isolation.raise_first()

    async def shown(self, decision: Decision) -> Decision:
        """The decision, once its card shows it; where that cannot be kept, the card follows: the step counts."""
        try:
            await self.one(decision)
        except StorageUnavailable as error:
            _log.warning("a card is behind", decision=decision.id, error=str(error))
        return decision

    async def one(self, decision: Decision) -> None:
        """Update one card, and once more if the decision changed while Slack was asked.

        While the programs of a fleet are set it changes all the time: then the next call is soon enough.
        A card that Slack does not let us change stays as it is: its thread has the news. So does one whose program is
        hidden from the channel, until it is there again.
        """
        shown: Decision | None = decision
        while shown is not None and shown.shown != shown.revision:
            if not shown.card_ts or not await self._update(shown):
                return
            await self.decisions.showed(shown)
            current = await self.decisions.get(shown.team_id, shown.id)
            changed = current and current.revision != shown.revision and current.tally == shown.tally
            shown = current if changed else None

    async def _settable(self, decision: Decision) -> int | None:
        """How many of its programs Baselib may set; None where its operator lets it set none at all."""
        if not self.may_set.allowed:
            return None
        if decision.state not in _SETTABLE and not decision.may_begin:
            return 0  # no other card has a button to set them, or to roll back
        if decision.target:
            return len(await self.may_set.among(decision.team_id, [decision.appid]))
        may_set = await self.may_set.every(decision.team_id)
        return (await self.decisions.tally(decision.team_id, decision.id, among=may_set)).all

    async def _update(self, decision: Decision) -> bool:
        """Whether the card need not be updated again."""
        if not await self.read.in_its_channel(decision):
            return False
        settable = await self._settable(decision)
        card = card_message(decision, texts_for(decision.locale), settable=settable, console=self.console)
        try:
            await self.messenger.update(decision.team_id, decision.channel_id, decision.card_ts, card)
        except (SlackBusy, SlackUnclear, WorkspaceUnavailable) as error:
            _log.info("a card is updated later", decision=decision.id, error=str(error))
            if isinstance(error, SlackUnclear):  # it may have come after another process's update
                await self.decisions.touch(decision.team_id, decision.id)
            return False
        except SlackRefused as refusal:
            _log.warning("a card cannot be updated", decision=decision.id, code=refusal.code)
        return True
