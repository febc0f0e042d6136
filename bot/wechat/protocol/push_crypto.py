"""WeChat's encryption of pushes: a signature over the ciphertext, and AES. Pure.

https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Before_Develop/Technical_Plan.html
"""

import base64
import binascii
import hmac
import re
from collections.abc import Mapping, Sequence
from hashlib import sha1
from typing import Final

from pydantic import SecretStr

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
    """The key's 32 bytes. The last character's two spare bits may be non-zero, which a strict decoder would refuse."""
    return base64.b64decode(key.get_secret_value() + "=")


def _decrypted(key: bytes, ciphertext: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes  # noqa: PLC0415  # only on a platform

    decryptor = Cipher(algorithms.AES(key), modes.CBC(key[:_AES_BLOCK])).decryptor()
    return decryptor.update(ciphertext) + decryptor.finalize()


def _unpacked(plain: bytes, appid: str) -> bytes | None:
    """The message in a plaintext of 16 random bytes, length, message, AppID and padding; None for another layout."""
    pad = plain[-1]
    if not 1 <= pad <= _BLOCK or plain[-pad:] != bytes([pad]) * pad:
        return None
    content, start = plain[:-pad], _RANDOM + _LENGTH
    end = start + int.from_bytes(content[_RANDOM:start], "big")
    if end > len(content) or not hmac.compare_digest(content[end:], appid.encode()):
        return None
    return content[start:end]


def _decoded(encrypted: str) -> bytes:
    """Decode base64; empty when it is invalid."""
    try:
        return base64.b64decode(_encoded(encrypted), validate=True)
    except binascii.Error:
        return b""


def _encoded(text: str) -> bytes:
    """Encode as UTF-8, tolerating lone surrogates, which no real request contains."""
    return text.encode(errors="surrogatepass")
