"""What a minimum does not settle."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from bot.domain.can.features import Emptied, Lost, Platform, Source
from bot.domain.scan.findings import Finding, Found, Kind, Place
from bot.domain.scan.scan import Scan, Verdict
from bot.i18n import texts_for
from bot.scan.output.as_text import behind, outlook
from tests.blocks.samples import report
from tests.domain.build import v

_PLACE = Place("pages/index.js", 3, 5)
_OLD = Finding(
    Kind.API,
    "wx.getOld",
    None,
    (Found(_PLACE, guarded=False),),
    deprecated=True,
    instead=("wx.getNew", "wx.getOther"),
    instead_minimum=v("2.20.1"),
    guard=("if (wx.getNew) wx.getNew(options)", "else wx.getOld(options)"),
)
_SCAN = Scan(Platform.MINI_PROGRAM, (Source("typings", "1.0.0", "sha512-a", v("3.1.0")),), 1, (_OLD,))
_SHARES = {"3.1.0": "90", "2.0.0": "10"}


def _verdict(*findings: Finding, shares: Mapping[str, str] | None = None) -> Verdict:
    return Verdict(replace(_SCAN, findings=findings), report=report(shares, minimum="1.0.0") if shares else None)


def _lines(verdict: Verdict) -> list[str]:
    return list(outlook(verdict, texts_for("en")))


def test_a_deprecated_api_has_its_replacement_and_the_code() -> None:
    """With the share of users who lack the replacement, where shares are known."""
    code = ["    if (wx.getNew) wx.getNew(options)", "    else wx.getOld(options)"]
    start = "  wx.getOld  pages/index.js:3:5  Use wx.getNew and wx.getOther instead, from 2.20.1 on"

    assert _lines(_verdict(_OLD)) == ["One deprecated API:", f"{start}.", *code]
    assert _lines(_verdict(_OLD, shares=_SHARES))[1] == f"{start}: 10.0% of users lack it."


def test_without_a_known_replacement_the_names_stand_alone() -> None:
    """WeChat names none, or one without a documented minimum."""
    none = replace(_OLD, instead=(), instead_minimum=None, deprecated_since=v("2.4.0"))
    some = replace(_OLD, instead=("RenderingContext",), instead_minimum=None, guard=())

    assert _lines(_verdict(none, some))[1:] == [
        "  wx.getOld  pages/index.js:3:5  deprecated since 2.4.0",
        "  wx.getOld  pages/index.js:3:5  Use RenderingContext instead.",
    ]


def test_what_is_emptied_has_its_announcement() -> None:
    """It needs no newer base library, and gives nothing real: since when, whose word that is, and what to use."""
    use = "Use wx.getNew and wx.getOther instead, from 2.20.1 on."
    emptied = Emptied(Lost.FORM_ID, date(2020, 1, 10), "https://developers.weixin.qq.com/1")

    assert _lines(_verdict(replace(_OLD, emptied=emptied, guard=())))[1:] == [
        f"  wx.getOld  pages/index.js:3:5  gives no form ID that can be used since 10 Jan 2020. {use}",
        "    https://developers.weixin.qq.com/1",
    ]


def test_a_long_list_is_cut() -> None:
    """And says so; only the first ones have code."""
    text = _lines(_verdict(*(replace(_OLD, name=f"wx.getOld{n}") for n in range(30))))

    assert text[0] == "30 deprecated APIs:"
    assert sum("else wx.getOld" in line for line in text) == 5
    assert "10" in text[-1]


def test_what_harmony_os_lacks_is_one_sentence() -> None:
    """Each name once, wherever it is used."""
    lacking = Finding(Kind.API, "wx.onThemeChange", v("2.11.0"), (Found(_PLACE, guarded=True),), lacks_harmony=True)

    assert _lines(_verdict(lacking, lacking)) == ["HarmonyOS lacks wx.onThemeChange at every base library."]


@pytest.mark.parametrize(
    ("shares", "part"),
    [(None, ""), (_SHARES, ""), ({"3.2.0": "0", "3.1.0": "100"}, ""), ({"3.2.0": "1", "3.1.0": "99"}, "3.2.0")],
)
def test_users_on_a_newer_base_library_than_the_tables(shares: Mapping[str, str] | None, part: str) -> None:
    """Its features are unknown, so a source may use them unnoticed."""
    sentence = behind(_verdict(_OLD, shares=shares), texts_for("en"))

    assert part in sentence
    assert bool(sentence) is bool(part)
