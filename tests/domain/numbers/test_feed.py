"""What a payload holds, before it is read."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.domain.build import feed_of, share_rows, v


def test_tells_versions_from_other_labels() -> None:
    """Versions come oldest first; other labels keep their order."""
    feed = feed_of({"3.10.0": 5, "初始值": 1, "3.9.0": 4, "2.10.3 timeline": 2, "": 3})
    assert feed.versions == ((v("3.9.0"), Decimal(4)), (v("3.10.0"), Decimal(5)))
    assert [item.label for item in feed.other] == ["初始值", "2.10.3 timeline", ""]


def test_counts_a_repeated_row_once() -> None:
    """Two spellings of a version with one value are one row; another value is another row."""
    feed = feed_of([("3.10.0", 5), ("3.10", "5.0"), ("3.10.0", 6), ("初始值", 1), ("初始值", 1)])
    assert feed.versions == ((v("3.10"), Decimal(5)), (v("3.10"), Decimal(6)))
    assert len(feed.other) == 1


@given(share_rows().flatmap(lambda rows: st.tuples(st.just(rows), st.permutations([*rows, *rows]))))
def test_order_and_repetition_change_nothing(rows: tuple[list[tuple[str, Decimal]], list[tuple[str, Decimal]]]) -> None:
    """A shuffled list with every row twice holds the same versions."""
    tidy, shuffled = rows
    assert feed_of(shuffled).versions == feed_of(tidy).versions
