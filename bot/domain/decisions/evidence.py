"""The evidence of a decision: frozen when it is proposed, sealed with a hash, and kept for good.

Snapshots are thinned out after a while, so the evidence holds the numbers themselves. Its canonical JSON (sorted keys,
no spaces, decimals and dates as text) is what the hash is of: anyone can compute it again.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, Protocol

from bot.domain.decisions.enclosed import GivenScan, read_scan
from bot.domain.forecast.forecast import Expected
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.percentage_meaning import Meaning, Reason
from bot.domain.numbers.public import Clients, PublicSnapshot, clients_bringing
from bot.domain.numbers.version import Version

LARGE_DOUBT: Final = Decimal("0.01")
"""Bounds of the loss that lie further apart than this deserve a caution."""


class Caution(StrEnum):
    """What the voters should know besides the numbers; a sentence each in the catalogs (`caution-...`)."""

    NOT_LISTED = "not-listed"
    """WeChat does not list the version."""
    UNCERTAIN = "uncertain"
    """The loss is uncertain by more than one percentage point."""
    NOT_PROVED_TODAY = "not-proved-today"
    """The day's own numbers prove no meaning; a setting or the program's earlier numbers fix it."""
    NO_HISTORY = "no-history"
    """There is no comparable snapshot from a week ago."""
    WITHDRAWAL = "roll-back"
    """Users went back to older versions within the last three days."""
    SCAN_NEEDS_MORE = "scan-needs-more"
    """The scanned source needs a newer version to run."""
    SCAN_UNJUDGED = "scan-unjudged"
    """Parts of it could not be judged."""
    SCAN_OLD = "scan-old"
    """The scan is older than the numbers of a proposal may be."""


@dataclass(frozen=True, slots=True)
class PublicLoss:
    """The loss among all of WeChat's users."""

    day: date
    loss: Bounds


def at_large(public: PublicSnapshot | None, version: Version) -> tuple[PublicLoss | None, Clients | None]:
    """The loss among all of WeChat's users, and the first clients with a version, as far as they are known."""
    if public is None:
        return None, None
    loss = PublicLoss(public.day, public.total.loss(version)) if public.sound else None
    return loss, clients_bringing(public, version)


@dataclass(frozen=True, slots=True)
class Track:
    """How accurate the program's forecasts have been."""

    compared: int
    held: int
    median_error: Decimal


@dataclass(frozen=True, slots=True)
class Evidence:
    """The numbers that a decision rests on. Fractions."""

    appid: str
    program: str
    """The program's name then."""
    version: Version
    frozen_at: datetime
    """UTC."""
    day: date
    """The snapshot's Chinese day; with the AppID it identifies the snapshot."""
    taken_at: datetime
    """UTC; when WeChat was read, or when a person imported the numbers."""
    meaning: Meaning
    proof: Reason
    minimum: Version | None
    """The minimum set then."""
    loss: Bounds
    loss_week_ago: Bounds | None = None
    loss_four_weeks_ago: Bounds | None = None
    path: tuple[Expected, ...] = ()
    """The forecast of the loss if nothing is changed."""
    safe_on: date | None = None
    """When coverage is expected to reach 99 %."""
    track: Track | None = None
    public: PublicLoss | None = None
    clients: Clients | None = None
    """The first WeChat clients that bring the version."""
    cautions: tuple[Caution, ...] = ()
    imported_by: str = ""
    """Who imported the numbers; empty when they were read from WeChat."""
    planned: date | None = None
    """The day on which the minimum is to be set, where the proposer named one."""
    planned_loss: Expected | None = None
    """The forecast for that day; None where there is none."""
    scan: GivenScan | None = None
    """The verdict of a scan, where the proposer gave one."""

    @property
    def name(self) -> str:
        """What is to be raised."""
        return self.program

    @property
    def age(self) -> timedelta:
        """How old the snapshot was."""
        return max(timedelta(0), self.frozen_at - self.taken_at)

    def fields(self) -> dict[str, object]:
        """It as JSON; unknown values are null."""
        public, clients, track = self.public, self.clients, self.track
        return self._enclosed() | {
            "appid": self.appid,
            "program": self.program,
            "version": self.version.text,
            "frozen_at": self.frozen_at.isoformat(),
            "day": self.day.isoformat(),
            "taken_at": self.taken_at.isoformat(),
            "meaning": str(self.meaning),
            "proof": str(self.proof),
            "minimum": self.minimum.text if self.minimum else None,
            "loss": fields_of_bounds(self.loss),
            "loss_week_ago": fields_of_bounds(self.loss_week_ago),
            "loss_four_weeks_ago": fields_of_bounds(self.loss_four_weeks_ago),
            "path": [_expected(each) for each in self.path],
            "safe_on": self.safe_on.isoformat() if self.safe_on else None,
            "track": [track.compared, track.held, _number(track.median_error)] if track else None,
            "public": fields_of_public(public),
            "clients": [clients.android, clients.ios] if clients else None,
            "imported_by": self.imported_by,
            "cautions": [str(each) for each in self.cautions],
        }

    def _enclosed(self) -> dict[str, object]:
        """Only what was given: evidence without it has the hash that it had before this existed."""
        loss = self.planned_loss
        planned = {"planned": [self.planned.isoformat(), _expected(loss) if loss else None]} if self.planned else {}
        return planned | ({"scan": self.scan.fields()} if self.scan else {})


class Sealed(Protocol):
    """Evidence of any kind."""

    def fields(self) -> dict[str, object]:
        """It as JSON."""


def canonical(evidence: Sealed) -> str:
    """The canonical JSON: one text for equal evidence."""
    return json.dumps(evidence.fields(), sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def seal_of(evidence: Sealed) -> str:
    """The SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical(evidence).encode("ascii")).hexdigest()


def read_evidence(found: Mapping[str, Any]) -> Evidence:
    """From `Evidence.fields`."""
    return Evidence(
        appid=found["appid"],
        program=found["program"],
        version=Version.parse(found["version"]),
        frozen_at=datetime.fromisoformat(found["frozen_at"]),
        day=date.fromisoformat(found["day"]),
        taken_at=datetime.fromisoformat(found["taken_at"]),
        meaning=Meaning(found["meaning"]),
        proof=Reason(found["proof"]),
        minimum=Version.parse(found["minimum"]) if found["minimum"] else None,
        loss=read_bounds(found["loss"]),
        loss_week_ago=read_bounds(found["loss_week_ago"]) if found["loss_week_ago"] else None,
        loss_four_weeks_ago=read_bounds(found["loss_four_weeks_ago"]) if found["loss_four_weeks_ago"] else None,
        path=tuple(_read_expected(each) for each in found["path"]),
        safe_on=date.fromisoformat(found["safe_on"]) if found["safe_on"] else None,
        track=_read_track(found["track"]) if found["track"] else None,
        public=read_public(found["public"]) if found["public"] else None,
        clients=Clients(*found["clients"]) if found["clients"] else None,
        cautions=tuple(Caution(each) for each in found["cautions"]),
        imported_by=found["imported_by"],
        planned=date.fromisoformat(found["planned"][0]) if "planned" in found else None,
        planned_loss=_read_expected(found["planned"][1]) if "planned" in found and found["planned"][1] else None,
        scan=read_scan(found["scan"]) if "scan" in found else None,
    )


def _number(number: Decimal) -> str:
    """One text for equal numbers, whatever their trailing zeros."""
    return f"{number.normalize():f}"


def fields_of_bounds(bounds: Bounds | None) -> list[str] | None:
    """Bounds as JSON."""
    return [_number(bounds.low), _number(bounds.high)] if bounds else None


def fields_of_public(public: PublicLoss | None) -> list[object] | None:
    """The loss among all of WeChat's users as JSON."""
    return [public.day.isoformat(), fields_of_bounds(public.loss)] if public else None


def _expected(expected: Expected) -> list[str]:
    return [expected.day.isoformat(), *(_number(each) for each in (expected.loss, expected.low, expected.high))]


def read_bounds(ends: list[str]) -> Bounds:
    """From `fields_of_bounds`."""
    return Bounds(Decimal(ends[0]), Decimal(ends[1]))


def _read_expected(parts: list[str]) -> Expected:
    return Expected(date.fromisoformat(parts[0]), *(Decimal(each) for each in parts[1:]))


def _read_track(parts: list[Any]) -> Track:
    return Track(int(parts[0]), int(parts[1]), Decimal(parts[2]))


def read_public(parts: list[Any]) -> PublicLoss:
    """From `fields_of_public`."""
    return PublicLoss(date.fromisoformat(parts[0]), read_bounds(parts[1]))
