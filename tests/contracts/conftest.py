"""The storage ports, served three times over."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.ports import AlertJudgements, Alerts, ChannelPrograms, Deliveries, Snapshots, Subscriptions, Workspaces
from bot.storage.alert_judgements import SqlAlertJudgements
from bot.storage.alerts import SqlAlerts
from bot.storage.channel_programs import SqlChannelPrograms
from bot.storage.database import Database
from bot.storage.deliveries import SqlDeliveries
from bot.storage.snapshots import SqlSnapshots
from bot.storage.subscriptions import SqlSubscriptions
from bot.storage.workspaces import SqlWorkspaces
from tests.fakes.alerts import FakeAlerts
from tests.fakes.deliveries import FakeDeliveries
from tests.fakes.storage import FakeChannelPrograms, FakeSnapshots, FakeSubscriptions, FakeWorkspaces


@dataclass(frozen=True)
class Stores:
    """One server of each port."""

    snapshots: Snapshots
    subscriptions: Subscriptions
    deliveries: Deliveries
    channel_programs: ChannelPrograms
    workspaces: Workspaces
    alerts: Alerts
    alert_judgements: AlertJudgements


@pytest.fixture(params=["fake", "sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where the stores keep things; empty for the fakes, which keep them in memory."""
    if request.param == "postgresql":
        postgres_url: str = request.getfixturevalue("postgres_url")
        return postgres_url
    return f"sqlite:///{tmp_path / 'test.db'}" if request.param == "sqlite" else ""


@pytest.fixture
async def stores(url: str) -> AsyncIterator[Stores]:
    """Empty stores."""
    if not url:
        deliveries = FakeDeliveries()
        alerts = FakeAlerts(deliveries)
        yield Stores(
            FakeSnapshots(),
            FakeSubscriptions(),
            deliveries,
            FakeChannelPrograms(),
            FakeWorkspaces(),
            alerts,
            alerts,
        )
        return
    database = Database(url)
    await database.prepare()
    yield Stores(
        SqlSnapshots(database),
        SqlSubscriptions(database),
        SqlDeliveries(database),
        SqlChannelPrograms(database),
        SqlWorkspaces(database),
        SqlAlerts(database),
        SqlAlertJudgements(database),
    )
    await database.close()
