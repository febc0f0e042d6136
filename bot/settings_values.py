"""Parsers of the settings. A `ValueError` holds the reason's key (`settings-reason-...`), never the value."""

import ipaddress
import re
from contextlib import suppress
from urllib.parse import urlsplit

import httpx
from pydantic import SecretStr

from bot.domain.access import NamedAdmins
from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import Program, folded
from bot.domain.sweep import Window

_QUOTES = ('""', "''", "“”", "‘’")
_PLAIN = re.compile(r"[!-~]*", re.ASCII)
_PORT = re.compile(r"[0-9]{1,5}", re.ASCII)
_LAST_PORT = 65535
_CHANNEL = re.compile(r"[CDG][A-Z0-9]{1,20}", re.ASCII)
_TEAM = re.compile(r"T[A-Z0-9]{1,20}", re.ASCII)
_SCOPE = re.compile(r"[a-z_]+(?:[:.][a-z_]+){0,3}", re.ASCII)
_APPID = re.compile(r"[A-Za-z0-9_-]{3,64}", re.ASCII)
_ADMIN = re.compile(r"(?:(?P<team>[TE][A-Z0-9]{1,20})/)?(?P<user>[UW][A-Z0-9]{1,20})", re.ASCII)
_AES_KEY = re.compile(r"[A-Za-z0-9]{43}", re.ASCII)
_PROGRAM = re.compile(r"(?:(?P<alias>[^=,\s]{1,40})=)?(?P<appid>[A-Za-z0-9_-]{3,64})")


def unquoted(value: object) -> object:
    """Return the text between quotes, also a word processor's."""
    text = value.strip() if isinstance(value, str) else ""
    return text[1:-1].strip() if len(text) > 1 and text[0] + text[-1] in _QUOTES else value


def plain(secret: SecretStr) -> SecretStr:
    """Accept only visible ASCII, as Slack, WeChat and headers need; a copy cut off with "…" is refused."""
    if not _PLAIN.fullmatch(secret.get_secret_value()):
        raise ValueError("not-plain")
    return secret


def port(text: object) -> object:
    """Return a port number; 0 for any free one."""
    if isinstance(text, str) and not (_PORT.fullmatch(text.strip()) and int(text) <= _LAST_PORT):
        raise ValueError("not-a-port")
    return text


def http_url(url: str) -> str:
    """Accept only a complete address."""
    with suppress(ValueError, httpx.InvalidURL):  # an odd port, a bracket left open, two dots in a row
        parts, host = urlsplit(url), httpx.URL(url).host.encode("idna")  # as the client does
        # urlsplit overlooks line breaks and invisible characters of a copied address.
        if host and parts.scheme in ("http", "https") and parts.port != 0 and url.isprintable() and "#" not in url:
            return url
    raise ValueError("not-a-url")


def unless_off(text: object) -> object:
    """Turn "off" into None, for optional parts."""
    return None if isinstance(text, str) and text.strip().lower() == "off" else text


def loopback_url(url: str) -> str:
    """Accept only a loopback address for the sandbox's clock: it decides when digests are sent."""
    if not is_loopback(http_url(url)):
        raise ValueError("not-loopback")
    return url


def is_loopback(url: str) -> bool:
    """Whether an address (that `http_url` takes) is on this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def channel_id(text: str) -> str:
    """Accept only an id: a name such as `#general` can move to another channel, and buttons cannot carry it."""
    if text and not _CHANNEL.fullmatch(text):
        raise ValueError("not-a-channel")
    return text


def team_id(text: str) -> str:
    """Slack's id of a workspace, or nothing."""
    if text and not _TEAM.fullmatch(text):
        raise ValueError("not-a-team")
    return text


def scopes(text: object) -> object:
    """Slack's bot scopes, separated by commas."""
    if not isinstance(text, str):
        return text
    named = _parts(text)
    if not all(_SCOPE.fullmatch(scope) for scope in named):
        raise ValueError("not-scopes")
    return tuple(named)


def programs(text: object) -> object:
    """`alias=appid,alias2=appid2`; the alias may be left out."""
    if not isinstance(text, str):
        return text
    programs, taken = list[Program](), set[str]()
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        match = _PROGRAM.fullmatch(part)
        if not match:
            raise ValueError("not-programs")
        program = Program(Visible(match["appid"]), match["alias"] or "")
        names = {folded(program.alias), folded(program.appid)} - {""}
        if names & taken:
            raise ValueError("programs-twice")
        taken |= names
        programs.append(program)
    return tuple(programs)


def appid(text: str) -> str:
    """Return an AppID, or nothing."""
    if text and not _APPID.fullmatch(text):
        raise ValueError("not-an-appid")
    return text


def aes_keys(text: object) -> object:
    """Return the current EncodingAESKey and, while it is being replaced, the one before, separated by a comma."""
    if not isinstance(text, str):
        return text
    keys = _parts(text)
    if not all(_AES_KEY.fullmatch(key) for key in keys):
        raise ValueError("not-an-aes-key")
    return tuple(SecretStr(key) for key in keys)


def encryption_keys(text: object) -> object:
    """Fernet keys, separated by commas; the first one encrypts, all of them decrypt."""
    if not isinstance(text, str):
        return text
    from cryptography.fernet import Fernet  # noqa: PLC0415  # only with keys

    keys = _parts(text)
    for key in keys:
        try:
            Fernet(key)
        except ValueError:
            raise ValueError("not-a-key") from None  # the cause may repeat the value
    return tuple(SecretStr(key) for key in keys)


def public_url(url: str) -> str:
    """Return the address for WeChat and merchants; a query or a fragment would be lost on the way."""
    if not url:
        return url
    parts = urlsplit(http_url(url))
    if parts.query or parts.fragment:
        raise ValueError("not-a-url")
    return url.rstrip("/")


def admins(text: object) -> object:
    """`U0ALICE,T0TEAM/U0BOWEN`: users, with their workspace where the bot serves several."""
    if not isinstance(text, str):
        return text
    found = [_ADMIN.fullmatch(part) for part in _parts(text)]
    if not all(found):
        raise ValueError("not-admins")
    return NamedAdmins(frozenset((match["team"] or "", match["user"]) for match in found if match))


def window(text: object) -> object:
    """`01:00-07:00`."""
    if not isinstance(text, str):
        return text
    try:
        return Window.parse(text)
    except ValueError:
        raise ValueError("not-a-window") from None


def _parts(text: str) -> list[str]:
    return [part for part in (piece.strip() for piece in text.split(",")) if part]
