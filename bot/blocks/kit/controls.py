"""The names of buttons and selects, and the values they carry.

State is in the database: a control only names its object, and its reader checks that it belongs here.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeVar

from bot.blocks.kit import limits
from bot.domain.numbers.version import Version
from bot.errors import StaleControl

_T = TypeVar("_T")
_PAGE: Final = re.compile(r"[1-9]\d{0,5}", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def parts_in(value: str, letters: Mapping[str, object]) -> dict[str, str]:
    """Return the parts by their letters, none empty; as long as the place allows."""
    try:
        parts = json.loads(value[: limits.BUTTON_VALUE + 1])
    except ValueError as error:
        raise StaleControl from error
    if not isinstance(parts, dict) or not parts.keys() <= letters.keys():
        raise StaleControl
    in_button = limits.BUTTON_VALUE if parts.keys() & {"w", "e"} else limits.OPTION_VALUE
    longest = limits.BLOCK_ID if "r" in parts else in_button
    if len(value) > longest:
        raise StaleControl
    if not all(isinstance(part, str) and part for part in parts.values()):
        raise StaleControl
    return parts


def matching(pattern: re.Pattern[str]) -> Callable[[str], str]:
    """Read an id or a word of ours."""

    def read(part: str) -> str:
        if not pattern.fullmatch(part):
            raise StaleControl
        return part

    return read


def typed(longest: int) -> Callable[[str], str]:
    """Read one line of words, split and joined."""

    def read(part: str) -> str:
        if len(part) > longest or not part.isprintable() or part != " ".join(part.split()):
            raise StaleControl
        return part

    return read


def known(parse: Callable[[str], _T | None]) -> Callable[[str], _T]:
    def read(part: str) -> _T:
        found = parse(part)
        if found is None:
            raise StaleControl
        return found

    return read


def lines(part: str) -> str:
    """Lines of words, as `in_lines` leaves them."""
    if part != in_lines(part):
        raise StaleControl
    return part


def in_lines(text: str) -> str:
    """Return a text without control characters, each of which would take six characters of a value.

    It keeps its lines.
    """
    return "".join(each if each >= " " or each == "\n" else " " for each in text)


def day_in(text: str) -> date | None:
    """Return the day written as `2026-11-23`; None for anything else."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def page_in(text: str) -> int | None:
    """Return the page of a list, from 1; None for anything else."""
    return int(text) if _PAGE.fullmatch(text) else None


REPORT_REFRESH: Final = "report.refresh"
REPORT_SHARE: Final = "report.share"
REPORT_MORE: Final = "report.more"
"""The menu of a breakdown or of what a minimum costs; `Control.text` is one of the seven below."""
OPEN: Final = "open"
ALL: Final = "all"
FEWER: Final = "fewer"
TREND: Final = "trend"
DIGEST: Final = "digest"
EXPORT: Final = "export"
READING: Final = "reading"
REPORT_SETTLE: Final = "report.settle"
"""How an operator settles an unproved meaning."""
REPORT_WHAT_IF: Final = "report.what_if"
REPORT_OPEN: Final = "report.open"
REPORT_EXPORT: Final = "report.export"
"""The select that exports a breakdown as a file; `Control.text` is one of `bot.export.Format`, or `HISTORY`."""
HISTORY: Final = "history"
"""Every stored day, in one file."""
THEN: Final = "then"
"""`Control.choice` of controls in an answer about an earlier day: `Control.day` is the day looked back at."""
LOOK_BACK: Final = "look.back"
"""The select that asks the same of another day: `Control.choice` and `.text` are a subcommand and its words."""
LOOK_BACK_DAY: Final = "look.day"
"""The calendar; its block's id carries the same."""
CALENDAR: Final = "calendar"
BESIDE: Final = "beside"
"""`Control.only` of choices that open the calendar, and that show the day beside the one shown."""
HELP_REPORT: Final = "help.report"
HELP_WHAT_IF: Final = "help.what_if"
HELP_CAN: Final = "help.can"
HELP_TREND: Final = "help.trend"
HELP_DIGEST: Final = "help.digest"
HELP_ALL: Final = "help.all"
ALERT_WHEN_SAFE: Final = "alert.when_safe"
"""Sets an alert of the channel: `Control.version` keeps 99 % of the program's users, or `Control.text` percent."""
RAISE_SHARE: Final = "raise.share"
COVER_SHARE: Final = "cover.share"
COVER_TARGET: Final = "cover.target"
"""Each carries the program and the day shown, and the version or the target in percent (`Control.text`)."""
WHAT_IF_LOWER: Final = "what_if.lower"
WHAT_IF_HIGHER: Final = "what_if.higher"
"""The versions next to one that WeChat does not list."""
ALERT_MUTE: Final = "alert.mute"
ALERT_UNMUTE: Final = "alert.unmute"
ALERT_CHANGE: Final = "alert.change"
ALERT_DELETE: Final = "alert.delete"
ALERT_NEW: Final = "alert.new"
ALERT_FORM: Final = "alert.form"
"""Fields of the alert's form whose change shows other fields, or other values beside them."""
DIGEST_SUBSCRIBE: Final = "digest.subscribe"
DIGEST_SEND_NOW: Final = "digest.send_now"
DIGEST_CHANGE: Final = "digest.change"
DIGEST_OFF: Final = "digest.off"
NOTICE_RETRY: Final = "notice.retry"
NOTICE_MOVE: Final = "notice.move"
NOTICE_DELETE: Final = "notice.delete"
DIGEST_MORE: Final = "digest.more"
"""The menu of a digest; `Control.choice` is the option chosen."""
DIGEST_FORM: Final = "digest.form"
"""Form fields whose change moves the next runs."""
DIGEST_TEST: Final = "digest.test"
PROGRAM_PICK: Final = "program.pick"
"""The program select; its block's id carries the question (`Control.choice` and the rest)."""
PROGRAM_USE: Final = "program.use"
PROGRAM_SETTING: Final = "program.setting"
"""Lets Baselib set the program's minimum, or not any more; `Control.choice` is `ON`, or empty."""
ON: Final = "on"
AUTHORISE_LINK: Final = "authorise.link"
"""A link button: a press needs no action of Baselib."""
INSTALL_LINK: Final = "install.link"
"""A link button, too."""
PROGRAMS_PREVIOUS: Final = "programs.previous"
PROGRAMS_NEXT: Final = "programs.next"
PROGRAMS_SEARCH: Final = "programs.search"
"""The search field (submitted with Enter), and the button that shows all again."""
FLEET_OPEN: Final = "fleet.open"
FLEET_SORT: Final = "fleet.sort"
FLEET_RAISE: Final = "fleet.raise"
FLEET_SHARE: Final = "fleet.share"
FLEET_CSV: Final = "fleet.csv"
"""Each carries the sort order (`Control.choice`) or the version, the tag (`Control.text`) and `Control.only`: one of
`bot.domain.fleet.Filter`, or a `Verdict`."""
FLEET_READY: Final = "fleet.ready"
FLEET_BLOCKED: Final = "fleet.blocked"
FLEET_FILTER: Final = "fleet.filter"
"""Open a filtered list; the last one is a select."""
FLEET_TAGS: Final = "fleet.tags"
FLEET_TAG: Final = "fleet.tag"
"""The totals by tag, and the select that opens the programs with one."""
CAN_SUGGESTED: Final = "can.suggested"
CAN_OPTION: Final = "can.option"
CAN_SHARE: Final = "can.share"
CAN_OPEN: Final = "can.open"
"""Each carries the APIs (`Control.text`, see `bot.domain.can.features`) and the program, or the text typed for it."""
CAN_VIEW: Final = "can.view"
DECISION_PROPOSE: Final = "decision.propose"
"""Opens the form of a proposal; carries the program and the version."""
DECISION_APPROVE: Final = "decision.approve"
DECISION_UNVOTE: Final = "decision.unvote"
DECISION_DECLINE: Final = "decision.decline"
"""Opens the form for the reason."""
DECISION_WITHDRAW: Final = "decision.withdraw"
CONSOLE_LINK: Final = "console.link"
"""A link button to WeChat's console: a press needs no action of Baselib."""
DECISION_SET: Final = "decision.set"
DECISION_NOT_YET: Final = "decision.not_yet"
DECISION_SET_NOW: Final = "decision.set_now"
"""A person says that it is set, takes that back, or has Baselib set it."""
DECISION_ROLL_BACK: Final = "decision.roll_back"
DECISION_CHECK: Final = "decision.check"
DECISION_EXPORT: Final = "decision.export"
ROLLOUT_PROPOSE: Final = "rollout.propose"
"""Carries a version, a tag (`Control.text`), and whether only ready programs are meant (`Control.only`)."""
READY: Final = "ready"
ROLLOUT_POST: Final = "rollout.post"
"""Carries the same, who looks (`Control.owner_id`) at what (`Control.subject_id`), the reason (`Control.words`), the
planned day and the scan."""
ROLLOUT_PROGRAMS: Final = "rollout.programs"
ROLLOUT_PREVIOUS: Final = "rollout.previous"
ROLLOUT_NEXT: Final = "rollout.next"
ROLLOUT_SAID: Final = "rollout.said"
ROLLOUT_NOT_YET: Final = "rollout.not_yet"
"""Each carries the decision, a page, and the programs listed (`Control.only`); the last two a position (`.text`)."""
ROLLOUT_CSV: Final = "rollout.csv"
ROLLOUT_START: Final = "rollout.start"
ROLLOUT_PAUSE: Final = "rollout.pause"
ROLLOUT_RESUME: Final = "rollout.resume"
ROLLOUT_END: Final = "rollout.end"
"""Each carries the decision (`Control.subject_id`)."""
TREND_SHARE: Final = "trend.share"
TREND_PICTURE: Final = "trend.picture"
"""Each carries the program, the day shown and the requested versions (`Control.text`)."""
SHARES: Final = frozenset({REPORT_SHARE, RAISE_SHARE, COVER_SHARE, FLEET_SHARE, CAN_SHARE, TREND_SHARE})
HOME: Final = "home"
"""`Control.choice` of a modal opened on the Home tab: its result is shown there."""
HOME_FOLLOW: Final = "home.follow"
"""The select whose choices are the programs that a person follows."""
HOME_PROGRAM: Final = "home.program"
"""The menu of a program on the Home tab; `Control.choice` is one of the four below."""
BREAKDOWN: Final = "report"
FOLLOW: Final = "follow"
UNFOLLOW: Final = "unfollow"
DELETE: Final = "delete"
HOME_DIGEST: Final = "home.digest"
HOME_ALERT: Final = "home.alert"
"""The menus of a digest and of an alert on the Home tab."""
MUTE: Final = "mute"
UNMUTE: Final = "unmute"
HOME_FLEET: Final = "home.fleet"
"""Sends the list of what needs attention as a direct message."""
HOME_WEEKLY: Final = "home.weekly"
"""Sends what waits every Monday as a direct message; `Control.choice` is `ON`, or empty."""
HOME_MANAGE: Final = "home.manage"
MANAGE: Final = "manage"
"""Unfolds roles and status; without it they are folded."""
HOME_SETTING: Final = "home.setting"
"""The select of a program whose minimum Baselib may set, or not."""
HOME_LANGUAGE: Final = "home.language"
"""`Control.text` is one of `bot.i18n.LOCALES`; empty: as in Slack."""
SAMPLE_TRY: Final = "sample.try"
SAMPLE_WHAT_IF: Final = "sample.what_if"
"""The sample's select, which carries only a version."""
CONNECT_OPEN: Final = "connect.open"
CONNECT_WAY_VIEW: Final = "connect.way"
CONNECT_SET_VIEW: Final = "connect.set"
"""The steps of the modal for connecting WeChat."""
IMPORT_OPEN: Final = "import.open"
"""Opens the form for importing numbers of `Control.appid`."""
IMPORT_DELETE_VIEW: Final = "import.delete"
"""The modal that asks whether to delete the imported program `Control.appid`."""
IMPORT_VIEW: Final = "import"
"""`Control.text` is the fingerprint of the values whose check is shown."""
ASK_VIEW: Final = "ask"
"""The modal of the shortcut "Base library of ..."."""
SHORTCUT_ASK: Final = "ask.open"
SHORTCUT_CAN: Final = "can.message"
"""The `callback_id` of the shortcuts in `manifest.yml`."""
ACCESS_DEFAULT: Final = "access.default"
"""The select of the default role; `Control.choice` is a `Role`."""
ACCESS_QUORUM: Final = "access.quorum"
"""The select of the votes that decisions need; `Control.text` has both numbers."""
ACCESS_MANY: Final = "access.many"
"""The select of the programs above which a decision needs more votes (`Control.text`)."""
ACCESS_USERS: Final = "access.users"
"""The select of the users above which a decision needs more votes (`Control.text`)."""
ACCESS_PERSON: Final = "access.person"
"""The select of a user to grant a role."""
ACCESS_GRANT: Final = "access.grant"
ACCESS_REVOKE: Final = "access.revoke"
"""Each carries the user (`Control.text`); the first also a role (`Control.choice`)."""
ACCESS_RESTRICT: Final = "access.restrict"
"""The select of channels; its block's id carries the program."""
ACCESS_UNRESTRICT: Final = "access.unrestrict"
AUDIT_CSV: Final = "audit.csv"
READING_VIEW: Final = "report.reading"
ACCESS_VIEW: Final = "access.view"
SETTING_VIEW: Final = "program.setting"
ALERT_VIEW: Final = "alert"
ALERT_DELETE_VIEW: Final = "alert.delete"
PROPOSE_VIEW: Final = "propose"
PROPOSE_FLEET_VIEW: Final = "propose.fleet"
DECLINE_VIEW: Final = "decline"
DIGEST_SCHEDULE_VIEW: Final = "digest.schedule"
DIGEST_PAUSE_VIEW: Final = "digest.pause"
DIGEST_OFF_VIEW: Final = "digest.off"
"""The `callback_id` of the modals."""

_APPID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_CHOICE: Final = re.compile(r"[a-z]{1,12}", re.ASCII)
_ONLY: Final = re.compile(r"[a-z0-9-]{1,16}", re.ASCII)
TEXT: Final = 60
"""Characters of typed text in a control."""
REST: Final = 200
"""Characters of the words after a program."""
_PARTS: Final[Mapping[str, tuple[str, Callable[[str], object]]]] = {
    "p": ("appid", matching(_APPID)),
    "d": ("day", known(day_in)),
    "v": ("version", known(Version.read)),
    "s": ("subject_id", matching(_ID)),
    "o": ("owner_id", matching(_ID)),
    "c": ("channel_id", matching(_ID)),
    "a": ("choice", matching(_CHOICE)),
    "n": ("page", known(page_in)),
    "t": ("text", typed(TEXT)),
    "m": ("name", typed(TEXT)),
    "f": ("only", matching(_ONLY)),
    "r": ("rest", typed(REST)),
    "w": ("words", lines),
    "e": ("scan", lines),
}
"""By its letter in a value: the field, and what reads it. A message has a hundred values, each with two or three."""


@dataclass(frozen=True, slots=True)
class Control:
    """The object of a button, an option or a modal; unused parts are empty."""

    appid: str = ""
    day: date | None = None
    """The day of the snapshot shown; for an alert, the day until which it is muted; for a preview, the planned day."""
    version: Version | None = None
    subject_id: str = ""
    """A subscription, an alert, a decision, or the mark of a preview."""
    owner_id: str = ""
    """The subscription's owner: its id is its channel's, so a later one of another owner has the same. Or who looks at
    a preview."""
    channel_id: str = ""
    """Only in a modal: Slack does not say where it was opened."""
    choice: str = ""
    """The option chosen in a menu, `new` in the form of a new digest, or the subcommand that asks."""
    page: int = 0
    """The page of a list, from 0."""
    text: str = ""
    """The search text of a list, or the words after a subcommand, as typed."""
    name: str = ""
    """The text typed for a program, if it matches none or several."""
    only: str = ""
    """Which rows of a list are shown."""
    rest: str = ""
    """The words after a program, as typed; only in a block's id."""
    words: str = ""
    """Lines that a person typed; only in a button."""
    scan: str = ""
    """The verdict of a scan in one line; only in a button."""

    def encode(self) -> str:
        """Compact JSON of at most 150 characters, the limit for an option's value.

        With `rest` the limit is that for a block's id, with `words` or `scan` for a button's value.
        """
        filled = {letter: str(part) for letter, (name, _) in _PARTS.items() if (part := getattr(self, name))}
        value = json.dumps(filled, separators=(",", ":"), ensure_ascii=False)
        try:
            Control.decode(value)
        except StaleControl as error:
            raise ValueError(f"cannot be carried by a control: {value[:200]}") from error
        return value

    @property
    def fits(self) -> bool:
        """Whether the values fit into a control; if not, `encode` raises."""
        try:
            self.encode()
        except ValueError:
            return False
        return True

    @classmethod
    def decode(cls, value: str) -> "Control":
        """Parse a value from Slack; it may be forged."""
        found: dict[str, Any] = {}
        for letter, part in parts_in(value, _PARTS).items():
            name, read = _PARTS[letter]
            found[name] = read(part)
        return cls(**found)
