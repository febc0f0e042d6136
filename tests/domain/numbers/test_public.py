"""All of WeChat's users: which client brings a library, and which numbers look wrong."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.numbers.course import judge_all
from bot.domain.numbers.judgement import Suspicion
from bot.domain.numbers.public import (
    ClientRelease,
    Clients,
    PublicSnapshot,
    clients_bringing,
    public_as_snapshot,
    sound_ones,
)
from bot.domain.numbers.version import Version
from tests.domain.build import TODAY, public_snapshot_of, v, versions

SHARES = {"3.15.0": "84.45", "3.14.3": "12", "2.30.4": "3.51"}
CLIENTS = {"8.0.70": "3.15.0", "8.0.50": "3.8.12", "8.0.9": "2.19.6", "8.0.10": "2.19.6", "6.6.2.37": "1.9.9"}
numbered = versions.filter(lambda version: bool(version.parts))


@pytest.mark.parametrize(
    ("version", "client"),
    [
        ("3.15.0", "8.0.70"),
        ("3.8.13", "8.0.70"),
        ("3.8.12", "8.0.50"),
        ("2.19.6", "8.0.9"),
        ("2.0.0", "8.0.9"),
        ("1.9", "6.6.2.37"),
        ("3.15.1", None),
    ],
)
def test_the_first_client_that_brings_a_library(version: str, client: str | None) -> None:
    """Compared part by part as numbers; None when no known client has it."""
    assert clients_bringing(public_snapshot_of(SHARES, clients=CLIENTS), v(version)) == Clients(client, client)


def test_each_system_has_its_own_clients() -> None:
    """Android and iOS number them apart, and either list may be missing."""
    snapshot = public_snapshot_of(SHARES, clients={"8.0.49": "3.4.0"})
    ios = replace(snapshot, ios=(ClientRelease("8.0.50", v("3.4.0")),))

    assert clients_bringing(ios, v("3.4.0")) == Clients(android="8.0.49", ios="8.0.50")
    assert clients_bringing(replace(snapshot, ios=()), v("3.4.0")) == Clients(android="8.0.49", ios=None)


@given(pairs=st.lists(st.tuples(numbered, numbered), max_size=12), wanted=numbered)
def test_no_client_before_the_first_one_has_it(pairs: list[tuple[Version, Version]], wanted: Version) -> None:
    """In any listed order; None only when none has it."""
    releases = tuple(ClientRelease(client.text, library) for client, library in pairs)
    found = clients_bringing(replace(public_snapshot_of(SHARES), android=releases), wanted).android
    having = [client for client, library in pairs if library >= wanted]

    assert (found and v(found)) == min(having, default=None)


def judged(*days: PublicSnapshot) -> list[PublicSnapshot]:
    """The days, oldest first, judged as those of a program."""
    found = judge_all(map(public_as_snapshot, days))
    return [replace(day, judgement=each.judgement) for day, each in zip(days, found, strict=True)]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (SHARES, ()),
        ({"3.15.0": "100"}, (Suspicion.SINGLE_VERSION,)),
        ({"3.15.0": "50", "3.14.3": "4"}, (Suspicion.LOW_TOTAL,)),
        ({"3.14.3": "96.45", "2.30.4": "3.51"}, (Suspicion.NEWEST_MISSING,)),
    ],
    ids=["sound", "single", "low", "newest"],
)
def test_what_looks_wrong(rows: dict[str, str], expected: tuple[Suspicion, ...]) -> None:
    """The rules for programs apply, as far as they need no earlier snapshot."""
    before, after = judged(public_snapshot_of(SHARES, TODAY - timedelta(days=1)), public_snapshot_of(rows))

    assert (before.judgement.suspicions, after.judgement.suspicions) == ((), expected)
    assert after.sound is not bool({Suspicion.SINGLE_VERSION, Suspicion.LOW_TOTAL} & set(expected))


def test_the_sound_ones_of_many() -> None:
    """Days that are short or lack the newest version go; those around them stay."""
    days = [TODAY - timedelta(days=back) for back in (3, 2, 1, 0)]
    first, back = public_snapshot_of(SHARES, days[0]), public_snapshot_of(SHARES, days[2])
    without = public_snapshot_of({"3.14.3": "96.45", "2.30.4": "3.51"}, days[1])
    cut_short = public_snapshot_of({"3.15.0": "100"}, days[3])

    assert sound_ones(judged(first, without, back, cut_short)) == [first, back]
    assert sound_ones([]) == []
