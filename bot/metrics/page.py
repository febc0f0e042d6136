"""All metrics of this process, on one page."""

import asyncio
from collections.abc import Callable

from prometheus_client import generate_latest

from bot.domain.numbers.snapshot import snapshot_day
from bot.metrics.access_tokens import AccessTokens, TokenKind
from bot.metrics.answering import Answering
from bot.metrics.calls import Calls
from bot.metrics.delivering import Delivering
from bot.metrics.families import PATIENCE, Families
from bot.metrics.fleet import Fleet
from bot.metrics.state import State
from bot.metrics.ticking import Ticking
from bot.ports.clock import Clock
from bot.ports.platform import Tickets


class Metrics:
    """The metrics of this process.

    A replica that does not sweep a workspace has no numbers of its programs, so sums over replicas are right.
    """

    def __init__(self, clock: Clock, tickets: Tickets | None = None, *, patience: float = PATIENCE) -> None:
        """Make the metrics.

        Args:
            clock: ages are counted on it.
            tickets: the third-party platform's, where Baselib is one.
            patience: seconds that the database may take for a page.
        """
        self._clock = clock
        self._families = Families()
        self.answering = Answering(self._families)
        self.slack = Calls(self._families, "slack", "Calls to Slack's methods and response_urls", "method", "outcome")
        self.wechat = Calls(self._families, "wechat", "Calls to WeChat", "call", "errcode")
        self.tokens = AccessTokens(self._families, tickets, patience)
        self.fleet = Fleet(self._families)
        self.deliveries = Delivering(self._families)
        self.ticks = Ticking(self._families)
        self._refused = self._families.counter(
            "connections_refused", "Connections refused before their request was read.", ["reason"]
        )
        for reason in ("limit", "head", "slow"):
            self._refused.labels(reason)
        self.forecasts = self._families.counter("forecasts", "Forecasts computed and stored.")
        self.state = State(self._families, patience)

    def refreshed(self, kind: TokenKind) -> Callable[[bool], None]:
        """A counter of requested access tokens of a kind, called with whether one was handed out."""
        return self.tokens.refreshed(kind)

    def refused(self, reason: str) -> None:
        """Count a refused connection; the reasons are those of `bot.wiring.connections`."""
        self._refused.labels(reason).inc()

    async def page(self) -> bytes:
        """All metrics, in Prometheus's text format."""
        now = await self._clock.now()
        await asyncio.gather(self.tokens.look(now), self.state.look(now))
        self.fleet.look(snapshot_day(now))
        return await asyncio.to_thread(generate_latest, self._families.registry)  # two thousand lines take 10 ms
