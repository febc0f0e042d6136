"""The page after WeChat's authorisation page."""

from bot.domain.platform.authorisation import Failure
from bot.domain.platform.events import ProgramEvent
from bot.i18n import Texts
from bot.pages.html import Content, Page, page_of
from bot.pages.names import plain_name


def finished_page(event: ProgramEvent | None, nickname: str, error_key: str, t: Texts) -> Page:
    """The outcome of an authorisation.

    Args:
        event: None while in progress.
        nickname: the program's, or its AppID; from outside.
        error_key: a `Failure`, with WeChat's evidence behind it.
        t: the reader's language.
    """
    program = plain_name(nickname)
    match event:
        case ProgramEvent.AUTHORISED:
            content = Content(t("finished-authorised-title", program=program), [t("finished-authorised")])
        case ProgramEvent.NOT_GRANTED:
            content = Content(t("finished-not-granted-title"), [t("finished-not-granted", program=program)])
        case ProgramEvent.FAILED:
            content = Content(t("finished-failed-title"), [_why(error_key, t)])
        case ProgramEvent.REVOKED:
            content = Content(t("finished-failed-title"), [t("finished-revoked")])
        case None:
            content = Content(t("finished-under-way-title"), [t("finished-under-way")])
    return page_of(content, t.locale)


def _why(error_key: str, t: Texts) -> str:
    failure = error_key.partition(" ")[0]
    if failure == Failure.EXPIRED:
        return t("finished-expired")
    return t("finished-official-account" if failure == Failure.OFFICIAL_ACCOUNT else "finished-refused")
