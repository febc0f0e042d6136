"""A person's word that a minimum is set, beside what WeChat shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.version import Version


@dataclass(frozen=True, slots=True)
class Seen:
    """A program's minimum at WeChat, as it was read."""

    minimum: Version | None
    at: datetime
    """UTC; when WeChat was read."""


def seen_in(newest: Mapping[str, Snapshot]) -> dict[str, Seen]:
    """What the newest readings showed, by AppID."""
    return {appid: Seen(snapshot.minimum, snapshot.taken_at) for appid, snapshot in newest.items()}


class Standing(StrEnum):
    """What the newest reading says about a person's word."""

    SHOWS = "shows"
    """WeChat shows it."""
    STILL = "still"
    """It was read since, and shows another minimum."""
    BEFORE = "before"
    """It is read soon; the newest reading is an earlier one."""
    UNREAD = "unread"
    """It could not be read since."""


@dataclass(frozen=True, slots=True)
class SaidSet:
    """That a person says that a minimum is set."""

    by: str
    """A Slack user's id."""
    at: datetime
    """UTC; when they said so."""
    version: Version
    seen: Seen | None = None
    """By the newest reading; None without any."""
    tried: bool = False
    """Whether Baselib has tried to read WeChat since."""

    @property
    def standing(self) -> Standing:
        """Whether WeChat shows it."""
        if self.seen and self.seen.minimum and self.seen.minimum >= self.version:
            return Standing.SHOWS
        if self.seen and self.seen.at >= self.at:
            return Standing.STILL
        return Standing.UNREAD if self.tried else Standing.BEFORE
