"""What the use cases need from outside, one Protocol each. `bot/app.py` picks who serves them."""

from bot.ports.clock import Clock
from bot.ports.orders import AlertJudgements, Alerts, Deliveries, Judged, Subscriptions
from bot.ports.slack import Messenger, People, Person, SlackIdentity, Workspace
from bot.ports.storage import ChannelPrograms, Pictures, Snapshots, Workspaces
from bot.ports.wechat import AccessToken, CredentialSource, DistributionSource, Programs

__all__ = [
    "AccessToken",
    "AlertJudgements",
    "Alerts",
    "ChannelPrograms",
    "Clock",
    "CredentialSource",
    "Deliveries",
    "DistributionSource",
    "Judged",
    "Messenger",
    "People",
    "Person",
    "Pictures",
    "Programs",
    "SlackIdentity",
    "Snapshots",
    "Subscriptions",
    "Workspace",
    "Workspaces",
]
