"""From a payload to shares and back; what holds for every distribution."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.numbers.distribution import Bounds, Distribution, Do, advise, distribute
from bot.domain.numbers.snapshot import MOST, Headcount, Users, about
from bot.domain.numbers.version import PROVED, Meaning, Scale, Version
from bot.errors import BadVersion
from tests.domain.build import Rows, at_or_below_rows, below_rows, exactly, feed_of, read_as, share_rows, v, versions


def test_orders_parts_as_numbers() -> None:
    ascending = ["0.0.1", "1.9.97", "2.3.0", "2.29.1", "3.9.9", "3.10", "3.10.0.1", "3.10.1", "10"]
    parsed = [Version.parse(text) for text in ascending]
    assert all(earlier < later for earlier, later in pairwise(parsed))
    assert sorted(parsed, key=lambda version: version.text) != parsed


@pytest.mark.parametrize("text", ["3.10", "3.10.0", "3.10.0.0", "03.010.00", "v3.10", "V3.10.0", "  3.10 "])
def test_reads_the_spellings_of_one_version(text: str) -> None:
    version = Version.parse(text)
    assert version == Version((3, 10))
    assert hash(version) == hash(Version((3, 10)))
    assert str(version) == "3.10.0"


@pytest.mark.parametrize(
    "text", ["", " ", "v", "0", "0.0.0", "3.", ".3", "3..1", "1.2.3.4.5", "3.x", "-1", "三", "３.1"]
)
def test_refuses_what_is_no_version(text: str) -> None:
    with pytest.raises(BadVersion) as refused:
        Version.parse(text)
    assert refused.value.params == {"text": text}


def test_tells_back_only_the_start_of_a_long_text() -> None:
    with pytest.raises(BadVersion) as refused:
        Version.parse("x" * 500)
    assert refused.value.params == {"text": "x" * 40}


@pytest.mark.parametrize("label", ["初始值", "2.10.3 timeline", "", "v2.0.0", "2.0.0 ", "1234567.0.0", "²"])
def test_takes_odd_labels_for_no_version(label: str) -> None:
    assert Version.read(label) is None


def test_reads_the_zero_that_weixin_lists() -> None:
    zero = Version.read("0.0.0")
    assert zero == Version(())
    assert str(zero) == "0.0.0"


def test_is_unlike_other_things() -> None:
    assert Version((3,)) != "3.0.0"
    with pytest.raises(TypeError):
        assert Version((3,)) < "4.0.0"


@given(st.text() | st.text("0123456789. v"))
def test_no_text_crashes(text: str) -> None:
    try:
        version = Version.parse(text)
    except BadVersion:
        return
    assert version > Version(())
    assert Version.read(version.text) == version


@given(versions)
def test_text_reads_back(version: Version) -> None:
    assert Version.read(version.text) == version


@given(versions, versions)
def test_order_agrees_with_padded_parts(one: Version, other: Version) -> None:

    def padded(version: Version) -> tuple[int, ...]:
        return (*version.parts, 0, 0, 0, 0)[:4]

    assert (one < other) == (padded(one) < padded(other))
    assert (one == other) == (padded(one) == padded(other))
    assert (one >= other) == (not one < other)
    assert one != other or hash(one) == hash(other)


def test_tells_versions_from_other_labels() -> None:
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
    tidy, shuffled = rows
    assert feed_of(shuffled).versions == feed_of(tidy).versions


D = Decimal
ShareRows = list[tuple[str, Decimal]]
AS_FEED: dict[Meaning, Callable[[ShareRows], ShareRows]] = {
    Meaning.SHARE: lambda rows: rows,
    Meaning.BELOW: below_rows,
    Meaning.AT_OR_BELOW: at_or_below_rows,
}
meanings = st.sampled_from(sorted(PROVED))


def distribution_of(rows: Rows, meaning: Meaning = Meaning.SHARE, scale: Scale = Scale.FRACTION) -> Distribution:
    found = distribute(feed_of(rows), read_as(meaning, scale))
    assert found is not None
    return found


@st.composite
def distributions(draw: st.DrawFn) -> Distribution:
    """Any distribution: users missing, counted twice or on odd labels, or a cumulative list cut at both ends."""
    meaning = draw(meanings)
    rows = draw(share_rows(max_size=12))
    if meaning is not Meaning.SHARE:
        feed = AS_FEED[meaning](rows)
        start = draw(st.integers(0, len(feed) - 1))
        return distribution_of(feed[start : draw(st.integers(start + 1, len(feed)))], meaning)
    factor = draw(st.sampled_from([D("0.54"), D("0.98"), D(1), D("1.04")]))
    odd = draw(st.sampled_from([D(0), D("0.01")]))
    return distribution_of([*((label, share * factor) for label, share in rows), ("初始值", odd)])


@given(share_rows(), meanings, st.sampled_from(Scale))
def test_every_meaning_gives_back_the_shares(rows: ShareRows, meaning: Meaning, scale: Scale) -> None:
    feed = [(label, value * scale.whole) for label, value in AS_FEED[meaning](rows)]
    found = distribution_of(feed, meaning, scale)
    assert [(version.text, share) for version, share in reversed(found.shares)] == rows
    assert (found.older, found.newer, found.unreported, found.overcounted) == (D(0), D(0), D(0), D(0))


@given(share_rows(), meanings)
def test_every_meaning_gives_the_same_loss(rows: ShareRows, meaning: Meaning) -> None:
    expected = distribution_of(rows)
    found = distribution_of(AS_FEED[meaning](rows), meaning)
    for version in expected.versions[:-1]:
        assert found.loss(version) == expected.loss(version)
        assert found.coverage(version) == expected.coverage(version)


@given(distributions(), st.lists(versions, max_size=8))
def test_coverage_never_rises_and_loss_never_falls(found: Distribution, more: list[Version]) -> None:
    for lower, higher in pairwise(sorted({*found.versions, *more})):
        assert found.coverage(lower).low >= found.coverage(higher).low
        assert found.coverage(lower).high >= found.coverage(higher).high
        assert found.loss(lower).low <= found.loss(higher).low
        assert found.loss(lower).high <= found.loss(higher).high


@given(distributions(), versions)
def test_coverage_and_loss_are_two_sides(found: Distribution, version: Version) -> None:
    """The low end of one and the high end of the other make one whole."""
    for question in (version, *found.versions):
        coverage, loss = found.coverage(question), found.loss(question)
        assert coverage.low + loss.high == 1
        assert coverage.high + loss.low == 1
        assert 0 <= coverage.low <= coverage.high <= 1


@given(distributions(), versions)
def test_the_losses_are_those_of_every_version(found: Distribution, version: Version) -> None:
    """One at each listed version, and one for all that lie between two of them."""
    losses = [Bounds(*ends) for ends in found.curve.losses()]
    oldest_first = found.versions[::-1]
    lower = sum(listed < version for listed in oldest_first)

    assert [found.loss(listed) for listed in oldest_first if listed.parts] == [
        loss for loss, listed in zip(losses[1::2], oldest_first, strict=False) if listed.parts
    ]
    assert len(losses) == 2 * len(oldest_first) + 1
    assert not version.parts or losses[2 * lower + (version in oldest_first)] == found.loss(version)


@given(distributions(), st.decimals(0, 1, places=3))
def test_highest_keeping_is_the_highest(found: Distribution, target: Decimal) -> None:
    version = found.highest_keeping(target)
    if version is None:
        assert all(found.coverage(listed).low < target for listed in found.versions)
        return
    assert found.coverage(version).low >= target
    above = found.next_higher(version)
    assert above is None or found.coverage(above).low < target


@given(distributions(), versions)
def test_neighbours_are_the_nearest_listed(found: Distribution, version: Version) -> None:
    lower, higher = found.next_lower(version), found.next_higher(version)
    between = [listed for listed in found.versions if listed != version]
    assert lower == max((listed for listed in between if listed < version), default=None)
    assert higher == min((listed for listed in between if listed > version), default=None)


def test_adds_up_rows_of_one_version() -> None:
    rows = [("3.0.0", "0.5"), ("3.1", "0.2"), ("3.1.0", "0.3")]
    assert distribution_of(rows).share(v("3.1")) == D("0.5")
    cumulative = [("3.0.0", "0.1"), ("3.1", "0.2"), ("3.1.0", "0.3")]
    assert distribution_of(cumulative, Meaning.BELOW).share(v("3.0")) == D("0.2")


def test_odd_labels_stand_apart() -> None:
    """Their users count in the total and could be anywhere; a cumulative one says nothing."""
    rows = [("3.0.0", 20), ("3.1.0", 75), ("初始值", 3)]
    shares = distribution_of(rows, scale=Scale.PERCENT)
    assert [(item.label, item.value) for item in shares.other] == [("初始值", D("0.03"))]
    assert (shares.unreported, shares.unplaced) == (D("0.02"), D("0.05"))
    assert shares.loss(v("3.1")) == Bounds(D("0.2"), D("0.25"))
    below = distribution_of(rows, Meaning.BELOW, Scale.PERCENT)
    assert [(item.label, item.value) for item in below.other] == [("初始值", D(0))]


def test_a_rounding_error_above_everyone_costs_no_one() -> None:
    found = distribution_of([("3.0.0", "0.5"), ("3.1.0", "1.00001")], Meaning.BELOW)
    assert [share for _, share in found.shares] == [0, D("0.5")]


@pytest.mark.parametrize("meaning", [Meaning.UNDETERMINED, Meaning.NO_DATA])
def test_unproved_numbers_give_no_distribution(meaning: Meaning) -> None:
    assert distribute(feed_of({"3.0.0": "0.5"}), read_as(meaning)) is None


def test_without_a_version_there_is_no_distribution() -> None:
    assert distribute(feed_of({"初始值": 1}), read_as(Meaning.SHARE)) is None


@pytest.mark.parametrize(("loss", "do"), [("0.01", Do.KEEP), ("0.0100001", Do.REVIEW)])
def test_one_percent_is_not_too_many(loss: str, do: Do) -> None:
    bounds = Bounds(Decimal(loss), Decimal(loss))

    assert advise(v("3.8.0"), bounds, v("3.8.0"), Bounds(Decimal("0.01"), Decimal("0.01"))).do is do


DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("people", "shown"),
    [(0, 0), (7, 7), (99, 99), (104, 100), (105, 110), (4_176, 4_200), (159_999, 160_000), (995, 1_000)],
)
def test_about_has_two_significant_digits(people: int, shown: int) -> None:
    assert about(people) == shown


@given(st.integers(1, MOST))
def test_about_is_near_and_never_nobody(people: int) -> None:
    assert about(people) > 0
    assert abs(about(people) - people) <= people / 20


def test_people_behind_a_share() -> None:
    users = Users(DAY, android=90_000, iphone=69_000, other=1_000)

    assert users.total == 160_000
    assert users.among(exactly("0.0261")) == Headcount(4_176, 4_176)
    assert users.among(Bounds(Decimal(0), Decimal("0.5"))) == Headcount(0, 80_000)


def test_a_share_that_is_not_zero_is_somebody() -> None:
    assert Users(DAY, other=60).among(exactly("0.001")) == Headcount(1, 1)
    assert Users(DAY, other=60).among(exactly("0")) == Headcount(0, 0)


@pytest.mark.parametrize(("total", "people", "share"), [(200, 50, "0.25"), (200, 400, "1"), (0, 1, "1")])
def test_people_as_a_share(total: int, people: int, share: str) -> None:
    assert Users(DAY, other=total).share_of(people) == Decimal(share)
