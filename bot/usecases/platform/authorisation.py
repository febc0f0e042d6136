"""The use cases of an authorisation's browser, together."""

from dataclasses import dataclass

from bot.usecases.platform.accept_redirect import AcceptRedirect
from bot.usecases.platform.finish import FinishAuthorisation
from bot.usecases.platform.open import OpenAuthorisation


@dataclass(frozen=True)
class AuthorisationUseCases:
    """From the landing page to the end."""

    open: OpenAuthorisation
    accept: AcceptRedirect
    finish: FinishAuthorisation
