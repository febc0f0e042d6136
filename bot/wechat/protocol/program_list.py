"""Reads the provider's list of programs (`WECHAT_PROGRAMS_URL`), page by page. Pure.

A page is `{"programs": [...], "next": "..."}` or a bare list. A program is `{"appid": "wx...", "nickname": "...",
"alias": "...", "tags": ["..."]}`; only `appid` is required, and unknown fields are ignored. `next` is the URL of the
next page, at the same host, and missing or null on the last one.
"""

import json
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urljoin, urlsplit

from bot.domain.programs import MOST_TAGS, ProvidedProgram, read_alias, read_tag
from bot.errors import BadLabel, ProgramListRefused
from bot.wechat.protocol.response import HTTP_OK, clean

MAX_BYTES: Final = 8 << 20
"""The most bytes of one page: a bare list of ten thousand programs takes about one million."""
MOST_PAGES: Final = 1_000
MOST_PROGRAMS: Final = 100_000
_APPID: Final = re.compile(r"[A-Za-z0-9_-]{3,64}", re.ASCII)
_LONGEST_NICKNAME: Final = 120
_LONGEST_URL: Final = 2_000
_SHOWN: Final = 60


@dataclass(frozen=True, slots=True)
class ListPage:
    programs: tuple[ProvidedProgram, ...]
    next_url: str = field(repr=False)
    """Empty on the last one; its query may hold a key."""


def read_page(status: int, body: bytes, *, url: str) -> ListPage:
    """Read an answer of the provider's service.

    Args:
        status: the HTTP status.
        url: of the page; may contain a key, so errors leave it out.

    Raises:
        ProgramListRefused: even for one bad row: half a list would remove programs that are still served.
    """
    if status != HTTP_OK:
        raise ProgramListRefused(reason="status", detail=f"HTTP {status}")
    answer, problem = _decode(body)
    if problem:
        # Raised outside the except so that no JSONDecodeError is attached: that holds the whole answer.
        raise ProgramListRefused(reason="not-json", detail=problem)
    listed, following = (answer.get("programs"), answer.get("next")) if isinstance(answer, dict) else (answer, None)
    if not isinstance(listed, list):
        raise ProgramListRefused(reason="shape", detail="no list of programs")
    programs = tuple(_program(row, number) for number, row in enumerate(listed, 1))
    return ListPage(programs, _next(following, url))


def gathered(pages: Sequence[ListPage]) -> tuple[ProvidedProgram, ...]:
    """Return the programs of all pages, each once: its last row counts, because lists may shift while they are read."""
    by_appid = {program.appid: program for page in pages for program in page.programs}
    return tuple(by_appid.values())


def _decode(body: bytes) -> tuple[object, str]:
    try:
        return json.loads(body.decode().removeprefix("\ufeff")), ""
    except json.JSONDecodeError as error:
        return None, f"{error.msg} at character {error.pos} of {len(body)} bytes"
    except RecursionError:
        return None, "nested too deeply"
    except ValueError:  # not UTF-8, or a number too long
        return None, "not UTF-8, or a number too long"


def _program(row: object, number: int) -> ProvidedProgram:
    if not isinstance(row, dict):
        raise _bad_row(number, "no object")
    appid = row.get("appid")
    if not isinstance(appid, str) or not _APPID.fullmatch(appid):
        raise _bad_row(number, "appid")
    return ProvidedProgram(appid, _nickname(row, number), _alias(row, number), _tags(row, number))


def _nickname(row: Mapping[str, object], number: int) -> str:
    nickname = row.get("nickname") or ""
    if not isinstance(nickname, str):
        raise _bad_row(number, "nickname")
    return clean(nickname[:_LONGEST_NICKNAME])


def _alias(row: Mapping[str, object], number: int) -> str:
    alias = row.get("alias") or ""
    if not isinstance(alias, str):
        raise _bad_row(number, "alias")
    try:
        return read_alias(alias) if alias else ""
    except BadLabel:
        raise _bad_row(number, "alias") from None


def _tags(row: Mapping[str, object], number: int) -> tuple[str, ...]:
    tags = row.get("tags") or []
    if not isinstance(tags, list) or len(tags) > MOST_TAGS or not all(isinstance(tag, str) for tag in tags):
        raise _bad_row(number, "tags")
    try:
        return tuple(sorted({read_tag(tag) for tag in tags}))
    except BadLabel:
        raise _bad_row(number, "tags") from None


def _bad_row(number: int, field: str) -> ProgramListRefused:
    """Return the error for a bad row: it names the row and the field, but not the value."""
    return ProgramListRefused(reason="row", detail=f"row {number}: {field}")


def _next(link: object, url: str) -> str:
    """Return the next page's URL. The bearer secret is sent along, so it must not lead to another host, nor to http."""
    if link is None or link == "":
        return ""
    if not isinstance(link, str) or len(link) > _LONGEST_URL or not link.isprintable():
        raise ProgramListRefused(reason="shape", detail="next")
    following, here, there = "", _place(url), None
    with suppress(ValueError):  # an odd port, or a bracket left open
        following = urljoin(url, link)
        there = _place(following)
    if there is None:
        # Raised outside the except so that no ValueError is attached: that holds a part of the link, maybe its key.
        raise ProgramListRefused(reason="shape", detail="next")
    if there != here:
        raise ProgramListRefused(reason="host", detail=clean(there[1] or "")[:_SHOWN])
    return following


def _place(url: str) -> tuple[str, str | None, int | None]:
    """Where a URL leads, without what is asked there."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port
