"""What has no room is forgotten."""

from collections import OrderedDict

from bot.lib.lru import put_last


def test_those_put_longest_ago_are_forgotten() -> None:
    """One that is put again counts as new."""
    kept: OrderedDict[str, int] = OrderedDict()
    for key, value in [("a", 1), ("b", 2), ("a", 3), ("c", 4)]:
        put_last(kept, key, value, most=2)

    assert list(kept.items()) == [("a", 3), ("c", 4)]
