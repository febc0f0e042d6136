"""Letting Baselib set a program's minimum."""

from collections.abc import Callable
from functools import partial

from bot.blocks.programs import setting_message, setting_question, setting_view
from bot.domain.programs import MerchantChoice, OptIn
from bot.i18n import Texts
from tests.blocks.golden import assert_builder
from tests.blocks.samples import SHOP


def test_setting() -> None:
    """On and off, whatever the merchant chose, as a message and on the Home tab."""
    cases: dict[str, Callable[[Texts], object]] = {
        str(merchant): partial(setting_message, SHOP, OptIn(merchant=merchant)) for merchant in MerchantChoice
    }
    cases["on"] = partial(setting_message, SHOP, OptIn(on=True))
    cases["question"] = partial(setting_question, SHOP, OptIn())
    cases["form"] = partial(setting_view, SHOP, OptIn(merchant=MerchantChoice.AGREED))
    assert_builder("program_setting", cases, full="unasked")
