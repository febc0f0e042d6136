"""The call that sets a minimum at WeChat, as the comments of a decision record it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

_LONGEST: Final = 1_000


class SettingCall(StrEnum):
    """The comment while it is applied by Baselib; without one of these a person has set it."""

    CALLING = "asking"
    """Stored before the call. If it stays, the process ended around the call, and only a reading shows the outcome."""
    ACCEPTED = "accepted"
    """WeChat said that it is set."""
    UNCLEAR = "unclear"
    """WeChat's answer was lost."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why nothing was set: an error's key and what its sentence needs."""

    key: str
    params: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        """The text that `read` reads."""
        return json.dumps({"key": self.key, **self.params}, sort_keys=True, ensure_ascii=False)[:_LONGEST]

    @classmethod
    def read(cls, text: str) -> "Failure | None":
        """The failure in a comment; None for any other text."""
        try:
            found: Any = json.loads(text)
        except ValueError:
            return None
        if not isinstance(found, dict) or not isinstance(key := found.pop("key", None), str):
            return None
        return cls(key, found)
