"""What a browser can ask for on the way of an authorisation, together."""

from dataclasses import dataclass

from bot.usecases.accept_redirect import AcceptRedirect
from bot.usecases.finish_authorisation import FinishAuthorisation
from bot.usecases.open_authorisation import OpenAuthorisation


@dataclass(frozen=True)
class Authorising:
    """From the landing page to the end."""

    open: OpenAuthorisation
    accept: AcceptRedirect
    finish: FinishAuthorisation
