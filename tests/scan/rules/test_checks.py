"""Which checks are understood, and which make sure of nothing."""

import pytest

from tests.scan.reading import lines


@pytest.mark.parametrize(
    "source",
    [
        "if (wx.getUserProfile) wx.getUserProfile()",
        "if (wx.getUserProfile) { list.map(() => wx.getUserProfile()) }",
        "if (wx.getUserProfile && ready) wx.getUserProfile()",
        "if (!wx.getUserProfile) { old() } else { wx.getUserProfile() }",
        "if (!(wx.getUserProfile)) { old() } else if (a) { wx.getUserProfile() }",
        "if (!wx.getUserProfile || !ready) old(); else wx.getUserProfile()",
        "wx.getUserProfile && wx.getUserProfile()",
        "wx.getUserProfile && " + "a && " * 100 + "wx.getUserProfile()",
        "wx.getUserProfile?.()",
        "wx.getUserProfile?.call(wx)",
        "wx.getUserProfile ? wx.getUserProfile() : old()",
        "!wx.getUserProfile ? old() : wx.getUserProfile()",
        "!wx.getUserProfile || wx.getUserProfile()",
        "while (wx.getUserProfile) wx.getUserProfile()",
        "function ask() { if (!wx.getUserProfile) return; wx.getUserProfile() }",
        "function ask() { if (!wx.getUserProfile) { old(); return } wx.getUserProfile() }",
        "function ask() { if (!wx.getUserProfile) throw new Error(); wx.getUserProfile() }",
        "for (;;) { if (!wx.getUserProfile) continue; wx.getUserProfile() }",
        "for (;;) { if (!wx.getUserProfile) break; wx.getUserProfile() }",
        "function ask() { if (wx.getUserProfile) { } else { return } wx.getUserProfile() }",
        "if (typeof wx.getUserProfile === 'function') wx.getUserProfile()",
        "if (typeof wx.getUserProfile !== 'undefined') wx.getUserProfile()",
        "if (typeof wx.getUserProfile === 'undefined') old(); else wx.getUserProfile()",
        "if ('function' == typeof wx.getUserProfile) wx.getUserProfile()",
        "if (wx.getUserProfile !== undefined) wx.getUserProfile()",
        "if (wx.getUserProfile != null) wx.getUserProfile()",
        "if (void 0 === wx.getUserProfile) old(); else wx.getUserProfile()",
        "if ('getUserProfile' in wx) wx.getUserProfile()",
        "if (!!wx.getUserProfile) wx.getUserProfile()",
        "if (Boolean(wx.getUserProfile)) wx.getUserProfile()",
        "if (wx.canIUse('getUserProfile')) wx.getUserProfile()",
        "if (wx.canIUse('getUserProfile') === true) wx.getUserProfile()",
        "const can = wx.canIUse('getUserProfile'); if (can) wx.getUserProfile()",
        "const can = !!wx.getUserProfile; if (!can) old(); else wx.getUserProfile()",
        "const { canIUse } = wx; canIUse('getUserProfile') && wx.getUserProfile()",
        "const { getUserProfile } = wx; if (getUserProfile) getUserProfile()",
        "const { getUserProfile = old } = wx; getUserProfile()\nwx.getUserProfile?.()",
        "const ask = wx.getUserProfile || old; ask()\nwx.getUserProfile?.()",
        "if (wx.getPrivacySetting) wx.getUserProfile()",
        "if (wx.canIUse('showModal.object.editable')) wx.getUserProfile()",
    ],
)
def test_a_check_of_existence_is_understood(source: str) -> None:
    """What runs only where the API, or a newer one, exists is guarded."""
    uses = lines(source)

    assert uses
    assert all(guarded for _, guarded in uses)


@pytest.mark.parametrize(
    "check",
    [
        "compareVersion(wx.getSystemInfoSync().SDKVersion, '2.10.4') >= 0",
        "compareVersion(wx.getAppBaseInfo().SDKVersion, '2.10.4') > -1",
        "compareVersion(version, '2.10.4') !== -1",
        "compareVersion(SDKVersion, '2.11.0') > 0",
        "compareVersion(SDKVersion, '2.11.0') === 1",
        "compareVersion(SDKVersion, '2.11.0') == 0",
        "0 <= compareVersion(SDKVersion, '2.10.4')",
        "compareVersion('2.10.4', SDKVersion) <= 0",
        "!(compareVersion(SDKVersion, '2.10.4') < 0)",
        "util.compareVersion(app.globalData.sdkVersion, '2.10.4') >= 0",
        "this.versionCompare(SDKVersion, `2.10.4`) >= 0 && ready",
        "cmp_version(this.SDKVersion, '2.10.4') >= 0",
        "ok",
    ],
)
def test_a_comparison_of_versions_is_understood(check: str) -> None:
    """WeChat's `compareVersion`, under its many names, in each direction and with each sign."""
    before = (
        "const version = wx.getSystemInfoSync().SDKVersion; const { SDKVersion } = wx.getAppBaseInfo()\n"
        "const ok = compareVersion(version, '2.10.4') >= 0"
    )

    assert lines(f"{before}\nif ({check}) wx.getUserProfile()") == [(3, True)]
    assert lines(f"{before}\nif ({check}) {{}} else wx.getUserProfile()") == [(3, False)]
    assert lines(f"{before}\nfunction f() {{ if (!({check})) return; wx.getUserProfile() }}") == [(3, True)]


@pytest.mark.parametrize(
    "source",
    [
        "if (wx.hideHomeButton) wx.getUserProfile()",
        "if (wx.getUserProfile || ready) wx.getUserProfile()",
        "if (!wx.getUserProfile) wx.getUserProfile()",
        "if (wx.getUserProfile) {} wx.getUserProfile()",
        "if (wx.getUserProfile) { a() } else { wx.getUserProfile() }",
        "wx.getUserProfile || wx.getUserProfile()",
        "function ask() { if (!wx.getUserProfile) { old() } wx.getUserProfile() }",
        "function ask() { if (!wx.getUserProfile) return }\nwx.getUserProfile()",
        "wx?.getUserProfile()",
        "if (wx.canIUse('hideHomeButton')) wx.getUserProfile()",
        "if (wx.canIUse(name)) wx.getUserProfile()",
        "let can = wx.canIUse('getUserProfile'); can = 1; if (can) wx.getUserProfile()",
        "if (compareVersion(SDKVersion, '2.10.3') >= 0) wx.getUserProfile()",
        "if (compareVersion(SDKVersion, '2.10.4') > -2) wx.getUserProfile()",
        "if (compareVersion(SDKVersion, '2.10.4') <= 0) wx.getUserProfile()",
        "if (compareVersion(appVersion, '2.10.4') >= 0) wx.getUserProfile()",
        "if (compareVersion(SDKVersion) >= 0) wx.getUserProfile()",
        "if (SDKVersion >= '2.10.4') wx.getUserProfile()",
        "if (typeof wx === 'object') wx.getUserProfile()",
        "do { wx.getUserProfile() } while (wx.getUserProfile)",
        "if (Boolean(a)) wx.getUserProfile()",
        "function Boolean(a) { return true }\nif (Boolean(wx.getUserProfile)) wx.getUserProfile()",
    ],
)
def test_what_makes_sure_of_nothing_is_no_guard(source: str) -> None:
    """A check of something older, the wrong branch, text compared as text."""
    uses = lines(source)

    assert uses
    assert not any(guarded for _, guarded in uses)


def test_a_check_is_no_use() -> None:
    """Whoever only asks whether there is an API does not need it."""
    assert lines("if (wx.getUserProfile) {}\nconst can = !!wx.getUserProfile\ntypeof wx.getUserProfile") == []
