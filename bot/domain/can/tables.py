"""The features of Mini Programs and of mini games, side by side."""

from collections.abc import Mapping, Sequence
from functools import cached_property

from bot.domain.can.codes import codes_of
from bot.domain.can.features import Feature, Features, Platform, newest_of
from bot.errors import FeatureElsewhere, UnknownFeature


class Tables:
    """Both tables."""

    def __init__(self, programs: Features, games: Features) -> None:
        self._of = {Platform.MINI_PROGRAM: programs, Platform.MINI_GAME: games}

    def prepare(self) -> None:
        """Build the indexes now, so that the first question does not wait."""
        self.knows("")
        _ = self.names_by_code
        for features in self._of.values():
            features.options_of(next(iter(features)).name)

    def of(self, platform: Platform) -> Features:
        """The table of a platform."""
        return self._of[platform]

    def knows(self, text: str) -> bool:
        """Whether either table has an API of this name."""
        return any(features.get(text) for features in self._of.values())

    def find(self, text: str, platform: Platform) -> Feature:
        """The API of a name.

        Raises:
            FeatureElsewhere: only the other table has it.
            UnknownFeature: neither table has it; close names of this one are suggested.
        """
        feature = self._of[platform].get(text)
        if feature is not None:
            return feature
        for other, features in self._of.items():
            if found := features.get(text):
                raise FeatureElsewhere(name=found.name, platform=other.value)
        raise self._unknown(text, platform)

    def full_name(self, text: str, platform: Platform) -> str:
        """The full name of an API, from this table, else from the other.

        Raises:
            UnknownFeature: neither table has it; close names of this one are suggested, else of the other.
        """
        other = next(each for each in Platform if each is not platform)
        found = self._of[platform].get(text) or self._of[other].get(text)
        if found is not None:
            return found.name
        raise self._unknown(text, platform, other)

    def _unknown(self, text: str, *platforms: Platform) -> UnknownFeature:
        """The error for a name that neither table has, with the suggestions of the first table that has some.

        Both were searched, so it names the newest base library of both.
        """
        errors = []
        for platform in platforms:
            try:
                self._of[platform].find(text)
            except UnknownFeature as error:
                errors.append(error)
        found = next((error for error in errors if error.suggestion), errors[0])
        newest = newest_of(source for each in self._of.values() for source in (each.source, each.components))
        return UnknownFeature(name=found.name, suggestion=found.suggestion, newest=newest.text if newest else "")

    def search(self, text: str, limit: int) -> Sequence[tuple[Feature, Platform]]:
        """The features that match a partly typed name: Mini Programs first, then those only mini games have."""
        found: dict[str, tuple[Feature, Platform]] = {}
        for platform, features in self._of.items():
            for feature in features.search(text, limit):
                found.setdefault(feature.name, (feature, platform))
        return list(found.values())[:limit]

    @cached_property
    def names_by_code(self) -> Mapping[str, str]:
        """See `bot.domain.can.codes`."""
        return codes_of(feature.name for features in self._of.values() for feature in features)
