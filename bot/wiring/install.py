"""The part of the composition root for installing the bot in workspaces."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.lib.isolation import Isolation
from bot.ports.slack import SlackIdentity
from bot.ports.workspaces import Installation
from bot.usecases.digest.keep import KeepSubscription
from bot.usecases.digest.set_up_first import SetUpFirstDigest
from bot.usecases.home.onboarding import Onboarding
from bot.usecases.workspaces.install import InstallWorkspace, OpenInstallation
from bot.usecases.workspaces.join_home import AdoptToken, JoinHome
from bot.wiring.core import Core
from bot.wiring.lifecycle import first_digest
from bot.wiring.scheduler import Tick
from bot.wiring.workspaces import WorkspaceTokens

RENEW_EVERY: Final = timedelta(minutes=1)


@dataclass(frozen=True)
class InstallParts:
    """The pages of installing, what runs at start, and the scheduled routines."""

    open: OpenInstallation
    install: InstallWorkspace
    join: JoinHome
    ticks: Sequence[Tick]


def open_installing(
    core: Core,
    many: WorkspaceTokens,
    identity: SlackIdentity,
    *,
    onboarding: Onboarding,
    programs_again: Callable[[], None],
) -> InstallParts:
    """Open what installing needs.

    Args:
        core: what works without Slack.
        many: where the bot is installed.
        identity: finds the workspace of `SLACK_BOT_TOKEN`, if that is still set.
        onboarding: greets the installing user.
        programs_again: called after an installation: programs may have waited for it.
    """
    settings, vault, installations = core.settings, core.secrets.vault, many.installations
    kept, home = core.repositories, JoinHome(core.home, core.repositories.workspaces)
    set_up = SetUpFirstDigest(kept.subscriptions, KeepSubscription(kept.subscriptions, kept.audit))

    async def then(installation: Installation) -> None:
        workspace = await home()
        if workspace and installation.id in (workspace.team_id, workspace.enterprise_id):
            await set_up(workspace.team_id, first_digest(settings), now=await core.clock.now())
        greet = onboarding.installed_for_all if installation.org_wide else onboarding.installed
        await greet(installation.id, installer=installation.installed_by, now=await core.clock.now())
        programs_again()

    async def keep_fresh(*, now: datetime) -> None:
        isolation = Isolation()
        for ending in await many.tokens.keep_fresh(now=now):
            with isolation.item(installation=ending.id):
                await onboarding.ending(ending, now=now)
        isolation.raise_first()

    install = InstallWorkspace(
        many.slack, vault, kept.pushes, installations, kept.workspaces, core.database.exclusive, then
    )
    token = settings.slack_bot_token
    adopt = AdoptToken(token.get_secret_value(), identity, installations, install.keep, core.clock) if token else None
    return InstallParts(
        OpenInstallation(many.slack, vault, settings.baselib_public_url),
        install,
        JoinHome(core.home, kept.workspaces, adopt),
        # Also without requests: a digest may be the first to need a token in a week.
        [Tick("tokens", RENEW_EVERY, keep_fresh)],
    )
