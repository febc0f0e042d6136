"""Single-file components: `.vue` of uni-app and Taro, `.mpx` of mpx."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from bot.domain.scan.findings import Skipped
from bot.scan.rules.ensured import TooManySteps
from bot.scan.rules.markup.condition import BLANK
from bot.scan.rules.markup.markup import WXML, Attribute, Dialect, Written, read_markup, tags
from bot.scan.rules.script.scopes import JAVASCRIPT, TSX, TYPESCRIPT
from bot.scan.rules.script.walk import binding, kebab, read_script
from bot.scan.rules.settings import JSON, read_config
from bot.scan.rules.uses import Source

_HTML: Final = frozenset({
    "a", "article", "aside", "b", "br", "dd", "div", "dl", "dt", "em", "figure", "footer", "h1", "h2", "h3", "h4",
    "h5", "h6", "header", "hr", "i", "iframe", "img", "li", "main", "nav", "ol", "option", "p", "pre", "section",
    "select", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "u", "ul",
})  # fmt: skip
"""Tags that frameworks turn into `<view>` and the like."""
_OF_VUE: Final = frozenset({
    "block", "component", "keep-alive", "script", "slot", "style", "suspense", "teleport", "template", "transition",
    "transition-group",
})  # fmt: skip
_SKIPPED: Final = frozenset({"is", "key", "ref", "scope", "slot-scope"})
_LITERAL: Final = re.compile(r"\s*+(['\"`])([^'\"`\\$]*+)\1\s*+")
_OF: Final = re.compile(r"\s(?:in|of)\s")
_LANGUAGES: Final = {"ts": TYPESCRIPT, "tsx": TSX}
_BLOCK: Final = re.compile(r"^[ \t]*+<(?:(?:script|style)\b|template\s[^<>\n]*\bmode=)", re.MULTILINE)
_JSON: Final = frozenset({"application/json", "json"})
_SUFFIXES: Final = (".vue", ".mpx")
_MARKUP: Final = frozenset({"", "html", "wxml"})
_MOST_BLOCKS: Final = 8
"""Parts that are read; a file with more is listed."""
_APP: Final = "app.mpx"
_OTHER_MODES: Final = frozenset({
    "ali", "android", "dd", "harmony", "ios", "jd", "ks", "qa", "qq", "rn", "swan", "tt", "web",
})  # fmt: skip
"""mpx's names of other platforms: `bindtap@ali|_qq:staging` and `<script mode="ali">` are for them."""


@dataclass(frozen=True, slots=True)
class _Block:
    """A part of a single-file component."""

    name: str
    language: str
    markup: str
    """The language of a template."""
    mode: str
    """The platforms that it is for; empty for all."""
    is_json: bool
    is_elsewhere: bool
    """Whether a template is a file that is not read by itself."""
    start: int
    end: int


def _tag(name: str) -> str | None:
    name = kebab(name)
    return None if name in _HTML or name in _OF_VUE else name


def _attribute(attribute: Attribute) -> Written | None:
    name, value = attribute.name, attribute.value
    if name.startswith(("@", "v-on:")):
        event = name.removeprefix("@").removeprefix("v-on:").partition(".")[0]
        event = event.replace("-", "").lower()
        return Written(binding(event))
    if name.startswith((":", "v-bind:")):
        name = kebab(name.removeprefix("v-bind").removeprefix(":").partition(".")[0])
        literal = _LITERAL.fullmatch(value)
        return _kept(name, literal[2] if literal else None)
    if name.startswith(("v-", "#")):
        return None
    return _kept(kebab(name), value)


def _target(attribute: Attribute) -> str | None:
    """Return what `v-model`, and `.sync` of Vue 2, set."""
    name = attribute.name
    synced = name.startswith((":", "v-bind:")) and ".sync" in name
    return attribute.value if synced or name.startswith("v-model") else None


def _code(attribute: Attribute) -> str | None:
    return attribute.value if attribute.name.startswith(("@", ":", "v-")) else None


def _declared(attribute: Attribute) -> str | None:
    name = attribute.name
    if name == "v-for":
        return _OF.split(attribute.value, maxsplit=1)[0]
    return attribute.value if name.startswith(("#", "v-slot")) or name in ("slot-scope", "scope") else None


def _kept(name: str, value: str | None) -> Written | None:
    return None if name in _SKIPPED else Written(name, value)


VUE: Final = Dialect(
    when=frozenset({"v-if"}),
    otherwise=frozenset({"v-else-if", "v-else"}),
    condition=lambda value: value,
    tag=_tag,
    attribute=_attribute,
    target=_target,
    code=_code,
    declared=_declared,
)


def _of_mpx(attribute: Attribute) -> Written | None:
    name, at, modes = attribute.name.partition("@")
    if at and _is_for_others(modes):
        return None
    return WXML.attribute(Attribute(name, attribute.value, attribute.at))


def _is_for_others(modes: str) -> bool:
    names = [mode.partition(":")[0].removeprefix("_") for mode in modes.split("|")]
    return _OTHER_MODES.issuperset(names)


def _target_of_mpx(attribute: Attribute) -> str | None:
    if attribute.name == "wx:model":
        return attribute.value.partition("{{")[2].partition("}}")[0]
    return WXML.target(attribute)


MPX: Final = replace(WXML, attribute=_of_mpx, target=_target_of_mpx, code=lambda attribute: attribute.value)


def read_component(text: bytes, path: str, handed: Mapping[str, Mapping[str, str]] | None = None) -> Source:
    """Find what a single-file component uses, in its script and its template; `handed` as in `read_script`."""
    source = Source()
    decoded = text.decode("utf-8", "replace")
    exact = decoded.encode() == text
    code = text if exact else decoded.encode()
    of_mpx = path.endswith(".mpx")
    found = (block for block in _blocks(decoded, of_mpx=of_mpx) if not of_mpx or not _is_for_others(block.mode))
    blocks = list(islice(found, _MOST_BLOCKS))
    if next(found, None) is not None:
        source.unread.append(Skipped.TOO_COSTLY)
    for block in blocks:
        if block.name == "template" and (block.markup not in _MARKUP or block.is_elsewhere):
            source.unread.append(Skipped.FRAMEWORK)
        elif block.name == "template":
            source.add(read_markup(decoded, path, MPX if of_mpx else VUE, block.start, block.end))
        elif block.is_json:
            source.add(_read_json(_only(code, decoded, [block]), path))
    scripts = [block for block in blocks if block.name == "script" and not block.is_json]
    if scripts:
        language = next((block.language for block in scripts if block.language != JAVASCRIPT), JAVASCRIPT)
        source.add(read_script(_only(code, decoded, scripts), path, language, handed=handed, written=source.flags))
    source.imported_tags |= {f"<{kebab(name)}>" for name in source.imports}
    source.tags |= {f"<{kebab(name)}>" for name, (module, _) in source.imports.items() if module.endswith(_SUFFIXES)}
    return source


def _read_json(text: bytes, path: str) -> Source:
    """Read the JSON of a page or of the app, or the script that makes it."""
    language = JAVASCRIPT if b"exports" in text else JSON
    try:
        config = read_config(text, path, language, of_app=path.rpartition("/")[2] == _APP)
    except TooManySteps:
        return Source(unread=[Skipped.TOO_COSTLY])
    return Source(uses=list(config.uses), tags=set(config.tags))


def _only(code: bytes, text: str, blocks: list[_Block]) -> bytes:
    """Return a file with everything but some parts blank, so that places in it stay."""
    parts, at = [], 0
    for block in blocks:
        start, end = len(text[: block.start].encode()), len(text[: block.end].encode())
        parts += [code[at:start].translate(BLANK), code[start:end]]
        at = end
    return b"".join([*parts, code[at:].translate(BLANK)])


def _blocks(text: str, *, of_mpx: bool) -> Iterator[_Block]:
    at = 0
    for tag in tags(text):
        if tag.ends or tag.at < at or tag.name not in ("template", "script"):
            continue
        values = {each.name: each.value for each in tag.attributes}
        start = text.find(">", tag.attributes[-1].at + len(tag.attributes[-1].value) if tag.attributes else tag.at) + 1
        if not start:
            continue
        if tag.name == "template" and not (of_mpx and _is_for_others(values.get("mode", ""))):
            following = _BLOCK.search(text, start)
            last = text.rfind("</template", start, following.start() if following else len(text))
        else:  # one for others ends early: what is after it may be WeChat's
            last = text.find(f"</{tag.name}", start)
        at = last if last >= 0 else len(text)
        language = _LANGUAGES.get(values.get("lang", ""), JAVASCRIPT)
        is_json = values.get("type", "") in _JSON or values.get("name", "") in _JSON
        there = values.get("src", "")
        is_elsewhere = bool(there) and not there.endswith(".wxml")
        mode = values.get("mode", "")
        yield _Block(tag.name, language, values.get("lang", ""), mode, is_json, is_elsewhere, start, at)
