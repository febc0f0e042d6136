"""Where the source of a framework's project is, and what beside it is built or tested."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from bot.scan.rules.judge import parse_uni, subpackages
from bot.scan.rules.link import MARKUP, SCRIPTS

_HASH: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_LONGEST: Final = 1024 * 1024
"""Characters of a file that is read."""


def commit_of(folder: Path) -> str:
    """Return the commit that is checked out around a folder; empty where there is none, or it cannot be read."""
    for above in (folder.resolve(), *folder.resolve().parents):
        found = above / ".git"
        if found.exists():
            return _commit_in(found)
    return ""


def _commit_in(git: Path) -> str:
    """Return a `.git` folder, or the file that stands for it in a worktree or submodule."""
    if git.is_file():
        git = git.parent / _text(git).removeprefix("gitdir:").strip()
    head = _text(git / "HEAD")
    name = head.removeprefix("ref:").strip()
    if name == head:
        return _hash(head)
    common = git / _text(git / "commondir") if (git / "commondir").is_file() else git
    return _hash(_text(git / name)) or _hash(_text(common / name)) or _packed(_text(common / "packed-refs"), name)


def _packed(text: str, name: str) -> str:
    for line in text.splitlines():
        commit, _, ref = line.partition(" ")
        if ref == name:
            return _hash(commit)
    return ""


def _hash(text: str) -> str:
    return text if _HASH.fullmatch(text) else ""


def _text(file: Path) -> str:
    try:
        with file.open(encoding="utf-8") as opened:
            return opened.read(_LONGEST).strip()
    except (OSError, ValueError):
        return ""


PACKAGE: Final = "package.json"
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
"""The start of the tags of component libraries, by package: builds import them without a word in the source."""


class Framework(StrEnum):
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
_NO_SOURCE: Final = frozenset({"unpackage", "__tests__", "__mocks__"})
"""Folders beside the source: what HBuilderX builds, and what Jest runs."""
_TESTS: Final = frozenset({"spec", "test"})
"""Middle parts of the names of scripts that Jest and Vitest run: `request.test.ts`."""
_BUILT: Final = ("app.json", "*/app.json", "*/*/app.json")
"""Where a folder holds a built program; the source of a framework has no such file."""
_OUTPUT: Final = frozenset({"dist", "unpackage", "build"})
_OTHERS: Final = frozenset({
    "alipay", "app", "app-harmony", "app-plus", "h5", "harmony", "jd", "kwai", "lark", "qq", "quickapp", "rn", "swan",
    "tt", "web", "xhs",
})  # fmt: skip
"""Folders of output for other platforms."""
_OF_VUE: Final = frozenset({".vue", ".nvue"})
_BUILDS: Final = frozenset({*_OUTPUT, "dev"})
"""Folders above them: `unpackage/dist/dev/h5`."""
_OF_PROGRAMS: Final = ("project.config.json", "app.json", "game.json")
"""Files beside which all folders ship."""
_WECHAT: Final = "mp-weixin"
_STATIC: Final = "static"
_STATIC_OF_OTHERS: Final = frozenset({
    "app-plus", "h5", "mp-360", "mp-alipay", "mp-baidu", "mp-harmony", "mp-jd", "mp-kuaishou", "mp-lark", "mp-qq",
    "mp-toutiao", "mp-xhs", "quickapp-native", "quickapp-webview", "quickapp-webview-huawei", "quickapp-webview-union",
})  # fmt: skip
"""What uni-app does not copy for WeChat out of the folder `static` of the app, or of a subpackage.
https://uniapp.dcloud.net.cn/tutorial/platform.html#static"""
_FILES_OF_OTHERS: Final[Mapping[Framework, frozenset[str]]] = {
    Framework.TARO: frozenset({
        "alipay", "ascf", "dd", "h5", "harmony", "harmony-hybrid", "jd", "kwai", "lark", "qq", "quickapp", "rn", "swan",
        "tt",
    }),
    Framework.MPX: frozenset({
        "ali", "android", "dd", "harmony", "ios", "jd", "qa", "qq", "swan", "tt", "web",
    }),
}  # fmt: skip
"""Before the suffix of a file for one platform: `request.h5.ts`."""
_TAGS: Final[Mapping[Framework, frozenset[str]]] = {
    Framework.TARO: frozenset({
        "<animation-video>", "<animation-view>", "<ar-camera>", "<aweme-data>", "<comment-detail>", "<comment-list>",
        "<contact-button>", "<custom-wrapper>", "<follow-swan>", "<inline-payment-panel>", "<lifestyle>", "<like>",
        "<list>", "<login>", "<lottie>", "<native-slot>", "<pull-to-refresh>", "<rtc-room>", "<rtc-room-item>",
        "<script>", "<slot>", "<tab-item>", "<tabs>",
    }),
    Framework.UNI_APP: frozenset({
        "<ad-content-page>", "<ad-draw>", "<ad-fullscreen-video>", "<ad-interactive>", "<ad-rewarded-video>",
        "<barcode>", "<cell>", "<custom-tab-bar>", "<header>", "<indicator>", "<list>", "<loading>",
        "<loading-indicator>", "<recycle-list>", "<refresh>", "<scroller>", "<unicloud-db>", "<uniad>",
        "<uniad-plugin>", "<waterfall>",
    }),
}  # fmt: skip
"""What frameworks have of their own, or for other platforms only."""
_ENTRY: Final = re.compile(r"(?:pages|app)\.json|[Aa]pp\.(?:[cm]?[jt]sx?|vue|mpx)|(?:app\.config|main)\.[cm]?[jt]sx?")
"""A file where a framework's project starts."""
_VUE: Final = re.compile(r'"vueVersion"\s*:\s*"([23])"')
_DIGIT: Final = re.compile(r"[0-9]")
_LARGEST: Final = 1024 * 1024
"""Bytes of uni-app's manifest and of its pages that are read."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What a folder holds."""

    framework: Framework
    folder: Path
    root: Path
    """Where the source starts."""
    vue: int | None = None
    """Vue's major version; None if it is not known."""
    prefixes: tuple[str, ...] = ()
    """The start of the tags that libraries bring."""
    statics: frozenset[Path] = frozenset()
    """uni-app's folders of files that it copies, in which some are for one platform."""
    output: str = ""
    """The folder that `project.config.json` says is built; empty where it does not."""
    is_program: bool = False
    """Whether it is a Mini Program as it ships, with no output for other platforms."""

    @property
    def is_source(self) -> bool:
        """Whether it is built before it runs in WeChat."""
        return self.framework not in (Framework.NATIVE, Framework.OTHER)

    @property
    def tags(self) -> frozenset[str]:
        """Tags of the framework's own."""
        return _TAGS.get(self.framework, frozenset())

    def leaves_out_file(self, name: str) -> bool:
        """Whether a file is built for another platform only, `request.h5.ts`, or a test: `request.test.ts`."""
        stem, _, suffix = name.rpartition(".")
        kind = stem.rpartition(".")[2] if "." in stem else ""
        is_test = self.is_source and kind in _TESTS and f".{suffix}" in SCRIPTS
        return is_test or kind in _FILES_OF_OTHERS.get(self.framework, ())

    def compiles(self, suffix: str) -> bool:
        """Whether `#ifdef` counts in files with a suffix: for uni-app, but not in what it only copies."""
        if self.framework is Framework.UNI_APP:
            return suffix != MARKUP
        return self.framework is Framework.NATIVE and suffix in _OF_VUE  # a part of a project

    def leaves_out(self, folder: Path) -> bool:
        """Whether a folder is no source for WeChat: built, built for another platform, or only tested."""
        if self.is_source and folder.parent == self.folder and (folder.name in _NO_SOURCE or self._is_built(folder)):
            return True
        other = folder.name in _OTHERS or (folder.name.startswith("mp-") and folder.name != _WECHAT)
        if self.framework is Framework.UNI_APP and folder.name in _STATIC_OF_OTHERS and folder.parent in self.statics:
            return True
        above = folder.relative_to(self.folder).parts[:-1]
        return other and not self.is_program and not _OUTPUT.isdisjoint(above) and _BUILDS.issuperset(above)

    def _is_built(self, folder: Path) -> bool:
        """Whether a folder beside the source is what is built from it."""
        holds_program = (next(folder.glob(each), None) is not None for each in _BUILT)
        return folder.name in _OUTPUT and (folder.name == self.output or any(holds_program))


def layout_of(folder: Path, package: Mapping[str, Any], named: str = "") -> Layout:
    """Return what a folder holds.

    Args:
        package: its `package.json`, empty when there is none.
        named: the framework, where the configuration names it.
    """
    packages = _packages(package)
    framework = Framework(named) if named else _by_package(packages) or _by_files(folder) or Framework.NATIVE
    layout = Layout(framework, folder, folder)
    if not layout.is_source:
        return replace(layout, is_program=any((folder / name).is_file() for name in _OF_PROGRAMS))
    root = _root(folder)
    statics = _statics(root) if framework is Framework.UNI_APP else frozenset()
    return Layout(framework, folder, root, _vue(root, packages), prefixes(packages), statics)


def _statics(root: Path) -> frozenset[Path]:
    """Return the folders `static` of uni-app's app and of its subpackages."""
    folders = subpackages(parse_uni(start_of(root / "pages.json")))
    return frozenset({root / _STATIC, *(root / folder / _STATIC for folder in folders)})


def _root(folder: Path) -> Path:
    """Where a project starts: in `src`, unless the project is around it."""
    if (folder / "pages.json").is_file():
        return folder
    source = folder / "src"
    try:
        holds = any(_ENTRY.fullmatch(each.name) for each in source.iterdir())
    except OSError:
        return folder
    return source if holds else folder


def _packages(package: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the packages that a project depends on, with their versions."""
    groups = [package.get(key) for key in ("peerDependencies", "devDependencies", "dependencies")]
    return {name: version for group in groups if isinstance(group, dict) for name, version in group.items()}


def _by_package(packages: Iterable[str]) -> Framework | None:
    names = frozenset(packages)
    return next((framework for name, framework in _PACKAGES.items() if name in names), None)


def _vue(root: Path, packages: Mapping[str, Any]) -> int | None:
    """Vue's major version, by uni-app's manifest or by the packages."""
    found = _VUE.search(start_of(root / "manifest.json").decode("utf-8", "replace"))
    if found is not None:
        return int(found[1])
    required = packages.get("vue")
    digit = _DIGIT.search(required) if isinstance(required, str) else None
    return int(digit[0]) if digit is not None else None


def start_of(file: Path) -> bytes:
    """Return the start of a file; nothing of what is none: a pipe, or a link to one, would be waited for."""
    try:
        if not file.is_file():
            return b""
        with file.open("rb") as opened:
            return opened.read(_LARGEST)
    except OSError:
        return b""


def _by_files(folder: Path) -> Framework | None:
    for place in (folder, folder / "src"):
        if all((place / name).is_file() for name in ("pages.json", "manifest.json")):
            return Framework.UNI_APP
    return None


def prefixes(packages: Iterable[str]) -> tuple[str, ...]:
    """Return the start of the tags that the packages of a project bring: `<nut-`."""
    return tuple(sorted({f"<{start}" for package in packages for start in _PREFIXES.get(package, ())}))
