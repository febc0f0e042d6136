"""Encrypts a push as WeChat does: WXBizMsgCrypt, with AES-256-CBC and a padding block of 32 bytes.

It is independent of the bot's own code on purpose, so that each tests the other.
https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Before_Develop/Technical_Plan.html
"""

import base64
import hashlib
import secrets
import struct
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_BLOCK: Final = 32
_RANDOM: Final = 16


def encrypted(message: str, *, aes_key: str, appid: str) -> str:
    """A message as base64: random bytes, its length, itself and the receiver's appid, padded and encrypted."""
    key = base64.b64decode(aes_key + "=")
    text = message.encode()
    plain = secrets.token_bytes(_RANDOM) + struct.pack(">I", len(text)) + text + appid.encode()
    pad = _BLOCK - len(plain) % _BLOCK
    encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(encryptor.update(plain + bytes([pad]) * pad) + encryptor.finalize()).decode()


def signature(*parts: str) -> str:
    """The SHA-1 of the parts in order, in hexadecimal digits."""
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()  # noqa: S324  # the protocol's choice


def sealed(message: str, *, token: str, aes_key: str, appid: str, timestamp: int) -> tuple[dict[str, str], bytes]:
    """The query and the body of a push.

    `signature` covers the query alone, as WeChat's does; only `msg_signature` covers the body.
    """
    cipher = encrypted(message, aes_key=aes_key, appid=appid)
    nonce = str(secrets.randbelow(10**10))
    query = {
        "signature": signature(token, str(timestamp), nonce),
        "timestamp": str(timestamp),
        "nonce": nonce,
        "encrypt_type": "aes",
        "msg_signature": signature(token, str(timestamp), nonce, cipher),
    }
    body = (
        f"<xml>\n    <AppId><![CDATA[{appid}]]></AppId>\n    <Encrypt><![CDATA[{cipher}]]></Encrypt>\n</xml>\n".encode()
    )
    return query, body


def xml(**fields: str | int) -> str:
    """A push's message: texts as CDATA, numbers as they are."""
    lines = (
        f"<{name}>{value if isinstance(value, int) else f'<![CDATA[{value}]]>'}</{name}>\n"
        for name, value in fields.items()
    )
    return "<xml>" + "".join(lines) + "</xml>"
