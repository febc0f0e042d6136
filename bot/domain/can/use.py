"""Which features a question or a text names, and whether a minimum lets programs use them."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.domain.can.features import Feature, Features, Platform, Renderer, Source, Tables, newest_of, pack
from bot.domain.can.guard import Known, Markup, guard
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.public import Clients, PublicSnapshot, clients_bringing
from bot.domain.numbers.version import Version
from bot.domain.programs import Program, folded
from bot.domain.report import Report
from bot.errors import BotError, TooManyFeatures, UnknownFeature

_BETWEEN: Final = re.compile(r"[,;、]")
_DOTTED: Final = re.compile(r"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)+", re.ASCII)
_HUMPED: Final = re.compile(r"[a-z][a-z\d]*[A-Z]\w*", re.ASCII)


@dataclass(frozen=True, slots=True)
class CanQuestion:
    """A `can` question as typed."""

    names: tuple[str, ...]
    """The APIs as typed, or in full once found; no duplicates."""
    program: str = ""
    """The program's name as typed; empty for the channel's program."""
    game: bool = False
    """Whether the mini games' table was asked for."""

    @property
    def packed(self) -> str:
        """The APIs and the table as one word, for a button or option."""
        return pack(self.names, game=self.game)


def read_can(words: Sequence[str], knows: Callable[[str], bool], *, game: bool = False) -> CanQuestion:
    """Separate the APIs from the program: they stand together, before or after its name.

    Args:
        words: at least one; if none looks like an API, the first counts as one.
        knows: whether a table has an API of that name.
        game: whether the mini games' table was asked for.
    """
    parts = [part for word in _joined(words) for part in _split(word, knows)]
    are_names = [is_dotted(part) or knows(part) for part in parts]
    start = are_names.index(True) if True in are_names else 0
    rest = are_names[start + 1 :]
    end = start + 1 + (rest.index(False) if False in rest else len(rest))
    return CanQuestion(tuple(parts[start:end]), " ".join([*parts[:start], *parts[end:]]), game=game)


def names_in(word: str) -> list[str]:
    """Split a word into API names: `wx.login,wx.request()` has two."""
    return [part.removesuffix("()") for part in _BETWEEN.split(word) if part]


def is_dotted(word: str) -> bool:
    """Whether a word has the form of an API: `wx.request`."""
    return _DOTTED.fullmatch(word) is not None


def is_humped(word: str) -> bool:
    """Whether a word could be an API without `wx.`: `getUserProfile`."""
    return _HUMPED.fullmatch(word) is not None


def _joined(words: Sequence[str]) -> list[str]:
    """Join words that form one name: `<scroll-view binddragstart>`."""
    joined: list[str] = []
    for word in words:
        if joined and joined[-1].startswith("<") and not joined[-1].endswith(">"):
            joined[-1] += f" {word}"
        else:
            joined.append(word)
    return joined


def _split(word: str, knows: Callable[[str], bool]) -> list[str]:
    """Split a word at commas, unless it is a program's name."""
    parts = names_in(word)
    return parts if any(is_dotted(part) or knows(part) for part in parts) else [word]


_NAME: Final = re.compile(
    r"""
      < (?P<tag> [a-z][a-z0-9]*(?:-[a-z0-9]+)* ) (?= [\s/>] ) (?P<rest> [^<>]{0,2000} )
    | (?P<dotted> [A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)+ )
    | (?<![\w.-]) (?P<word> [A-Za-z][A-Za-z0-9]*(?:-[a-z0-9]+)* ) (?![\w-])
    """,
    re.VERBOSE | re.ASCII,
)
_ATTRIBUTE: Final = re.compile(r"""(?P<name>[\w:-]+)(?:\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'))?""")
_PARTS: Final = 8
_EVENT: Final = "bind"


@dataclass(frozen=True, slots=True)
class Mentioned:
    names: tuple[str, ...] = ()
    """Documented ones, as far as one question may have them, each once, in order."""
    beyond: tuple[str, ...] = ()
    """More documented ones."""
    unknown: tuple[str, ...] = ()
    """Names under `wx`, tags, attributes and values that no table has."""


def mentioned(text: str, tables: Tables, *, most: int) -> Mentioned:
    """Find the names. Text around one does not hide it: `this.wx.request.abort` names `wx.request`.

    Args:
        most: names in one question.
    """
    markup = Markup(tables.of(Platform.MINI_PROGRAM))
    found: dict[str, bool] = {}
    for match in _NAME.finditer(text):
        if match["tag"]:
            found.update(_in_tag(match["tag"], match["rest"], markup))
        elif match["dotted"]:
            found.update(_dotted(match["dotted"], tables.knows))
        elif _is_name(match["word"]) and tables.knows(match["word"]):
            found[match["word"]] = True
    known = list(dict.fromkeys(_full(name, tables) for name, documented in found.items() if documented))
    unknown = tuple(name for name, documented in found.items() if not documented)
    return Mentioned(tuple(known[:most]), tuple(known[most:]), unknown)


def _full(name: str, tables: Tables) -> str:
    """Return the full name, so that two spellings count once."""
    return tables.full_name(name, Platform.MINI_PROGRAM)


def _is_name(word: str) -> bool:
    """Whether a word in prose can be meant as a name: `getUserProfile`, `page-container`, `bindscroll`."""
    return is_humped(word) or "-" in word or word.startswith(_EVENT)


def _in_tag(tag: str, rest: str, markup: Markup) -> Iterator[tuple[str, bool]]:
    """Yield the parts of an element that need more than it does, else the element itself."""
    component = markup.component(tag)
    if component.known is Known.UNKNOWN:
        yield f"<{tag}>", False
        return
    needs = [part for part in _parts(tag, rest, markup) if not part[1] or _above(part[2], component.minimum)]
    if not any(documented for _, documented, _ in needs):
        yield f"<{tag}>", True
    yield from ((name, documented) for name, documented, _ in needs)


def _parts(tag: str, rest: str, markup: Markup) -> Iterator[tuple[str, bool, Version | None]]:
    for each in _ATTRIBUTE.finditer(rest):
        name, value = each["name"], each["double"] or each["single"] or ""
        attribute = markup.attribute(tag, name)
        if attribute.known is Known.UNKNOWN:
            yield f"<{tag} {name}>", False, None
            continue
        entry = attribute
        if (
            value
            and "{{" not in value
            and attribute.feature
            and not attribute.feature.name.startswith(f"<{tag} {_EVENT}")
        ):
            entry = markup.value(tag, name, value)
        if entry.known is Known.UNKNOWN:
            yield f"<{tag} {name}={value[:50]}>", False, None
        elif (feature := entry.feature or attribute.feature) is not None:
            yield feature.name, True, entry.minimum


def _above(minimum: Version | None, other: Version | None) -> bool:
    return minimum is not None and (other is None or minimum > other)


def _dotted(written: str, knows: Callable[[str], bool]) -> Iterator[tuple[str, bool]]:
    """Yield the longest documented name in a written text; else what it names under `wx`."""
    parts = written.split(".")[:_PARTS]
    for start in range(len(parts) - 1):
        for end in range(len(parts), start + 1, -1):
            name = ".".join(parts[start:end])
            if knows(name):
                yield name, True
                return
    if "wx" in parts[:-1]:
        yield f"wx.{parts[parts.index('wx') + 1]}", False


MOST: Final = 10
"""APIs in one question."""
GAME_TAGS: Final = frozenset({"game", "小游戏"})
"""A program with one of these tags is a mini game."""
_EVENT_ATTRIBUTE: Final = " bind"
"""Part of a component event's name: the typings list some events newer than the table of components."""


@dataclass(frozen=True, slots=True)
class Need:
    feature: Feature
    minimum: Version | None
    """The lowest documented base library that has it: the higher of its own and its owner's minimum."""
    owner: Feature | None = None
    """The parent feature, when the minimum is the parent's."""
    later: "tuple[Need, ...]" = ()
    """Its options and other parts that need a higher base library than the API itself."""
    instead: "tuple[Need, ...]" = ()
    """What WeChat says to use instead of a deprecated one, as far as it is documented."""
    page: str = ""
    """The address of WeChat's page."""
    lacks_harmony: bool = False
    """Whether HarmonyOS lacks it at every base library."""
    renderer: Renderer | None = None
    """The only renderer that has it."""


@dataclass(frozen=True)
class CanAnswer:
    """The answer about some APIs together, for one program or for none."""

    platform: Platform
    """Whose table answers."""
    needs: tuple[Need, ...]
    """One at least."""
    source: Source | None = None
    """The source of the minimums of APIs and component events; None where neither is asked about."""
    components: Source | None = None
    """The source of the minimums of components and some of their events; None where none is asked about."""
    program: Program | None = None
    """None when none is set up."""
    report: Report | None = None
    failure: BotError | None = None
    """Why the program's numbers could not be read, when there is no report."""
    public: PublicSnapshot | None = None
    """None when public numbers are switched off or not read yet."""
    unknown: tuple[UnknownFeature, ...] = ()
    """The names that neither table has, where the others are answered all the same."""

    @property
    def behind(self) -> Version | None:
        """WeChat's newest base library, by its public numbers, if it is above the newest that the tables have."""
        known = newest_of((self.source, self.components))
        public = max(self.public.total.versions, default=None) if self.public else None
        return public if public and known and public > known else None

    def is_guaranteed(self, need: Need) -> bool | None:
        """Whether the minimum set now is as high as this need; None when either is not known."""
        minimum = self.report.minimum if self.report else None
        return need.minimum <= minimum if need.minimum and minimum else None

    @property
    def documented(self) -> tuple[Need, ...]:
        """The needs with a documented minimum."""
        return tuple(need for need in self.needs if need.minimum)

    @property
    def undocumented(self) -> tuple[Need, ...]:
        """The needs without a documented minimum: statements about all together do not cover them."""
        return tuple(need for need in self.needs if not need.minimum)

    @property
    def highest(self) -> Version | None:
        """The minimum of all together, except those without one; None when none has one."""
        return max((need.minimum for need in self.needs if need.minimum), default=None)

    @property
    def guaranteed(self) -> bool | None:
        """Whether the minimum set now is as high as the highest one; None when either is not known."""
        minimum = self.report.minimum if self.report else None
        return self.highest <= minimum if self.highest and minimum else None

    def coverage(self, version: Version | None) -> Bounds | None:
        """Return the share of the program's users on a version or newer; None when unknown."""
        loss = self.loss(version)
        return loss.rest if loss else None

    def loss(self, version: Version | None) -> Bounds | None:
        """Return the share of the program's users below a version, see `Report.loss`; None when unknown."""
        return self.report.loss(version) if self.report and version else None

    def clients(self, version: Version | None) -> Clients | None:
        """Return the WeChat clients that bring a version; None without public numbers."""
        return clients_bringing(self.public, version) if self.public and version else None


def search(tables: Tables, text: str, limit: int) -> Sequence[tuple[Need, Platform]]:
    """Return the needs that match a partly typed name, with the platform whose table has them; see `Tables.search`."""
    return [(need_alone(tables.of(platform), feature), platform) for feature, platform in tables.search(text, limit)]


def platform_of(program: Program | None, *, game: bool) -> Platform:
    """Return the table to use: mini games if requested or if the program is tagged as one."""
    tagged = program is not None and any(folded(tag) in GAME_TAGS for tag in program.tags)
    return Platform.MINI_GAME if game or tagged else Platform.MINI_PROGRAM


def found(tables: Tables, question: CanQuestion) -> CanQuestion:
    """Return the question with its APIs' full names, each once.

    Raises:
        UnknownFeature: names the first API that neither table has.
        TooManyFeatures: more than fit into one answer.
    """
    platform = Platform.MINI_GAME if question.game else Platform.MINI_PROGRAM
    names = tuple(dict.fromkeys(tables.full_name(name, platform) for name in question.names))
    if len(names) > MOST:
        raise TooManyFeatures(count=len(names), limit=MOST)
    return replace(question, names=names)


def minimums(tables: Tables, names: Sequence[str], platform: Platform) -> CanAnswer:
    """Return what some APIs need, for any users.

    Raises:
        FeatureElsewhere: only the other platform has one of them.
        UnknownFeature: neither platform has one of them.
    """
    features = tables.of(platform)
    needs = tuple(need_of(features, tables.find(name, platform)) for name in names)
    found = [need.feature.name for need in needs]
    source = features.source if any(not name.startswith("<") or _EVENT_ATTRIBUTE in name for name in found) else None
    components = features.components if any(name.startswith("<") for name in found) else None
    return CanAnswer(platform, needs, source, components)


def need_of(features: Features, feature: Feature) -> Need:
    """Return what an API needs: no less than its parents need."""
    need = need_alone(features, feature)
    parts = (need_alone(features, part) for part in features.options_of(feature.name))
    later = (part for part in parts if part.minimum and (need.minimum is None or part.minimum > need.minimum))
    instead = (need_alone(features, each) for each in features.instead_of(feature))
    return replace(need, later=tuple(later), instead=tuple(instead))


def guard_of(need: Need) -> tuple[str, ...]:
    """Code that uses an API only where it is there; see `guard`."""
    return guard(need.feature, need.minimum, [each.feature for each in need.instead])


def need_alone(features: Features, feature: Feature) -> Need:
    """Return what an API needs, without the parts that need more (`later`)."""
    minimum, owner = features.needed(feature), feature
    while owner.minimum != minimum and owner.parent and (above := features.named(owner.parent)):
        owner = above
    return Need(
        feature,
        minimum,
        None if owner is feature else owner,
        page=features.page_of(feature),
        lacks_harmony=features.lacks_harmony(feature),
        renderer=features.renderer_of(feature),
    )
