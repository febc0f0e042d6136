"""WeChat's pushes to a third-party platform: encrypted XML inside XML, neither of them trusted. Pure.

https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Before_Develop/authorize_event.html
https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Before_Develop/component_verify_ticket.html

WeChat's encryption of pushes: a signature over the ciphertext, and AES. Pure.
https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Before_Develop/Technical_Plan.html
"""

import base64
import binascii
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha1
from typing import Final

from pydantic import SecretStr

from bot.domain.platform import (
    LARGEST_PUSH,
    AuthorisedPush,
    OtherPush,
    Push,
    TicketPush,
    UnauthorisedPush,
)
from bot.errors import PushRefused

_BLOCK: Final = 32
"""Bytes to which the plaintext is padded; AES's own blocks have half as many, so no ready-made unpadder fits."""
_AES_BLOCK: Final = 16
_RANDOM: Final = 16
_LENGTH: Final = 4
_TIMESTAMP = re.compile(r"[0-9]{1,12}", re.ASCII)
_NONCE = re.compile(r"[\x21-\x7e]{1,48}")
"""The signature does not mark where the nonce ends and the ciphertext begins, so characters could be moved from one to
the other. With 64 of them (three blocks, whole in base64) a decryptable rest would remain."""


class PushKeys:
    """The secrets that a third-party platform shares with WeChat's push service."""

    def __init__(self, token: SecretStr, aes_keys: Sequence[SecretStr], appid: str) -> None:
        """Take the secrets.

        Args:
            token: the platform's message token; it signs.
            aes_keys: EncodingAESKeys of 43 letters and digits: the current one, then earlier ones.
        """
        self._token = token
        self._aes_keys = tuple(aes_keys)
        self._appid = appid

    def open(self, query: Mapping[str, str], encrypted: str) -> bytes:
        """Verify and decrypt a message.

        `signature`, which WeChat also sends, does not cover the body; `msg_signature` does. The age of a push does not
        matter: WeChat sends again, and a provider's own platform may forward pushes later.

        Args:
            query: of the request, with `timestamp`, `nonce` and `msg_signature`.
            encrypted: the element `Encrypt` of its body.

        Raises:
            PushRefused: for any defect.
        """
        timestamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
        if not (_TIMESTAMP.fullmatch(timestamp) and _NONCE.fullmatch(nonce)):
            raise PushRefused
        expected = self._signature(timestamp, nonce, encrypted)
        if not hmac.compare_digest(_encoded(query.get("msg_signature", "")), expected.encode()):
            raise PushRefused
        ciphertext = _decoded(encrypted)
        if not ciphertext or len(ciphertext) % _AES_BLOCK:
            raise PushRefused
        for key in self._aes_keys:
            message = _unpacked(_decrypted(_aes_key(key), ciphertext), self._appid)
            if message is not None:
                return message
        raise PushRefused

    def _signature(self, timestamp: str, nonce: str, encrypted: str) -> str:
        parts = sorted((self._token.get_secret_value(), timestamp, nonce, encrypted))
        return sha1(_encoded("".join(parts)), usedforsecurity=False).hexdigest()  # WeChat's choice, not ours


def _aes_key(key: SecretStr) -> bytes:
    """Return the key's 32 bytes.

    The last character's two spare bits may be non-zero, which a strict decoder would refuse.
    """
    return base64.b64decode(key.get_secret_value() + "=")


def _decrypted(key: bytes, ciphertext: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes  # noqa: PLC0415  # only on a platform

    decryptor = Cipher(algorithms.AES(key), modes.CBC(key[:_AES_BLOCK])).decryptor()
    return decryptor.update(ciphertext) + decryptor.finalize()


def _unpacked(plain: bytes, appid: str) -> bytes | None:
    """Return the message in a plaintext of 16 random bytes, length, message, AppID and padding.

    None for another layout.
    """
    pad = plain[-1]
    if not 1 <= pad <= _BLOCK or plain[-pad:] != bytes([pad]) * pad:
        return None
    content, start = plain[:-pad], _RANDOM + _LENGTH
    end = start + int.from_bytes(content[_RANDOM:start], "big")
    if end > len(content) or not hmac.compare_digest(content[end:], appid.encode()):
        return None
    return content[start:end]


def _decoded(encrypted: str) -> bytes:
    try:
        return base64.b64decode(_encoded(encrypted), validate=True)
    except binascii.Error:
        return b""


def _encoded(text: str) -> bytes:
    """Encode as UTF-8, tolerating lone surrogates, which no real request contains."""
    return text.encode(errors="surrogatepass")


_SECONDS = re.compile(r"[0-9]{1,10}", re.ASCII)
_KIND = re.compile(r"[A-Za-z0-9_]{1,64}", re.ASCII)
_APPID = re.compile(r"[A-Za-z0-9_-]{3,64}", re.ASCII)
_SECRET = re.compile(r"[\x21-\x7e]{1,512}")
_SECRET_OR_NOTHING = re.compile(r"[\x21-\x7e]{0,512}")
_LONGEST_LIFE: Final = 10_000_000
"""Seconds. The documentation leaves open whether a code's end is an instant or a duration; more is an instant."""
_MOST_ELEMENTS: Final = 64
_FIELD_DEPTH: Final = 2


@dataclass(frozen=True)
class WeChatPushes:
    """Serves `bot.ports.platform.PushReader`."""

    keys: PushKeys

    def read(self, query: Mapping[str, str], body: bytes) -> Push:
        if len(body) > LARGEST_PUSH:
            raise PushRefused
        encrypted = _fields_of(body).get("Encrypt", "")
        return _push(_fields_of(self.keys.open(query, encrypted)))


def _push(fields: Mapping[str, str]) -> Push:
    created_at = _instant(_field(fields, "CreateTime", _SECONDS))
    match _field(fields, "InfoType", _KIND):
        case "component_verify_ticket":
            return TicketPush(_field(fields, "ComponentVerifyTicket", _SECRET), created_at)
        case "authorized" | "updateauthorized" as kind:
            return _authorised(fields, created_at, updated=kind == "updateauthorized")
        case "unauthorized":
            return UnauthorisedPush(_field(fields, "AuthorizerAppid", _APPID), created_at)
        case kind:
            return OtherPush(kind, created_at)


def _authorised(fields: Mapping[str, str], created_at: datetime, *, updated: bool) -> AuthorisedPush:
    end = _field(fields, "AuthorizationCodeExpiredTime", _SECONDS)
    return AuthorisedPush(
        appid=_field(fields, "AuthorizerAppid", _APPID),
        code=_field(fields, "AuthorizationCode", _SECRET),
        code_expires_at=_instant(end) if int(end) > _LONGEST_LIFE else created_at + timedelta(seconds=int(end)),
        invitation=_field(fields, "PreAuthCode", _SECRET_OR_NOTHING),
        created_at=created_at,
        updated=updated,
    )


def _field(fields: Mapping[str, str], name: str, form: re.Pattern[str]) -> str:
    """Return a field of the right form; a missing one counts as empty."""
    text = fields.get(name, "")
    if not form.fullmatch(text):
        raise PushRefused
    return text


def _instant(seconds: str) -> datetime:
    return datetime.fromtimestamp(int(seconds), UTC)


def _fields_of(document: bytes) -> dict[str, str]:
    """Return the texts of the elements directly below the root; deeper ones are ignored.

    No document type, no entities, nothing external (WeChat warned of its own examples in 2018), and no more elements
    than a push could have: the signature is not checked yet at this point.
    """
    from xml.etree.ElementTree import ParseError  # noqa: PLC0415  # only a platform receives pushes

    from defusedxml.ElementTree import DefusedXMLParser  # noqa: PLC0415  # likewise

    fields = _Fields()
    try:
        parser = DefusedXMLParser(target=fields, forbid_dtd=True)
        parser.feed(document)
        parser.close()
    except (ParseError, ValueError, LookupError):  # an unknown encoding, or one not for text, is a LookupError
        fields.found = {}
    if not fields.found:
        raise PushRefused  # outside the except, so that the document is not attached to it
    return fields.found


class _Fields:
    """The parser's target."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        self._path: list[str] = []
        self._elements = 0

    def start(self, tag: str, _attributes: dict[str, str]) -> None:
        self._path.append(tag)
        self._elements += 1
        if self._elements > _MOST_ELEMENTS:
            raise ValueError
        if len(self._path) == _FIELD_DEPTH:
            if tag in self.found:
                raise ValueError
            self.found[tag] = ""

    def data(self, text: str) -> None:
        if len(self._path) == _FIELD_DEPTH:
            self.found[self._path[-1]] += text

    def end(self, _tag: str) -> None:
        self._path.pop()

    def close(self) -> None:
        """Do nothing; the parser calls it at the end."""
