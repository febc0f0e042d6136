"""All that a person in Slack can ask for, and what the scheduler does."""

from dataclasses import dataclass

from bot.usecases.app import App
from bot.usecases.deliver_due import DeliverDue
from bot.usecases.home.onboarding import ConnectWeChat, Onboarding
from bot.usecases.home.show import HomeActions
from bot.usecases.home.waiting import FindWaiting
from bot.usecases.workspaces.let_in import HearOfAccess, ReviveWorkspaces


@dataclass(frozen=True, kw_only=True)
class UseCases(App):
    """The app, with the use cases that keep something between two calls and are built from others."""

    deliver_due: DeliverDue
    hear_of_access: HearOfAccess
    revive_workspaces: ReviveWorkspaces
    home_actions: HomeActions
    find_waiting: FindWaiting
    onboarding: Onboarding
    connect: ConnectWeChat
