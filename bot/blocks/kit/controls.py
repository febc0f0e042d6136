"""What buttons and selects are called, and what they carry.

State is in the database: a control only names what it acts on, and whoever reads one checks that it belongs here.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

from bot.blocks.kit import limits
from bot.domain.numbers.version import Version
from bot.errors import StaleControl

REPORT_REFRESH: Final = "report.refresh"
REPORT_SHARE: Final = "report.share"
REPORT_ALL: Final = "report.all"
REPORT_WHAT_IF: Final = "report.what_if"
REPORT_OPEN: Final = "report.open"
REPORT_EXPORT: Final = "report.export"
"""The menu that hands a breakdown over as a file; `Control.text` is one of `bot.export.Format`, or `HISTORY`."""
HISTORY: Final = "history"
"""Every day kept, in one file."""
THEN: Final = "then"
"""`Control.choice` of whatever belongs to an answer about an earlier day: `Control.day` is the day looked back at."""
ALERT_MUTE: Final = "alert.mute"
ALERT_UNMUTE: Final = "alert.unmute"
ALERT_CHANGE: Final = "alert.change"
ALERT_DELETE: Final = "alert.delete"
DIGEST_SUBSCRIBE: Final = "digest.subscribe"
DIGEST_SEND_NOW: Final = "digest.send_now"
DIGEST_CHANGE: Final = "digest.change"
DIGEST_OFF: Final = "digest.off"
NOTICE_RETRY: Final = "notice.retry"
NOTICE_MOVE: Final = "notice.move"
NOTICE_DELETE: Final = "notice.delete"
DIGEST_MORE: Final = "digest.more"
"""The menu of a digest; `Control.choice` says what was chosen."""
DIGEST_FORM: Final = "digest.form"
"""Every field of the form whose change moves the next runs."""
DIGEST_TEST: Final = "digest.test"
PROGRAM_PICK: Final = "program.pick"
"""The select that asks which program; its block's id carries what was asked (`Control.choice` and the rest)."""
PROGRAM_USE: Final = "program.use"
AUTHORISE_LINK: Final = "authorise.link"
"""A link button: nothing is asked of us when it is pressed."""
INSTALL_LINK: Final = "install.link"
"""Another one."""
PROGRAMS_PREVIOUS: Final = "programs.previous"
PROGRAMS_NEXT: Final = "programs.next"
PROGRAMS_SEARCH: Final = "programs.search"
"""The field that is searched with Enter, and the button that shows all again."""
FLEET_OPEN: Final = "fleet.open"
FLEET_SORT: Final = "fleet.sort"
FLEET_RAISE: Final = "fleet.raise"
FLEET_SHARE: Final = "fleet.share"
FLEET_CSV: Final = "fleet.csv"
"""Each carries the list's order (`Control.choice`) or the version asked for, and the tag (`Control.text`)."""
CAN_SUGGESTED: Final = "can.suggested"
CAN_OPTION: Final = "can.option"
CAN_SHARE: Final = "can.share"
CAN_OPEN: Final = "can.open"
"""Each carries the APIs (`Control.text`, see `bot.domain.can.codes`) and the program, or what was typed for one."""
CAN_VIEW: Final = "can.view"
TREND_SHARE: Final = "trend.share"
TREND_PICTURE: Final = "trend.picture"
"""Each carries the program, the day shown and the versions asked for (`Control.text`)."""
HOME: Final = "home"
"""`Control.choice` of a modal that was opened on the Home tab: what comes of it is told there."""
HOME_FOLLOW: Final = "home.follow"
"""The select whose choices are the programs that a person follows."""
HOME_PROGRAM: Final = "home.program"
"""The menu of a program on the Home tab; `Control.choice` is one of the three below."""
BREAKDOWN: Final = "report"
FOLLOW: Final = "follow"
UNFOLLOW: Final = "unfollow"
HOME_LANGUAGE: Final = "home.language"
"""`Control.text` is one of `bot.i18n.LOCALES`; empty: as in Slack."""
SAMPLE_TRY: Final = "sample.try"
SAMPLE_WHAT_IF: Final = "sample.what_if"
"""Of made-up numbers; the select carries a version and nothing else."""
CONNECT_OPEN: Final = "connect.open"
CONNECT_WAY_VIEW: Final = "connect.way"
CONNECT_SET_VIEW: Final = "connect.set"
"""The steps of the modal that leads to WeChat."""
ASK_VIEW: Final = "ask"
"""The modal of the shortcut "Base library of ..."."""
SHORTCUT_ASK: Final = "ask.open"
SHORTCUT_CAN: Final = "can.message"
"""The `callback_id` of the shortcuts in `manifest.yml`."""
ACCESS_DEFAULT: Final = "access.default"
"""The select of what everybody is; `Control.choice` is a `Role`."""
ACCESS_PERSON: Final = "access.person"
"""The select of people, who is given a role next."""
ACCESS_GRANT: Final = "access.grant"
ACCESS_REVOKE: Final = "access.revoke"
"""Each carries the person (`Control.text`); the first one a role (`Control.choice`), too."""
ACCESS_RESTRICT: Final = "access.restrict"
"""The select of channels; its block's id carries the program."""
ACCESS_UNRESTRICT: Final = "access.unrestrict"
AUDIT_CSV: Final = "audit.csv"
ACCESS_VIEW: Final = "access.view"
ALERT_VIEW: Final = "alert"
DIGEST_SCHEDULE_VIEW: Final = "digest.schedule"
DIGEST_PAUSE_VIEW: Final = "digest.pause"
"""The `callback_id` of the modals."""

_T = TypeVar("_T")
_APPID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_CHOICE: Final = re.compile(r"[a-z]{1,12}", re.ASCII)
_PAGE: Final = re.compile(r"[1-9]\d{0,5}", re.ASCII)
TEXT: Final = 60
"""How much of what somebody typed a control carries."""
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Control:
    """What a button, an option or a modal acts on; parts that it does not need are empty."""

    appid: str = ""
    day: date | None = None
    """Of the snapshot shown; of an alert the day until which it is muted."""
    version: Version | None = None
    subscription_id: str = ""
    """A digest's order, or an alert."""
    channel_id: str = ""
    """Only in a modal, which Slack does not tell where it was opened from."""
    choice: str = ""
    """What was chosen in a menu; in the form of a digest that does not stand yet `new`; which subcommand asks."""
    page: int = 0
    """Of a list, from 0."""
    text: str = ""
    """What a list was searched for, or the words after a subcommand, as typed."""
    name: str = ""
    """What was typed for a program, where it fits none or several."""

    def encode(self) -> str:
        """Compact JSON of at most 150 characters, as much as an option may carry.

        Raises:
            ValueError: an id is so long, or so odd, that `decode` would refuse it.
        """
        parts = {
            "p": self.appid,
            "d": self.day.isoformat() if self.day else "",
            "v": self.version.text if self.version else "",
            "s": self.subscription_id,
            "c": self.channel_id,
            "a": self.choice,
            "n": str(self.page or ""),
            "t": self.text,
            "m": self.name,
        }
        filled = {key: part for key, part in parts.items() if part}
        value = json.dumps(filled, separators=(",", ":"), ensure_ascii=False)
        try:
            Control.decode(value)
        except StaleControl as error:
            raise ValueError(f"cannot be carried by a control: {value[:200]}") from error
        return value

    @property
    def fits(self) -> bool:
        """Whether a control can carry so much; if not, `encode` raises."""
        try:
            self.encode()
        except ValueError:
            return False
        return True

    @classmethod
    def decode(cls, value: str) -> "Control":
        """Read what came back from Slack; anybody may have sent it.

        Raises:
            StaleControl: it is none of ours.
        """
        parts = _parts(value)
        return cls(
            appid=_matching(parts, "p", _APPID),
            day=_read(parts, "d", _day),
            version=_read(parts, "v", Version.read),
            subscription_id=_matching(parts, "s", _ID),
            channel_id=_matching(parts, "c", _ID),
            choice=_matching(parts, "a", _CHOICE),
            page=int(_matching(parts, "n", _PAGE) or 0),
            text=_typed(parts, "t"),
            name=_typed(parts, "m"),
        )


def _parts(value: str) -> dict[str, str]:
    if len(value) > limits.OPTION_VALUE:
        raise StaleControl
    try:
        parts = json.loads(value)
    except ValueError as error:
        raise StaleControl from error
    if not isinstance(parts, dict) or not parts.keys() <= {"p", "d", "v", "s", "c", "a", "n", "t", "m"}:
        raise StaleControl
    if not all(isinstance(part, str) and part for part in parts.values()):
        raise StaleControl
    return parts


def _matching(parts: dict[str, str], key: str, pattern: re.Pattern[str]) -> str:
    part = parts.get(key, "")
    if part and not pattern.fullmatch(part):
        raise StaleControl
    return part


def _typed(parts: dict[str, str], key: str) -> str:
    """One line of words, as they are split and joined again."""
    part = parts.get(key, "")
    if len(part) > TEXT or not part.isprintable() or part != " ".join(part.split()):
        raise StaleControl
    return part


def _read(parts: dict[str, str], key: str, read: Callable[[str], _T | None]) -> _T | None:
    if key not in parts:
        return None
    found = read(parts[key])
    if found is None:
        raise StaleControl
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None
