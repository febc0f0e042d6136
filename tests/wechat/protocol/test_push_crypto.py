"""The seal on WeChat's pushes, against wechatpy's own hand at it."""

import base64
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wechatpy.crypto import WeChatCrypto
from wechatpy.exceptions import InvalidSignatureException

from bot.errors import PushRefused
from tests.wechat.component import (
    COMPONENT,
    KEYS,
    NONCE,
    RANDOM,
    TOKEN,
    enciphered,
    packed,
    posted,
    posted_raw,
    push_keys,
    signature_of,
)

MESSAGE = "<xml><InfoType>component_verify_ticket</InfoType></xml>"
messages = st.one_of(
    st.text(max_size=300),
    st.text(alphabet="授权小程序库 <>&", max_size=100),
    st.integers(0, 8).map(lambda blocks: "x" * 32 * blocks),
    # 16 random bytes, length and appid fill the block: padding takes a whole one
    st.integers(0, 8).map(lambda blocks: "x" * (32 * blocks - 20 - len(COMPONENT)) if blocks > 1 else ""),
)
nonces = st.text(alphabet="0123456789abcdefXYZ", min_size=1, max_size=48)
timestamps = st.integers(0, 10**12 - 1).map(str)


def refuses(query: dict[str, str], encrypted: str) -> None:
    with pytest.raises(PushRefused) as caught:
        push_keys().open(query, encrypted)

    assert (caught.value.params, caught.value.args) == ({}, ())
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


@given(message=messages, nonce=nonces, timestamp=timestamps, random=st.binary(min_size=16, max_size=16))
def test_opens_what_is_pushed(message: str, nonce: str, timestamp: str, random: bytes) -> None:
    push = posted(message, nonce=nonce, timestamp=timestamp, random=random)

    assert push_keys().open(push.query, push.encrypted) == message.encode()


@given(message=messages, nonce=nonces, timestamp=timestamps)
def test_opens_what_others_seal(message: str, nonce: str, timestamp: str) -> None:
    others = WeChatCrypto(TOKEN, KEYS[0], COMPONENT)
    xml = others.encrypt_message(message, nonce, timestamp)
    encrypted, signature = (xml.split(f"<{tag}><![CDATA[")[1].split("]]>")[0] for tag in ("Encrypt", "MsgSignature"))
    query = {"timestamp": timestamp, "nonce": nonce, "msg_signature": signature}

    assert push_keys().open(query, encrypted) == message.encode()


@given(message=messages, nonce=nonces, timestamp=timestamps)
def test_others_open_what_is_pushed_here(message: str, nonce: str, timestamp: str) -> None:
    others = WeChatCrypto(TOKEN, KEYS[0], COMPONENT)
    push = posted(message, nonce=nonce, timestamp=timestamp)
    encrypted, signature = {"Encrypt": push.encrypted}, push.query["msg_signature"]

    assert others.decrypt_message(encrypted, signature, timestamp, nonce) == message
    with pytest.raises(InvalidSignatureException):
        others.decrypt_message(encrypted, signature[::-1] + "0", timestamp, nonce)


def test_the_key_before() -> None:
    old = posted(MESSAGE, key=KEYS[1])
    foreign = posted(MESSAGE, key=KEYS[2])

    assert push_keys().open(old.query, old.encrypted) == MESSAGE.encode()
    refuses(foreign.query, foreign.encrypted)


def test_another_platform() -> None:
    for push in (
        posted(MESSAGE, appid=COMPONENT[:-1] + "2"),
        posted(MESSAGE, appid=""),
        posted(MESSAGE, token=TOKEN + "2"),
    ):
        refuses(push.query, push.encrypted)


def test_a_flipped_bit_of_the_ciphertext() -> None:
    push = posted(MESSAGE)
    ciphertext = base64.b64decode(push.encrypted)
    for place in range(len(ciphertext)):
        for bit in range(8):
            flipped = bytearray(ciphertext)
            flipped[place] ^= 1 << bit
            refuses(push.query, base64.b64encode(flipped).decode())


def test_a_flipped_bit_that_is_signed() -> None:
    push = posted(MESSAGE)
    ciphertext = base64.b64decode(push.encrypted)
    opened = 0
    for place in range(len(ciphertext)):
        flipped = bytearray(ciphertext)
        flipped[place] ^= 0x80
        forged = posted_raw(base64.b64encode(flipped).decode())
        try:
            message = push_keys().open(forged.query, forged.encrypted)
        except PushRefused:
            continue
        opened += 1
        assert len(message) == len(MESSAGE)
    assert opened < len(ciphertext)


@pytest.mark.parametrize("name", ["msg_signature", "timestamp", "nonce"])
def test_a_flipped_bit_of_the_query(name: str) -> None:
    push = posted(MESSAGE)
    for place in range(len(push.query[name])):
        for bit in range(8):
            text = bytearray(push.query[name].encode())
            text[place] ^= 1 << bit
            refuses({**push.query, name: text.decode("latin-1")}, push.encrypted)


@pytest.mark.parametrize("name", ["msg_signature", "timestamp", "nonce"])
@pytest.mark.parametrize(
    "change", [lambda text: text[:0], lambda text: text[:-1], lambda text: text + " ", lambda text: text + "\ud800"]
)
def test_a_changed_query(name: str, change: Callable[[str], str]) -> None:
    push = posted(MESSAGE)
    refuses({**push.query, name: change(push.query[name])}, push.encrypted)
    refuses({key: text for key, text in push.query.items() if key != name}, push.encrypted)


def test_the_signature_that_says_nothing_of_the_body() -> None:
    push = posted(MESSAGE)
    query = {**push.query, "signature": signature_of(""), "msg_signature": signature_of("")}
    refuses(query, push.encrypted)


def test_characters_moved_into_the_nonce() -> None:
    inner = b"<xml><InfoType>unauthorized</InfoType></xml>"
    push = posted(b"x" * 28 + RANDOM + len(inner).to_bytes(4, "big") + inner)
    moved, rest = push.encrypted[:64], push.encrypted[64:]

    assert push_keys().open(posted_raw(rest).query, rest) == inner
    for nonce in (moved, "1" + moved, NONCE + moved):
        refuses({**push.query, "nonce": nonce, "msg_signature": signature_of(rest, nonce=nonce)}, rest)


@pytest.mark.parametrize("pad", [0, 33, 34, 48, 64, 255])
def test_a_pad_that_is_none(pad: int) -> None:
    padding = bytes([pad]) * (pad or 16)
    message = b"x" * ((-len(packed(b"")) - len(padding)) % 16)
    push = posted_raw(enciphered(packed(message) + padding))
    refuses(push.query, push.encrypted)


@pytest.mark.parametrize("pad", [*range(1, 33)])
def test_each_pad(pad: int) -> None:
    message = b"x" * ((-len(packed(b"")) - pad) % 32)
    good = packed(message) + bytes([pad]) * pad
    push = posted_raw(enciphered(good))

    assert push_keys().open(push.query, push.encrypted) == message
    for place in range(1, pad):
        bad = bytearray(good)
        bad[-1 - place] ^= 1
        push = posted_raw(enciphered(bytes(bad)))
        refuses(push.query, push.encrypted)


@pytest.mark.parametrize("length", [-1, -300, 0, 99, 101, 118, 119, 2**31, 2**32 - 1])
def test_a_length_that_lies(length: int) -> None:
    plain = packed(b"x" * 100, length=length)
    pad = 32 - len(plain) % 32
    push = posted_raw(enciphered(plain + bytes([pad]) * pad))
    refuses(push.query, push.encrypted)


@pytest.mark.parametrize("size", [0, 1, 15, 17, 31, 33, 100])
def test_a_ciphertext_of_no_whole_blocks(size: int) -> None:
    push = posted_raw(base64.b64encode(b"x" * size).decode())
    refuses(push.query, push.encrypted)


@pytest.mark.parametrize("plain", [b"\x20" * 16, b"\x10" * 16, b"\x20" * 32, b"\x01" * 32, b"\x0d" * 32])
def test_a_plaintext_too_short(plain: bytes) -> None:
    push = posted_raw(enciphered(plain))
    refuses(push.query, push.encrypted)


@pytest.mark.parametrize(
    "encrypted", ["", "=", "====", "A", "AAA", "AB=A", "!" * 64, "授权", "\ud800", "A" * 63 + "-", "A A="]
)
def test_no_base64(encrypted: str) -> None:
    push = posted(MESSAGE)
    refuses(push.query, encrypted)
    if encrypted.isprintable():
        refuses(posted_raw(encrypted).query, encrypted)


@given(
    encrypted=st.text(max_size=200),
    query=st.dictionaries(st.sampled_from(["timestamp", "nonce", "msg_signature"]), st.text()),
)
def test_anything(encrypted: str, query: dict[str, str]) -> None:
    refuses(query, encrypted)


@given(plain=st.integers(1, 8).flatmap(lambda blocks: st.binary(min_size=16 * blocks, max_size=16 * blocks)))
def test_any_plaintext(plain: bytes) -> None:
    push = posted_raw(enciphered(plain))
    refuses(push.query, push.encrypted)


def test_nothing_shows() -> None:
    keys = push_keys()
    shown = f"{keys!r} {keys} {vars(keys)!r}"

    assert not any(secret in shown for secret in (TOKEN, *KEYS))
