"""Failures of many programs, counted by kind."""

from collections import Counter
from dataclasses import dataclass, field

from bot.errors import BotError


@dataclass
class Failures:
    """Counts failures by kind, in bounded memory."""

    keys: Counter[str] = field(default_factory=Counter)
    """By the error's key."""
    kinds: Counter[str] = field(default_factory=Counter)
    """By key, with WeChat's code after it where there is one: `wechat-refused 61007`."""
    examples: dict[str, BotError] = field(default_factory=dict)
    """The first error of each kind."""

    def add(self, error: BotError) -> None:
        """Count one more."""
        self.keys[error.key] += 1
        self.kinds[error.identity] += 1
        self.examples.setdefault(error.identity, error)

    def __len__(self) -> int:
        """How many there were."""
        return self.keys.total()
