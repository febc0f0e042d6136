"""What no log may hold: the known secrets, and whatever looks like one.

It works on the finished line, exceptions included, so that it does not matter how a secret got in.
"""

import json
import re
from collections.abc import Iterable
from typing import Final

HIDDEN: Final = "[hidden]"
_SHORTEST: Final = 4
"""Shorter values are no secrets; hiding them would only make logs unreadable."""

_NAME: Final = (
    "(?:token|secret|ticket|password|bearer|auth_?code|authorization_?code|trigger_id|aes_?key|encryption_keys?)"
)
_HEADER: Final = "(?:authorization|cookie)"
_CODED: Final = "%(?:25)*"
"""A percent sign of a URL, also one that was quoted again."""
_SPACES: Final = rf"(?:\s|\+|{_CODED}2[0b])*"
_SLASH: Final = rf"(?:\\{{0,32}}/|(?:{_CODED}5c){{0,32}}{_CODED}2f)"
_QUOTE: Final = rf"(?:\\{{0,32}}[\"']|(?:{_CODED}5c){{0,32}}{_CODED}2[27])"
_OPENED: Final = r"\s*b?(\\{0,32})([\"'])"
"""A quotation mark with the backslashes of how often it was quoted."""
_CLOSED: Final = r"(?<!\\)\2\3"
"""The same one: those within the text have more backslashes."""
_BARE: Final = r"[^&\s\"'<>\\,)]"
_CODE: Final = rf"(?i:(code(?:{_QUOTE}{_SPACES})?(?:[:=]|{_CODED}3[ad]){_SPACES}(?:b?{_QUOTE})?))"
"""Before that of an OAuth redirect; the codes of errors are words, or short."""
_PATTERNS: Final = (
    # "access_token": "..." in JSON or a repr, also cut off, and (b"Authorization", b"...")
    rf"(?i)((?:{_NAME}{_QUOTE}?\s*[:=]|{_HEADER}{_QUOTE}?\s*[:=,]){_OPENED})(?:.*?(?={_CLOSED})|{_BARE}+)",
    # access_token=... in a query or a form, and whatever follows in a URL that was quoted
    rf"(?i)({_NAME}=|(?:{_NAME}|{_HEADER})(?:{_QUOTE}{_SPACES})?{_CODED}(?:3[ad]|2c)){_BARE}+",
    rf"(?i)({_NAME}:\s?)(?={_BARE}{{0,256}}\d){_BARE}{{16,}}",
    rf"(?i)({_HEADER}[:=]\s*)[^\r\n\"'\\]+",
    rf"{_CODE}(?:(?=[a-z_]{{0,64}}[A-Z0-9.~-]\w)[\w.~-]{{8,}}|[\w.~-]+(?=[^\n]{{0,32}}redirect_uri))",
    # <ComponentVerifyTicket><![CDATA[...]]> in a push; what WeChat marks as a ticket, a code or a refresh token
    rf"(?i)((?:ticket|code|encrypt)(?:>|{_CODED}3e)(?:[<![]|{_CODED}(?:3c|21|5b)|CDATA){{0,5}})[^\s<\]%\"'\\]{{8,}}",
    rf"((?:@|{_CODED}40){{3}})[\w.~+/=%-]+",
    rf"(?i)(Bearer(?:\s+|\+|{_CODED}20))[^\s\"',\\]+",
    rf"(?i)(Basic(?:\s+|\+|{_CODED}20))[\w+/%-]{{16,}}=*",
    # Slack's tokens, Baselib's personal ones
    r"()x(?:ox[a-z]|app|wfp)(?:\.xox[a-z])?-[\w%-]+",
    r"()bl_[\w-]{20,}",
    # response URLs: anyone who knows one can post
    rf"(?i)((?:commands|actions|services|workflows|triggers|app){_SLASH})[TE]\w+(?:{_SLASH}[\w.-]+)+",
    rf"(?i)(respond{_SLASH})[\w.-]+",
    # postgresql://user:password@host, but not http://host:port/@
    r"(://[^/\s:@]{0,128}:)(?!\d{1,5}[/?#])[^\s\"'\\]{1,256}(?=@)",
    rf"(?i)({_CODED}3a{_SLASH}{{2}}[\w.~-]{{0,128}}{_CODED}3a)[^\s\"'&\\]{{1,256}}(?={_CODED}40)",
    # what the vault has sealed, such as the token in merchants' links: slack_sdk writes whole messages
    r"()gAAAA[\w-]{20,}={0,2}",
    # an access token of WeChat's standing alone
    r"()\d{1,3}_[\w-]{60,}",
)
"""What stands in the first group stays. None asks what stands before: an escaped line break ends with a letter."""
_COMPILED: Final = tuple(map(re.compile, _PATTERNS))


class Redactor:
    """Hides the known secrets, in any notation, and whatever looks like a secret."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        longest_first = sorted((secret for secret in secrets if len(secret) >= _SHORTEST), key=len, reverse=True)
        self._known = re.compile("|".join(map(_any_form, longest_first))) if longest_first else None

    def __call__(self, text: str) -> str:
        """Return the text without secrets."""
        if self._known:
            text = self._known.sub(HIDDEN, text)
        for pattern in _COMPILED:
            text = pattern.sub(rf"\1{HIDDEN}", text)
        return text

    def __repr__(self) -> str:
        return "Redactor()"


def _any_form(secret: str) -> str:
    """Return a pattern for a secret as it stands in a text, or quoted (even repeatedly) in JSON, a repr or a URL."""
    return "".join(map(_any_quoting, secret))


def _any_quoting(character: str) -> str:
    if character.isalnum() and character.isascii():
        return character
    codes = {json.dumps(character)[1:-1], repr(character)[1:-1]} - {character}
    escaped = [re.escape(code).replace(r"\\", r"\\+") for code in sorted(codes)]
    in_url = "".join(f"{_CODED}(?i:{byte:02x})" for byte in character.encode(errors="surrogatepass"))
    return "(?:" + "|".join([_QUOTED.get(character) or re.escape(character), *escaped, in_url]) + ")"


_QUOTED: Final = {"\\": r"\\+", " ": "[ +]"} | {mark: rf"\\{{0,32}}{mark}" for mark in "\"'/"}
