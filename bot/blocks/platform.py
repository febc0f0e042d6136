"""Messages about a program's authorisation, and about imported numbers that are old."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.blocks.kit.controls import AUTHORISE_LINK, IMPORT_OPEN, PROGRAM_USE, REPORT_OPEN, Control
from bot.blocks.kit.elements import Block, Element, Message, actions, button, context, link_button, message, section
from bot.blocks.kit.limits import error_sentence
from bot.blocks.kit.names import name
from bot.blocks.report.frame import Frame
from bot.blocks.report.recommendation_text import headline
from bot.domain.platform import Failure, FailureKey, ProgramEvent
from bot.domain.programs import Program
from bot.domain.report import Report
from bot.errors import TicketMissing, WeChatRefused
from bot.i18n import Texts
from bot.i18n.caveats import evidence

_NAMED: Final = 10
"""Programs named in one message."""


def authorised_message(
    program: Program, report: Report | None, t: Texts, zone: str, *, in_channel: bool = True
) -> Message:
    """Says that a program can be read, with its first numbers.

    Args:
        report: None when it could not be read at once.
        zone: the reader's IANA zone.
        in_channel: whether it is sent to a channel, which may make it the channel's own program.
    """
    sentence = f"✅ {t('program-authorised', program=name(program))}"
    buttons = [button(t("button-open"), REPORT_OPEN, Control(program.appid), style="primary")]
    if in_channel:
        label = t("program-use-label", program=name(program))
        buttons.append(button(t("button-program-use"), PROGRAM_USE, Control(program.appid), label=label))
    if report is None:
        return message(sentence, [section(sentence, t("program-authorised-unread")), actions(*buttons)])
    frame = Frame(report, t, zone)
    blocks: list[Block] = [
        section(sentence),
        section(*frame.head(), headline(report, t), *frame.lines()),
        context(_origin(frame), user=frame.importer),
        actions(*buttons),
    ]
    return message(t("sentences", first=sentence, second=headline(report, t)), blocks)


def _origin(frame: Frame) -> str:
    """When and where the numbers were read and, if proved, their meaning and its evidence."""
    if frame.report.distribution is None:
        return frame.origin()
    read = evidence(frame.report.snapshot.reading, frame.t, imported=bool(frame.report.snapshot.imported_by))
    return frame.t("sentences", first=frame.origin(), second=read)


def not_granted_message(program: Program, link: str, t: Texts) -> Message:
    """Says that permission set 18 is missing, what it is and how to grant it.

    Args:
        link: a new authorisation link; empty if Baselib is not the platform.
    """
    sentence = f"⚠️ {t('program-not-granted', program=name(program))}"
    why = section(t("program-not-granted-what"), t("program-not-granted-how"))
    return message(sentence, [section(sentence), why, *_again(link, t)])


def revoked_message(program: Program, since: datetime, link: str, t: Texts, zone: str) -> Message:
    """Says since when a program is not authorised, what stops and how to resume.

    Args:
        link: a new authorisation link, or empty.
        zone: the reader's IANA zone.
    """
    sentence = f"⚠️ {t('program-revoked', program=name(program), since=t.moment(since, zone))}"
    what = section(t("program-revoked-what"), t("program-revoked-how"))
    return message(sentence, [section(sentence), what, *_again(link, t)])


def outdated_message(program: Program, age: timedelta, t: Texts) -> Message:
    """Asks for newer numbers of a program whose numbers are imported."""
    sentence = f"⏰ {t('program-outdated', program=name(program), age=t.span(age))}"
    return message(sentence, [section(sentence, t("program-outdated-why")), _import_button(program.appid, t)])


def many_message(event: ProgramEvent, programs: Sequence[Program], link: str, t: Texts) -> Message:
    """One message about the same event of several programs.

    Args:
        event: any but FAILED, which is sent one by one.
        programs: at least two.
        link: a new authorisation link, or empty.
    """
    names = t.listing([name(program) for program in programs[:_NAMED]], more=len(programs[_NAMED:]))
    match event:
        case ProgramEvent.NOT_GRANTED:
            sentence = f"⚠️ {t('program-not-granted-many', count=len(programs), programs=names)}"
            why = [section(t("program-not-granted-what"), t("program-not-granted-how")), *_again(link, t)]
        case ProgramEvent.REVOKED:
            sentence = f"⚠️ {t('program-revoked-many', count=len(programs), programs=names)}"
            why = [section(t("program-revoked-what"), t("program-revoked-how")), *_again(link, t)]
        case ProgramEvent.OUTDATED:
            sentence, why = (
                f"⏰ {t('program-outdated-many', count=len(programs), programs=names)}",
                [_import_button("", t)],
            )
        case _:
            sentence, why = f"✅ {t('program-authorised-many', count=len(programs), programs=names)}", []
    return message(sentence, [section(sentence), *why])


def failed_message(failure: Failure | None, link: str, t: Texts) -> Message:
    """Why an authorisation failed.

    Args:
        link: a new authorisation link, or empty.
    """
    sentence = f"⚠️ {t('program-failed')}"
    return message(sentence, [section(sentence, _why(failure, t)), *_again(link, t)])


def _why(failure: Failure | None, t: Texts) -> str:
    if failure and failure.code is not None:
        return error_sentence(WeChatRefused(code=failure.code, address=failure.address or None), t)
    official = failure is not None and failure.key is FailureKey.OFFICIAL_ACCOUNT
    return t("program-failed-official-account" if official else "program-failed-expired")


def _again(link: str, t: Texts) -> list[Block]:
    return [actions(_link(link, t))] if link else []


def _link(link: str, t: Texts) -> Element:
    return link_button(t("button-authorise-again"), AUTHORISE_LINK, link, style="primary")


def _import_button(appid: str, t: Texts) -> Block:
    return actions(button(t("button-import"), IMPORT_OPEN, Control(appid), style="primary"))


def authorise_link_message(link: str, t: Texts, missing: TicketMissing | None = None) -> Message:
    """Return the link to open or pass on, and what it costs the merchant.

    Args:
        missing: why the link does not work yet.
    """
    warning = [section(f"⚠️ {error_sentence(missing, t)}", t("authorise-no-ticket"))] if missing else []
    return message(
        t("authorise-text"),
        [
            *warning,
            section(t("authorise-how"), f"`{link}`"),
            section(t("authorise-cost")),
            actions(link_button(t("button-authorise"), AUTHORISE_LINK, link, style="primary")),
            context(t("authorise-then")),
        ],
    )
