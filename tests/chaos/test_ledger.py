"""The judge: it has to see what it is there for."""

import pytest

from tests.chaos.ledger import Entry, judge, notice_of

SENT = Entry("a", "sent", "", finished=True)
UNKNOWN = Entry("a", "unknown", "no-history", finished=True)


@pytest.mark.parametrize(
    ("record", "arrived", "lost", "doubled", "misrecorded"),
    [
        (SENT, 1, False, False, False),
        (SENT, 0, True, False, True),
        (SENT, 2, False, True, False),
        (UNKNOWN, 1, False, False, True),
        (UNKNOWN, 0, True, False, False),
        (None, 0, True, False, False),
        (None, 1, False, False, True),
    ],
    ids=[
        "as-it-should-be",
        "never-posted",
        "twice",
        "unknown-but-there",
        "unknown-and-absent",
        "no-row",
        "no-row-there",
    ],
)
def test_verdicts(record: Entry | None, arrived: int, *, lost: bool, doubled: bool, misrecorded: bool) -> None:
    """What Slack counted and what the record says, in every combination."""
    verdict = judge(["a"], {"a": record} if record else {}, {"a": arrived} if arrived else {})

    assert verdict.lost == (["a"] if lost else [])
    assert verdict.doubled == (["a"] if doubled else [])
    assert verdict.misrecorded == (["a"] if misrecorded else [])
    silent = record is None or record.state != "sent"
    assert verdict.silent == (["a"] if silent else [])
    assert verdict.clean is not (lost or doubled or misrecorded or silent)


def test_a_notice_ends_the_silence() -> None:
    """A slot that is not on record as sent is accounted for by the notice about it."""
    verdict = judge(["a"], {"a": UNKNOWN}, {"a": 1, notice_of("a"): 1})

    assert verdict.silent == []


def test_an_unexpected_message_counts_when_it_comes_twice() -> None:
    """A delivery id that was not expected is no excuse."""
    assert judge([], {}, {"stray": 2}).doubled == ["stray"]
