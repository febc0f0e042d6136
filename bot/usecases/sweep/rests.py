"""Programs that are left alone after a failure, each by itself and for as long as `rest_until` says."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Final, TypeVar

from bot.errors import BotError
from bot.lib.rest import Rest
from bot.usecases.report.read_failures import rest_until

_SHORTEST: Final = timedelta(minutes=1)
_AppID = TypeVar("_AppID", bound=str)


@dataclass
class Rests:
    """What this process remembers of them: after a restart each is asked once more."""

    _rests: dict[tuple[str, str], Rest] = field(default_factory=dict, repr=False)
    """By workspace and AppID."""

    def put(self, team_id: str, appid: str, error: BotError, *, now: datetime) -> None:
        """Leave a program alone from now (UTC) on."""
        self._rests[team_id, appid] = Rest(now, max(rest_until(error, now), now + _SHORTEST))

    def end(self, team_id: str, appids: Iterable[str]) -> None:
        """Forget the failures of programs about which there was an answer."""
        for appid in appids:
            self._rests.pop((team_id, appid), None)

    def due(self, team_id: str, appids: Iterable[_AppID], *, now: datetime) -> list[_AppID]:
        """Return those that do not rest: first those that have not failed, then the one that was asked longest ago.

        So programs that fail each time do not stand before all others each time.
        """
        ready, failed = list[_AppID](), list[tuple[datetime, _AppID]]()
        for appid in appids:
            rest = self._rests.get((team_id, appid))
            if rest is None:
                ready.append(appid)
            elif not rest.lasts(now):
                failed.append((rest.since, appid))
        return ready + [appid for _, appid in sorted(failed, key=itemgetter(0))]

    def of(self, team_id: str) -> list[str]:
        """Return the AppIDs of a workspace's programs that have failed, resting or not."""
        return [appid for team, appid in self._rests if team == team_id]

    def forget(self, *, before: datetime) -> None:
        """Forget the failures before a moment."""
        self._rests = {key: rest for key, rest in self._rests.items() if rest.since >= before}
