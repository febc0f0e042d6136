"""Whether APIs can be used: the base library they need, and the share of users who have it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.domain.can.features import Feature, Features, Platform, Renderer, Source, newest_of
from bot.domain.can.guard import guard
from bot.domain.can.parse import CanQuestion
from bot.domain.can.tables import Tables
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.public import Clients, PublicSnapshot, clients_bringing
from bot.domain.numbers.version import Version
from bot.domain.programs.program import Program
from bot.domain.programs.typed_text import folded
from bot.domain.report.report import Report
from bot.errors import BotError, TooManyFeatures, UnknownFeature

MOST: Final = 10
"""APIs in one question."""
GAME_TAGS: Final = frozenset({"game", "小游戏"})
"""A program with one of these tags is a mini game."""
_EVENT: Final = " bind"
"""Part of a component event's name: the typings list some events newer than the table of components."""


@dataclass(frozen=True, slots=True)
class Need:
    """What one API needs."""

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
        """The share of the program's users on a version or newer; None when unknown."""
        loss = self.loss(version)
        return loss.rest if loss else None

    def loss(self, version: Version | None) -> Bounds | None:
        """The share of the program's users below a version, see `Report.loss`; None when unknown."""
        return self.report.loss(version) if self.report and version else None

    def clients(self, version: Version | None) -> Clients | None:
        """The WeChat clients that bring a version; None without public numbers."""
        return clients_bringing(self.public, version) if self.public and version else None


def search(tables: Tables, text: str, limit: int) -> Sequence[tuple[Need, Platform]]:
    """The needs that match a partly typed name, with the platform whose table has them; see `Tables.search`."""
    return [(need_alone(tables.of(platform), feature), platform) for feature, platform in tables.search(text, limit)]


def platform_of(program: Program | None, *, game: bool) -> Platform:
    """The table to use: mini games if requested or if the program is tagged as one."""
    tagged = program is not None and any(folded(tag) in GAME_TAGS for tag in program.tags)
    return Platform.MINI_GAME if game or tagged else Platform.MINI_PROGRAM


def found(tables: Tables, question: CanQuestion) -> CanQuestion:
    """The question with its APIs' full names, each once.

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
    """What some APIs need, for any users.

    Raises:
        FeatureElsewhere: only the other platform has one of them.
        UnknownFeature: neither platform has one of them.
    """
    features = tables.of(platform)
    needs = tuple(need_of(features, tables.find(name, platform)) for name in names)
    found = [need.feature.name for need in needs]
    source = features.source if any(not name.startswith("<") or _EVENT in name for name in found) else None
    components = features.components if any(name.startswith("<") for name in found) else None
    return CanAnswer(platform, needs, source, components)


def need_of(features: Features, feature: Feature) -> Need:
    """What an API needs: no less than its parents need."""
    need = need_alone(features, feature)
    parts = (need_alone(features, part) for part in features.options_of(feature.name))
    later = (part for part in parts if part.minimum and (need.minimum is None or part.minimum > need.minimum))
    instead = (need_alone(features, each) for each in features.instead_of(feature))
    return replace(need, later=tuple(later), instead=tuple(instead))


def guard_of(need: Need) -> tuple[str, ...]:
    """Code that uses an API only where it is there; see `guard`."""
    return guard(need.feature, need.minimum, [each.feature for each in need.instead])


def need_alone(features: Features, feature: Feature) -> Need:
    """What an API needs, without the parts that need more (`later`)."""
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
