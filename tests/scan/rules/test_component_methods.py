"""Methods that WeChat gives pages and components."""

from dataclasses import replace
from typing import Final

import pytest

from bot.catalog import load
from bot.domain.can.features import Platform
from bot.scan.rules.ensured import OF_COMPONENTS
from bot.scan.rules.judge import judge
from bot.scan.rules.link import Linker, read_source

NO_METHODS: Final = frozenset({
    "attached", "created", "definitionFilter", "detached", "error", "export", "lifetimes", "moved", "observers",
    "pageLifetimes", "ready",
})  # fmt: skip
"""What a component itself writes."""


def test_the_catalogue_has_each() -> None:
    """With a minimum; no other has one."""
    features = [each for each in load(Platform.MINI_PROGRAM) if each.parent is None and each.minimum]
    documented = {each.name.removeprefix("Component.") for each in features if each.name.startswith("Component.")}

    assert documented - NO_METHODS == OF_COMPONENTS


def guarded(source: str, path: str = "a.js") -> dict[str, list[bool]]:
    """A file's methods, and whether each use is guarded."""
    sources = {path: read_source(source.encode(), path, f".{path.rpartition('.')[2]}")}
    uses = [replace(use, known=Linker(sources).resolved(use.known, path)) for use in sources[path].uses]
    found = judge(uses, load(Platform.MINI_PROGRAM)).findings
    return {each.name: [use.guarded for use in each.uses] for each in found if each.name.startswith("Component.")}


@pytest.mark.parametrize(
    "source",
    [
        "Page({ onReady() { this.animate('#a', [], 100) } })",
        "Component({ methods: { go() { this.animate('#a', [], 100, () => {}) } } })",
        "Page({ onReady() { const that = this; setTimeout(function () { that.animate('#a', []) }, 1) } })",
        "let that\nPage({ onLoad() { that = this }, onReady() { that.animate('#a', []) } })",
        "VantComponent({ mounted() { this.animate('#a', []) } })",
        "Page({ data: { animate: true }, onReady() { this.animate('#a', []) } })",
        "const animate = page => page.go()\nPage({ onReady() { this.animate('#a', []) } })",
        "export default { mounted() { this.$scope.animate('#a', []) } }",
        "getCurrentPages()[0].animate('#a', [])",
        "getCurrentPages().pop().animate('#a', [])",
        "const pages = getCurrentPages()\nconst page = pages[pages.length - 1]\npage.animate('#a', [])",
        "Page({ onReady() { if (wx.canIUse('createAnimation')) this.animate('#a', []) } })",
    ],
)
def test_a_method_of_a_page_is_a_use(source: str) -> None:
    """However the page is called."""
    assert guarded(source) == {"Component.animate": [False]}


@pytest.mark.parametrize("name", ["getOpenerEventChannel", "setUpdatePerformanceListener", "groupSetData"])
def test_a_name_of_its_own_is_enough(name: str) -> None:
    """Nothing else has such a method."""
    assert guarded(f"export default page => page.{name}()") == {f"Component.{name}": [False]}
    assert guarded(f"<script>export default {{ onLoad() {{ this.{name}() }} }}</script>", "a.vue") == {
        f"Component.{name}": [False]
    }


@pytest.mark.parametrize(
    "source",
    [
        "Page({ animate() {}, onReady() { this.animate() } })",
        "Component({ methods: { animate: throttle(go), go() { this.animate() } } })",
        "Component({ methods: { animate, go() { this.animate() } } })",
        "Page({ onReady() { this.animate = function () {}; this.animate() } })",
        "class Ball { animate() {} go() { this.animate() } }\nPage({})",
        "Page({ onReady() { this.ball.animate(); ball.animate() } })",
        "module.exports = { go() { this.animate() } }",
        "export default defineComponent({ mounted() { this.animate() } })",
        "import Taro from '@tarojs/taro'; Taro.getTabBar(page)",
    ],
)
def test_other_methods_of_that_name(source: str) -> None:
    """The file's own, and those of something else."""
    assert guarded(source) == {}


@pytest.mark.parametrize(
    "source",
    [
        "Page({ onShow() { if (typeof this.getTabBar === 'function' && this.getTabBar()) this.getTabBar().go() } })",
        "Page({ onShow() { this.getTabBar && this.getTabBar() } })",
        "Page({ onShow() { this.getTabBar?.() } })",
        "Page({ onShow() { if (!this.getTabBar) return; this.getTabBar() } })",
    ],
)
def test_a_method_may_be_checked_by_itself(source: str) -> None:
    """Then it needs nothing."""
    assert guarded(source) == {}


@pytest.mark.parametrize(
    "source",
    [
        "Page({ onReady() { if (compareVersion(SDKVersion, '2.9.0') >= 0) this.animate('#a', []) } })",
        "Page({ onReady() { if (wx.getUserProfile) this.animate('#a', []) } })",
        "Page({ onReady() { try { this.animate('#a', []) } catch (error) {} } })",
    ],
)
def test_guards(source: str) -> None:
    """As for any other name."""
    assert guarded(source) == {"Component.animate": [True]}
