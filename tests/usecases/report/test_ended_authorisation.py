"""The breakdown of a program whose authorisation has ended."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.numbers.version import NO_PIN
from bot.domain.programs import AuthStatus
from bot.errors import ReauthorisationNeeded
from bot.usecases.report.kept_reports import KeptReports
from bot.usecases.report.read import ReadReport, take_snapshot
from tests.fakes.public import FakePublicSnapshots
from tests.fakes.storage import FakeSnapshots
from tests.fakes.wechat import SHARES, FakeSource, feed
from tests.usecases.digest_world import SHOP, TEAM

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
KEPT = feed({"3.9.0": 50, "3.0.0": 50})


@pytest.mark.parametrize("status", [AuthStatus.REVOKED, AuthStatus.NOT_GRANTED])
async def test_an_authorisation_that_has_ended(status: AuthStatus) -> None:
    """A snapshot of this hour comes with the reason; once readable again, a new one comes."""
    source, snapshots = FakeSource(default=SHARES), FakeSnapshots()
    read, program = ReadReport(source, KeptReports(snapshots), FakePublicSnapshots()), replace(SHOP, status=status)
    at = NOW - timedelta(minutes=1)
    await snapshots.save(TEAM, [take_snapshot(SHOP.appid, KEPT, pin=NO_PIN, remembered=None, now=at)])
    source.fail(SHOP.appid, ReauthorisationNeeded(appid=SHOP.appid))
    ended = await read(TEAM, program, now=NOW)
    source.fail(SHOP.appid, None)
    back = await read(TEAM, program, now=NOW)

    assert ended.snapshot.feed == KEPT
    assert isinstance(ended.stale_because, ReauthorisationNeeded)
    assert (back.snapshot.feed, back.stale_because) == (SHARES, None)
