"""Alerts as people type them: `loss > 1% at 3.6.4 shop`, `coverage 3.6.4 >= 99% #food`, `safe minimum rises fleet`."""

import html
import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.alerts.alert import MOST_DAYS, Condition, Sign, Threshold, Watched
from bot.domain.numbers.distribution import ONE
from bot.domain.numbers.meaning import parse_percent
from bot.domain.numbers.version import Version
from bot.domain.programs import FLEET_WORDS, folded, plain_text
from bot.errors import BadAlert

LONGEST: Final = 300
"""Characters of a condition that are read."""
_LONGEST_MUTE_DAYS: Final = 3_653
_SIGNS: Final[dict[str, Sign]] = {
    **{str(sign): sign for sign in Sign},
    "=>": Sign.AT_LEAST,
    "=<": Sign.AT_MOST,
    "≥": Sign.AT_LEAST,
    "≧": Sign.AT_LEAST,
    "≤": Sign.AT_MOST,
    "≦": Sign.AT_MOST,
    "over": Sign.OVER,
    "above": Sign.OVER,
    "under": Sign.UNDER,
    "below": Sign.UNDER,
    "超过": Sign.OVER,
    "高于": Sign.OVER,
    "低于": Sign.UNDER,
}
_WATCHED: Final[dict[str, Watched]] = {
    **{str(watched): watched for watched in Watched},
    "cover": Watched.COVERAGE,
    "min": Watched.MINIMUM,
    "withdrawal": Watched.WITHDRAWAL,
    "roll-back": Watched.WITHDRAWAL,
    "problem": Watched.ATTENTION,
    "problems": Watched.ATTENTION,
    "损失": Watched.LOSS,
    "流失": Watched.LOSS,
    "覆盖率": Watched.COVERAGE,
    "最低版本": Watched.MINIMUM,
    "撤回": Watched.WITHDRAWAL,
    "回退": Watched.WITHDRAWAL,
    "回滚": Watched.WITHDRAWAL,
    "安全版本": Watched.SAFE,
    "安全版本上升": Watched.SAFE,
    "需要处理": Watched.ATTENTION,
}
_MORE_WORDS: Final = {
    Watched.MINIMUM: frozenset({"changed", "changes", "change", "变更", "变化", "改变"}),
    Watched.SAFE: frozenset(
        {"minimum", "min", "version", "has", "rises", "rise", "risen", "rose", "up", "上升", "提高"}
    ),
    Watched.ATTENTION: frozenset({"needed", "required"}),
}
"""Words that may follow, and add nothing."""
_BEFORE_ATTENTION: Final = "needs"
_BEFORE_VERSION: Final = frozenset({"at", "of", "on", "在"})
_BEFORE_PROGRAM: Final = frozenset({"for", "of", "in"})
_TAG: Final = "#"
_SIGN: Final = re.compile(r"([<>]=?|=[<>]|[≤≥≦≧])")
_VERSION: Final = re.compile(r"[vV]?\d+(\.\d+){1,3}|[vV]\d+", re.ASCII)
_DAYS: Final = re.compile(
    r"(?<!\S)for\s+(?P<en>\d{1,3})\s+days?(?!\S)|(?:连续|持续)\s*(?P<zh>\d{1,3})\s*天", re.ASCII | re.IGNORECASE
)
_WHO: Final = r"(?:users?\b|people\b|[名个]?用户|人)"
_USERS: Final = re.compile(
    rf"(?P<before>^|{'|'.join(map(re.escape, _SIGNS))})\s*"
    rf"(?P<number>0*[1-9]\d{{0,2}}(?:,\d{{3}}){{1,2}}|0*[1-9]\d{{0,8}})\s*{_WHO}(?!\S)",
    re.ASCII | re.IGNORECASE,
)
"""A number of people as a limit; names have them, too (5人行)."""
_OF_PEOPLE: Final = re.compile(rf"(?:\d.*)?{_WHO}", re.ASCII | re.IGNORECASE)
"""Any limit that people are counted by, or their word alone."""
_WORD_THEN_VERSION: Final = re.compile(r"@\s*(?=[vV]?\d)")


@dataclass(frozen=True, slots=True)
class AlertRequest:
    condition: Condition
    program: str
    """The program's name as typed; empty for the channel's own program and for the fleet."""
    fleet: bool
    """Whether it is about many programs: all, or those with `tag`."""
    tag: str = ""
    """Folded; empty without one."""


def parse_alert(text: str) -> AlertRequest:
    """Parse a condition and its program, in any order.

    Args:
        text: the text after `alert`; full-width forms and signs count as plain ones.

    Raises:
        BadAlert: not a condition, or one that always or never holds.
        BadPercent, BadVersion: of a threshold.
    """
    return _about(*_taken(text))


def read_condition(words: str) -> Condition:
    """Parse a stored `Condition.words`.

    Raises:
        BadAlert, BadPercent, BadVersion: it is not a condition.
    """
    return parse_alert(words).condition


def _taken(text: str) -> tuple[Condition, list[str]]:
    text, days = _take_days(text)
    words = _words(text)
    watched = _take_watched(words)
    if watched in (Watched.LOSS, Watched.COVERAGE):
        return Condition(watched, replace(_take_threshold(words), days=days)), words
    if days:
        raise BadAlert(part="days", text=str(days))
    return Condition(watched), words


def _take_days(text: str) -> tuple[str, int]:
    """Return the text without its number of days, and that number; 0 without one."""
    found = _DAYS.search(text)
    if not found:
        return text, 0
    days = int(found["en"] or found["zh"])
    if not 0 < days <= MOST_DAYS:
        raise BadAlert(part="days", text=str(days))
    return f"{text[: found.start()]} {text[found.end() :]}", days


def _words(text: str) -> list[str]:
    """Split into words. Slack writes `&lt;` for `<` in some places; `>1%` equals `> 1 %`."""
    plain = html.unescape(unicodedata.normalize("NFKC", text[:LONGEST]))
    spaced = _SIGN.sub(r" \1 ", _WORD_THEN_VERSION.sub(" at ", plain))
    counted = _USERS.sub(lambda found: f"{found['before']} {_count(found)}users ", spaced)
    return re.sub(r"(?<=\d)\s*%", "% ", counted).split()


def _take_watched(words: list[str]) -> Watched:
    """Take the word for what is watched, at any position, and those after it that add nothing."""
    found, place = _find_watched(words)
    while place < len(words) and words[place].casefold() in _MORE_WORDS.get(found, ()):
        del words[place]
    if found is Watched.ATTENTION and place and words[place - 1].casefold() == _BEFORE_ATTENTION:
        del words[place - 1]
    return found


def _find_watched(words: list[str]) -> tuple[Watched, int]:
    for place, word in enumerate(words):
        if watched := _WATCHED.get(word.casefold()):
            del words[place]
            return watched, place
        if word.casefold() == "roll" and words[place + 1 : place + 2] == ["back"]:
            del words[place : place + 2]
            return Watched.WITHDRAWAL, place
    raise BadAlert(part="nothing", text=" ".join(words)[:40])


def _take_threshold(words: list[str]) -> Threshold:
    sign, limit = _take_limit(words)
    return threshold_of(sign, limit, _take_version(words))


def threshold_of(sign: Sign, limit: str, version: Version, days: int = 0) -> Threshold:
    """Return a threshold with a limit as typed: `1%`, or `1000 users`.

    Raises:
        BadAlert: a limit that no share is beyond, or that every share is within; no whole number of users.
        BadPercent: it is neither.
    """
    limit = plain_text(limit).strip()
    if found := _USERS.fullmatch(limit):
        return Threshold(sign, ONE, version, days, users=_count(found))
    if _OF_PEOPLE.fullmatch(limit):
        raise BadAlert(part="users", text=limit[:40])
    threshold = Threshold(sign, parse_percent(limit), version, days)
    check_threshold(threshold)
    return threshold


def _count(found: re.Match[str]) -> int:
    return int(found["number"].replace(",", ""))


def check_threshold(threshold: Threshold) -> None:
    """Refuse a limit that no share is beyond, or that every share is within.

    Raises:
        BadAlert: it is one.
    """
    sign = threshold.sign
    if threshold.share == 1 and sign in (Sign.OVER, Sign.AT_MOST):
        raise BadAlert(part="never" if sign is Sign.OVER else "always", text=f"{sign} 100%")


def _take_limit(words: list[str]) -> tuple[Sign, str]:
    """Take the sign and the number after it, with the word for people after that."""
    for place, word in enumerate(words):
        if sign := _SIGNS.get(word.casefold()):
            end = place + 2 + any(map(_OF_PEOPLE.fullmatch, words[place + 2 : place + 3]))
            limit = " ".join(words[place + 1 : end])
            del words[place:end]
            return sign, limit
    raise BadAlert(part="sign", text=" ".join(words)[:40])


def _take_version(words: list[str]) -> Version:
    """Take the first word that looks like a version, or the word after `at`."""
    for place, word in enumerate(words):
        introduced = place > 0 and words[place - 1].casefold() in _BEFORE_VERSION
        if _VERSION.fullmatch(word) or (introduced and word[:1].isdigit()):
            version = Version.parse(word)
            del words[place - 1 if introduced else place : place + 1]
            return version
    raise BadAlert(part="version", text=" ".join(words)[:40])


def _about(condition: Condition, words: list[str]) -> AlertRequest:
    """Read the words left over as a program, or the fleet."""
    while words and words[0].casefold() in _BEFORE_PROGRAM:
        del words[0]
    if len(words) == 1 and words[0].casefold() in FLEET_WORDS:
        return AlertRequest(condition, "", fleet=True)
    if len(words) == 1 and words[0].startswith(_TAG) and words[0] != _TAG:
        return AlertRequest(condition, "", fleet=True, tag=folded(words[0].removeprefix(_TAG)))
    return AlertRequest(condition, " ".join(words), fleet=False)


def parse_mute(text: str, zone: str, *, now: datetime) -> datetime:
    """Parse a future day such as `2026-12-31`: the instant (UTC) at which it begins.

    Args:
        text: as typed.
        zone: the requester's IANA zone.

    Raises:
        BadAlert: no such day, one that has begun, or one more than ten years away.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise BadAlert(part="date", text=text[:40]) from error
    return mute_end(day, zone, now=now)


def mute_end(day: date, zone: str, *, now: datetime) -> datetime:
    """Return the instant (UTC) at which a future day begins.

    Raises:
        BadAlert: the day has begun, or is more than ten years away.
    """
    days = (day - now.astimezone(ZoneInfo(zone)).date()).days
    if not 0 < days <= _LONGEST_MUTE_DAYS:
        raise BadAlert(part="date", text=day.isoformat())
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
