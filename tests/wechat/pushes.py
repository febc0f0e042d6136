"""WeChat's pushes to a made-up third-party platform: real seals, and wrong ones truly signed."""

import base64
from dataclasses import dataclass, field
from hashlib import sha1
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from pydantic import SecretStr

from bot.wechat.protocol.push import PushKeys

COMPONENT: Final = "wx0c0mp0nent000001"
TOKEN: Final = "a-message-token"
KEYS: Final = tuple(letter * 42 + "9" for letter in "abc")
"""Current, previous and foreign EncodingAESKey; one of the two spare last bits is set."""
RANDOM: Final = bytes(range(16))
TIMESTAMP: Final = "1795557600"
NONCE: Final = "1320562132"


def push_keys() -> PushKeys:
    return PushKeys(SecretStr(TOKEN), [SecretStr(key) for key in KEYS[:2]], COMPONENT)


@dataclass(frozen=True)
class Posted:
    query: dict[str, str]
    body: bytes
    encrypted: str = field(repr=False)


def posted(
    message: str | bytes,
    *,
    nonce: str = NONCE,
    timestamp: str = TIMESTAMP,
    random: bytes = RANDOM,
    token: str = TOKEN,
    key: str = KEYS[0],
    appid: str = COMPONENT,
) -> Posted:
    content = message.encode() if isinstance(message, str) else message
    plain = packed(content, random=random, appid=appid)
    pad = 32 - len(plain) % 32
    encrypted = enciphered(plain + bytes([pad]) * pad, key=key)
    signature = signature_of(encrypted, timestamp=timestamp, nonce=nonce, token=token)
    return _request(encrypted, signature, timestamp, nonce)


def posted_raw(encrypted: str) -> Posted:
    """Anything in the place of the ciphertext, truly signed."""
    return _request(encrypted, signature_of(encrypted), TIMESTAMP, NONCE)


def signature_of(encrypted: str, *, timestamp: str = TIMESTAMP, nonce: str = NONCE, token: str = TOKEN) -> str:
    """By the formula of the documents, spelled once more."""
    return sha1("".join(sorted([token, timestamp, nonce, encrypted])).encode(), usedforsecurity=False).hexdigest()


def enciphered(plain: bytes, *, key: str = KEYS[0]) -> str:
    secret = base64.b64decode(key + "=")
    encryptor = Cipher(algorithms.AES(secret), modes.CBC(secret[:16])).encryptor()
    return base64.b64encode(encryptor.update(plain) + encryptor.finalize()).decode()


def packed(message: bytes, *, length: int | None = None, random: bytes = RANDOM, appid: str = COMPONENT) -> bytes:
    """A plaintext before its padding, with whatever length field."""
    stated = len(message) if length is None else length
    return random + (stated & 0xFFFFFFFF).to_bytes(4, "big") + message + appid.encode()


def _request(encrypted: str, signature: str, timestamp: str, nonce: str) -> Posted:
    query = {
        "signature": "0" * 40,
        "timestamp": timestamp,
        "nonce": nonce,
        "encrypt_type": "aes",
        "msg_signature": signature,
    }
    body = f"<xml><AppId><![CDATA[{COMPONENT}]]></AppId><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>"
    return Posted(query, body.encode(), encrypted)
