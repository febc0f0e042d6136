"""Where the source of a framework's project is, and what beside it is built or tested."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

PACKAGE: Final = "package.json"


class Framework(StrEnum):
    """What a source is written in."""

    NATIVE = "native"
    UNI_APP = "uni-app"
    TARO = "taro"
    MPX = "mpx"
    OTHER = "other"
    """A framework that is not understood."""


_PACKAGES: Final[Mapping[str, Framework]] = {
    "@tarojs/taro": Framework.TARO, "@tarojs/runtime": Framework.TARO, "@tarojs/components": Framework.TARO,
    "@dcloudio/uni-app": Framework.UNI_APP, "@dcloudio/uni-mp-weixin": Framework.UNI_APP,
    "@dcloudio/vite-plugin-uni": Framework.UNI_APP, "@dcloudio/vue-cli-plugin-uni": Framework.UNI_APP,
    "@mpxjs/core": Framework.MPX,
    **dict.fromkeys(
        ("wepy", "@wepy/core", "mpvue", "@megalo/vue", "remax", "rax", "kbone-tool", "miniprogram-render",
         "chameleon-runtime", "anujs", "@nanachi/core", "@antmove/cli"),
        Framework.OTHER,
    ),
}  # fmt: skip
FOREIGN: Final = frozenset({".wpy", ".cml", ".uvue"})
"""Suffixes of sources of frameworks that are not understood."""
_NO_SOURCE: Final = frozenset({"dist", "unpackage", "build", "__tests__", "__mocks__", "test", "tests"})
"""Folders beside the source."""
_OUTPUT: Final = frozenset({"dist", "unpackage", "build"})
_OTHERS: Final = frozenset({
    "alipay", "app", "app-harmony", "app-plus", "h5", "harmony", "jd", "kwai", "lark", "qq", "quickapp", "rn", "swan",
    "tt", "web", "xhs",
})  # fmt: skip
"""Folders of output for other platforms."""
_WECHAT: Final = "mp-weixin"


@dataclass(frozen=True, slots=True)
class Layout:
    """What a folder holds."""

    framework: Framework
    folder: Path
    root: Path
    """Where the source starts."""

    @property
    def is_source(self) -> bool:
        """Whether it is built before it runs in WeChat."""
        return self.framework not in (Framework.NATIVE, Framework.OTHER)

    def leaves_out(self, folder: Path) -> bool:
        """Whether a folder is no source for WeChat: built, built for another platform, or only tested."""
        if self.is_source and folder.parent == self.folder and folder.name in _NO_SOURCE:
            return True
        other = folder.name in _OTHERS or (folder.name.startswith("mp-") and folder.name != _WECHAT)
        return other and not _OUTPUT.isdisjoint(folder.relative_to(self.folder).parts[:-1])


def layout_of(folder: Path, package: Mapping[str, Any], named: str = "") -> Layout:
    """What a folder holds.

    Args:
        folder: the scanned folder.
        package: its `package.json`, empty when there is none.
        named: the framework, where the configuration names it.
    """
    framework = Framework(named) if named else _by_package(package) or _by_files(folder) or Framework.NATIVE
    layout = Layout(framework, folder, folder)
    source = folder / "src"
    return Layout(framework, folder, source) if layout.is_source and source.is_dir() else layout


def _by_package(package: Mapping[str, Any]) -> Framework | None:
    groups = [package.get(key) for key in ("dependencies", "devDependencies", "peerDependencies")]
    names = {name for group in groups if isinstance(group, dict) for name in group}
    return next((framework for name, framework in _PACKAGES.items() if name in names), None)


def _by_files(folder: Path) -> Framework | None:
    for place in (folder, folder / "src"):
        if all((place / name).is_file() for name in ("pages.json", "manifest.json")):
            return Framework.UNI_APP
    return None
