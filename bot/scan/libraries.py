"""Tags of component libraries, which builds import without a word in the source."""

from collections.abc import Iterable, Mapping
from typing import Final

_PREFIXES: Final[Mapping[str, tuple[str, ...]]] = {
    "@climblee/uv-ui": ("uv-",),
    "@dcloudio/uni-ui": ("uni-",),
    "@nutui/nutui": ("nut-",),
    "@nutui/nutui-taro": ("nut-",),
    "@tdesign/uniapp": ("t-",),
    "@tuniao/tnui-vue3-uniapp": ("tn-",),
    "@uni-ku/root": ("ku-",),
    "@vant/weapp": ("van-",),
    "@wot-ui/ui": ("wd-",),
    "first-ui": ("fui-",),
    "nutui-uniapp": ("nut-",),
    "sard-uniapp": ("sar-",),
    "taro-ui-vue3": ("at-",),
    "tdesign-miniprogram": ("t-",),
    "thorui-uni": ("tui-",),
    "uview-plus": ("u-", "up-"),
    "uview-pro": ("u-",),
    "uview-ui": ("u-",),
    "wot-design-uni": ("wd-",),
    "z-paging": ("z-paging",),
}
"""The start of their tags, by package."""


def prefixes(packages: Iterable[str]) -> tuple[str, ...]:
    """The start of the tags that the packages of a project bring: `<nut-`."""
    return tuple(sorted({f"<{start}" for package in packages for start in _PREFIXES.get(package, ())}))
