"""The page after WeChat's authorisation page."""

from bot.domain.platform.authorisation import Failure, FailureKey
from bot.domain.platform.events import ProgramEvent
from bot.i18n import Texts
from bot.i18n.outside_text import clean
from bot.pages.html import Content, Page, page_of


def finished_page(event: ProgramEvent | None, nickname: str, failure: Failure | None, t: Texts) -> Page:
    """The outcome of an authorisation.

    Args:
        event: of the authorisation; None while in progress.
        nickname: the program's, or its AppID; from outside.
        failure: why it failed, with `ProgramEvent.FAILED`.
    """
    program = clean(nickname)
    match event:
        case ProgramEvent.AUTHORISED:
            content = Content(t("finished-authorised-title", program=program), [t("finished-authorised")])
        case ProgramEvent.NOT_GRANTED:
            content = Content(t("finished-not-granted-title"), [t("finished-not-granted", program=program)])
        case ProgramEvent.FAILED:
            content = Content(t("finished-failed-title"), [_why(failure, t)])
        case ProgramEvent.REVOKED:
            content = Content(t("finished-failed-title"), [t("finished-revoked")])
        case None | ProgramEvent.OUTDATED:  # that is no outcome of an authorisation
            content = Content(t("finished-under-way-title"), [t("finished-under-way")])
    return page_of(content, t.locale)


def _why(failure: Failure | None, t: Texts) -> str:
    match failure.key if failure else None:
        case FailureKey.EXPIRED:
            return t("finished-expired")
        case FailureKey.OFFICIAL_ACCOUNT:
            return t("finished-official-account")
        case _:
            return t("finished-refused")
