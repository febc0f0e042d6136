"""The column types of our own values."""

from collections.abc import Mapping
from datetime import time
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import Any, Final

from bot.domain.access import Role
from bot.domain.alerts.alert import Condition
from bot.domain.alerts.parse import read_condition
from bot.domain.decisions.decision import Run
from bot.domain.decisions.decision import State as DecisionState
from bot.domain.decisions.evidence import AnyEvidence, any_evidence_in, canonical
from bot.domain.decisions.program import Outcome, ProgramState, fields_of, outcome_in
from bot.domain.delivery import DeliveryReason, SlackCode
from bot.domain.digest.subscription import EVERY_PART, Part, State, parse_state
from bot.domain.numbers.version import Meaning, Version
from bot.domain.plain import as_object, read_object
from bot.domain.platform import Failure
from bot.domain.programs import MerchantChoice
from bot.storage.engine.columns import Encoded, EncodedOrEmpty, Json

_PARTS, _DIGITS = 4, 6
"""Of a version at most."""


def _encode_time(at: time) -> str:
    return at.isoformat("minutes")


def _encode_weekdays(weekdays: tuple[int, ...]) -> str:
    return ",".join(map(str, weekdays))


def _decode_weekdays(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split(",")))


def _encode_parts(parts: frozenset[Part]) -> str:
    return ",".join(sorted(parts))


def _decode_parts(text: str) -> frozenset[Part]:
    return frozenset(part for part in EVERY_PART if part in text.split(","))


@lru_cache(maxsize=4096)
def _encode_parts_of_version(version: Version) -> str:
    return "".join(f"{part:0{_DIGITS}}" for part in version.parts).ljust(_PARTS * _DIGITS, "0")


def version_text(text: str) -> str:
    """Return the version that a `SORTED_VERSION` has, as people write it."""
    return _decode_parts_of_version(text).text


@lru_cache(maxsize=4096)
def _decode_parts_of_version(text: str) -> Version:
    return Version(tuple(int(text[at : at + _DIGITS]) for at in range(0, len(text), _DIGITS)))


def _decode_run(kept: Mapping[str, Any]) -> Run:
    return read_object(Run, kept)


CHOICE: Final = Encoded[MerchantChoice](str, MerchantChoice)
ROLE: Final = Encoded[Role](str, Role)
VERSION: Final = Encoded[Version](attrgetter("text"), Version.parse)
SORTED_VERSION: Final = Encoded[Version](_encode_parts_of_version, _decode_parts_of_version)
"""Four parts of six digits, so that the database sorts them: `000003000012000000000000`."""
DECIMAL: Final = Encoded[Decimal](str, Decimal)
CONDITION: Final = Encoded[Condition](attrgetter("words"), read_condition)
"""As typed: `loss > 1% at 3.0.0`."""
LOCAL_TIME: Final = Encoded[time](_encode_time, time.fromisoformat)
"""HH:MM."""
WEEKDAYS: Final = Encoded[tuple[int, ...]](_encode_weekdays, _decode_weekdays)
"""Their numbers, 0 is Monday: `0,3`."""
PARTS: Final = Encoded[frozenset[Part]](_encode_parts, _decode_parts)
"""Their names: `chart,versions`; empty for none. A part that this version does not know is left out."""
STATE: Final = Encoded[State](str, parse_state)
"""Empty while active, else `ended`, or Slack's error code for a pause."""
SLACK_CODE: Final = EncodedOrEmpty[SlackCode](str, SlackCode.parse)
"""`is_archived`, `missing_scope chat:write`; empty for none."""
REASON: Final = EncodedOrEmpty[DeliveryReason](str, DeliveryReason.parse)
"""`slack-busy`, `channel-unavailable is_archived`; empty for none."""
DECISION_STATE: Final = Encoded[DecisionState](str, DecisionState)
EVIDENCE: Final = Encoded[AnyEvidence](canonical, any_evidence_in)
"""Canonical JSON, the text that is hashed."""
RUN: Final = Json[Run](as_object, _decode_run)
"""`{"status":"running","batch":1,...}`."""
OUTCOME: Final = Json[Outcome](fields_of, outcome_in)
"""`{"kind":"shown","minimum":"3.8.0"}`."""
PROGRAM_STATE: Final = Encoded[ProgramState](str, ProgramState)
MEANING: Final = Encoded[Meaning](str, Meaning)
FAILURE: Final = EncodedOrEmpty[Failure](str, Failure.parse)
"""`expired`, `refused 61004 203.0.113.7`; empty for none."""
TEXTS: Final = Json[tuple[str, ...]](list, tuple)
NUMBERS: Final = Json[frozenset[int]](sorted, frozenset)
OBJECT: Final = Json[Mapping[str, Any]](dict, dict)
