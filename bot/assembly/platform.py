"""Put together what asks about merchants' authorisations."""

from bot.lib.work import Exclusive
from bot.ports.platform import Passes, Platform
from bot.usecases.app import Options, Repositories
from bot.usecases.platform.authorisation import (
    AcceptRedirect,
    AuthorisationUseCases,
    MakeLinks,
    OpenAuthorisation,
    PreauthCodes,
    SignedLinks,
)
from bot.usecases.platform.finish import FinishAuthorisation, NotifyAuthorisation
from bot.usecases.programs.authorisation_status import ChannelsOfProgram, RecordStatus
from bot.usecases.programs.opt_ins import KeepOptIn
from bot.usecases.programs.visible import AssignProgram, VisiblePrograms


def record_status(kept: Repositories) -> RecordStatus:
    """Build the use case that records a program's status."""
    return RecordStatus(
        kept.kept_programs,
        kept.programs,
        kept.workspaces,
        kept.authorisers,
        kept.authorisations,
        kept.news,
        channels_of(kept),
        kept.audit,
    )


def channels_of(kept: Repositories) -> ChannelsOfProgram:
    """Build the use case that finds the channels for news of a program."""
    visible = VisiblePrograms(kept.programs, kept.access_rules)
    return ChannelsOfProgram(visible, kept.channel_programs, kept.subscriptions, kept.alerts, kept.authorisations)


def assemble_authorising(
    kept: Repositories, options: Options, platform: Platform, passes: Passes, *, links: MakeLinks, exclusive: Exclusive
) -> AuthorisationUseCases:
    """Build the use cases of an authorisation, from the landing page to the end.

    Args:
        passes: seal what goes through a browser.
        links: makes the links to WeChat's pages.
        exclusive: held while an authorisation is being finished.
    """
    authorisations, sealed, invitations = kept.authorisations, SignedLinks(passes), PreauthCodes()
    home, workspaces = options.home_of(kept.workspaces), kept.workspaces
    return AuthorisationUseCases(
        OpenAuthorisation(
            platform,
            authorisations,
            workspaces,
            sealed,
            links,
            options.public_url,
            invitations,
            options.may_set_minimum,
        ),
        AcceptRedirect(authorisations, sealed, invitations),
        FinishAuthorisation(
            platform,
            authorisations,
            kept.authorisers,
            AssignProgram(kept.kept_programs, workspaces, home, authorisations),
            NotifyAuthorisation(kept.kept_programs, kept.news, channels_of(kept)),
            exclusive,
            kept.audit,
            KeepOptIn(kept.opt_ins, kept.audit, kept.decisions),
        ),
    )
