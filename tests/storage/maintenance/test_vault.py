"""Only the right keys open what is sealed."""

import re
import traceback
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.errors import StorageUnavailable
from bot.storage.maintenance.vault import Vault

NEW, OLD, OTHER = (SecretStr(Fernet.generate_key().decode()) for _ in range(3))
NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
VAULT = Vault([NEW, OLD])
SEALED = VAULT.seal("canary-secret")
PASS = VAULT.pass_for({"team": "T1", "名": "店"}, now=NOW)

texts = st.text(max_size=200)


def is_refused(vault: Vault, text: str) -> bool:
    """Whether no key of a vault opens a text, without repeating it."""
    with pytest.raises(StorageUnavailable) as refused:
        vault.open(text)
    assert "canary" not in "".join(traceback.format_exception(refused.value))
    return refused.value.params == {"reason": "key"}


@given(texts)
def test_any_of_the_keys_opens_what_one_of_them_sealed(text: str) -> None:
    """A former first key still opens; the first one seals."""
    assert VAULT.open(VAULT.seal(text)) == text
    assert VAULT.open(Vault([OLD]).seal(text)) == text
    assert Vault([NEW]).open(VAULT.seal(text)) == text


@given(texts)
def test_no_other_key_opens_it(text: str) -> None:
    """Nor is anything but a sealed text ever opened."""
    assert is_refused(Vault([OTHER]), VAULT.seal(text))
    assert is_refused(VAULT, text)


def test_a_flipped_bit_is_noticed() -> None:
    """In the stored text, and in its bytes."""
    stored = SEALED.encode()
    token = urlsafe_b64decode(stored)
    for place in range(len(stored) * 8):
        assert is_refused(VAULT, flipped(stored, place).decode("latin-1"))
    for place in range(len(token) * 8):
        assert is_refused(VAULT, urlsafe_b64encode(flipped(token, place)).decode())


def flipped(data: bytes, place: int) -> bytes:
    """The same with one bit turned."""
    return data[: place // 8] + bytes([data[place // 8] ^ 1 << place % 8]) + data[place // 8 + 1 :]


def test_the_same_text_is_sealed_differently_each_time() -> None:
    """The table does not show which are equal."""
    assert VAULT.seal("canary-secret") != SEALED


def test_resealing_leaves_only_the_first_key() -> None:
    """What the first key sealed stays as it is."""
    old = Vault([OLD]).seal("canary-secret")

    assert Vault([NEW]).open(VAULT.resealed(old)) == "canary-secret"
    assert VAULT.resealed(SEALED) == SEALED
    with pytest.raises(StorageUnavailable):
        VAULT.resealed(Vault([OTHER]).seal("canary-secret"))


def test_a_vault_keeps_its_keys_to_itself() -> None:
    """They are in no repr."""
    shown = f"{VAULT!r} {vars(VAULT)!r}"

    assert not any(key.get_secret_value() in shown for key in (NEW, OLD))


def test_a_vault_needs_a_key() -> None:
    """Without one nothing could be sealed, and nothing is stored in clear instead."""
    with pytest.raises(ValueError, match="at least one"):
        Vault([])


@given(st.dictionaries(texts, texts, max_size=5), st.integers(0, 3600))
def test_a_pass_brings_its_data_back_until_it_is_too_old(data: dict[str, str], seconds: int) -> None:
    """To the second; and it may stand in a link as it is."""
    text = VAULT.pass_for(data, now=NOW)

    assert re.fullmatch(r"[\w-]+", text, re.ASCII)
    assert Vault([OTHER, NEW]).read_pass(text, max_age=HOUR, now=NOW + timedelta(seconds=seconds)) == data
    assert VAULT.read_pass(text, max_age=HOUR, now=NOW + HOUR + timedelta(seconds=1 + seconds)) is None


@given(st.text())
def test_a_pass_from_elsewhere_is_none(text: str) -> None:
    """Any typed text, and another installation's pass."""
    assert VAULT.read_pass(text, max_age=HOUR, now=NOW) is None
    assert VAULT.read_pass(Vault([OTHER]).pass_for({}, now=NOW), max_age=HOUR, now=NOW) is None


def test_what_is_nearly_a_pass_is_none() -> None:
    """A changed one, an endless one, and what was sealed for the database."""
    for text in ("", "=", f"{PASS}=", f"{PASS}A", PASS[:-1], PASS * 40, SEALED, SEALED.rstrip("=")):
        assert VAULT.read_pass(text, max_age=HOUR, now=NOW) is None


def test_a_pass_from_the_future_is_none() -> None:
    """Another clock may be ahead by a minute, but not by an hour."""
    assert VAULT.read_pass(PASS, max_age=HOUR, now=NOW - timedelta(minutes=1))
    assert VAULT.read_pass(PASS, max_age=HOUR, now=NOW - HOUR) is None


def test_a_flipped_bit_spoils_a_pass() -> None:
    """Wherever it is."""
    for place in range(len(PASS) * 8):
        assert VAULT.read_pass(flipped(PASS.encode(), place).decode("latin-1"), max_age=HOUR, now=NOW) is None
