"""A catalog that is parsed sentence by sentence holds what the whole one holds."""

import pytest
from fluent.runtime import FluentBundle, FluentResource

from bot.i18n import LOCALES
from bot.i18n.bundle import Catalog
from bot.i18n.texts import catalog_source

SOURCE = """# A comment = none
-brand = Baselib
a = { -brand } and { b }
    .advice = { $n ->
        [one] { c }
       *[other] none
    }
b = B
c = C
d = { d }
"""


@pytest.mark.parametrize("locale", LOCALES)
def test_it_holds_the_same(locale: str) -> None:
    """Every sentence, with its parts."""
    source = catalog_source(locale)
    whole, lazy = FluentBundle([locale], use_isolating=False), Catalog(locale, source)
    whole.add_resource(FluentResource(source))

    for key, entry in whole._messages.items():
        assert lazy.has_message(key)
        assert entry.equals(lazy._messages[key], ignored_fields=["span", "comment"])
    assert lazy._messages.keys() == whole._messages.keys()
    assert lazy._terms.keys() <= whole._terms.keys()


def test_a_sentence_brings_those_in_it() -> None:
    """And no others."""
    catalog = Catalog("en", SOURCE)
    assert not catalog.has_message("none")
    assert catalog.has_message("a")
    message = catalog.get_message("a")

    assert message.value is not None
    assert catalog.format_pattern(message.value) == ("Baselib and B", [])
    assert catalog.format_pattern(message.attributes["advice"], {"n": 1}) == ("C", [])
    assert set(catalog._messages) == {"a", "b", "c"}
    assert catalog.has_message("d")
