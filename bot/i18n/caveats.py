"""The sentence of each caveat, and sentences about breaks and meanings that others share."""

import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import NoneType
from typing import Any, Final

from bot.domain.caveats import Caveat, Effect, Key
from bot.domain.numbers.distribution import SAFE
from bot.domain.numbers.judgement import Break
from bot.domain.numbers.version import Meaning, Reading, Reason
from bot.errors import StorageUnavailable
from bot.i18n.texts import Texts

NAME: Final = 60
"""Baselib's own limit for a name from outside."""
ELLIPSIS: Final = "…"
_BIDI_CONTROLS: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_RIGHT_TO_LEFT: Final = frozenset({"R", "AL"})


def clean(text: str, limit: int = NAME) -> str:
    """One readable line of outside text: no control characters, and no effect on the direction of text after it."""
    head = text[: 4 * limit]  # do not scan a name of 10,000 characters
    kept = (" " if unicodedata.category(char) in {"Cc", "Zl", "Zp"} else char for char in head)
    line = clip(" ".join("".join(char for char in kept if char not in _BIDI_CONTROLS).split()), limit)
    if any(unicodedata.bidirectional(char) in _RIGHT_TO_LEFT for char in line):
        return f"\u2068{line}\u2069"  # isolated, so that the numbers after it stay where they are
    return line


def clip(text: str, limit: int) -> str:
    """At most `limit` characters, the last one an ellipsis if cut."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + ELLIPSIS


_LABELS: Final = 5
_LABEL: Final = 40
_ERROR: Final = 300
"""Characters of a text from outside in an error."""
_EXACT: Final = frozenset({"total", "target"})
"""Fractions with all their digits."""
REASONS_OF_IMPORTS: Final = (Reason.NEVER_FALLS, Reason.PINNED, Reason.AMBIGUOUS, Reason.PIN_CONTRADICTED)
"""Those whose sentence names WeChat or a setting."""


def caveat_sentence(caveat: Caveat, t: Texts, zone: str = "UTC", now: datetime | None = None) -> str:
    """Return what is odd, in one sentence or a few.

    Args:
        zone: the reader's IANA zone, for instants.
        now: None names the moment of old numbers in place of their age.
    """
    if caveat.key is Key.STALE:
        return _stale(caveat, t, zone, now)
    return _COMPOSED.get(caveat.key, _plain)(caveat, t)


def _plain(caveat: Caveat, t: Texts) -> str:
    """Return the sentence with its parameters; that of imported numbers does not name WeChat."""
    key = f"caveat-{caveat.key}"
    params = {name: _SPELLED.get(type(value), _text)(t, name, value) for name, value in caveat.params.items()}
    return t(own if caveat.imported and t.has(own := f"{key}.imported") else key, **params)


def _text(_t: Texts, _name: str, value: Any) -> str:
    return clean(str(value))


_SPELLED: Final[Mapping[type, Callable[[Texts, str, Any], str]]] = {
    NoneType: lambda _t, _name, _none: "unknown",
    Meaning: lambda t, _name, meaning: t(f"meaning-{meaning}"),
    Decimal: lambda t, name, share: t.exact(share) if name in _EXACT else t.fraction(share),
    date: lambda t, _name, day: t.day_in_year(day),
    timedelta: lambda t, _name, length: t.span(length),
}


def _older_day(caveat: Caveat, t: Texts) -> str:
    return t("caveat-older-day", **{name: t.day(day) for name, day in caveat.params.items()})


def _stale(caveat: Caveat, t: Texts, zone: str, now: datetime | None) -> str:
    """Return that stored numbers answer, how old they are, and why; of an unusable list why, and who can settle it."""
    taken_at, reason, because = (caveat.params[name] for name in ("taken_at", "reason", "because"))
    if reason:
        age = t("stale-instead", day=t.day_in_year(caveat.params["day"]))
    elif isinstance(because, StorageUnavailable):  # not WeChat's fault
        age = t("stored", moment=t.moment(taken_at, zone))
    else:
        age = t("stale", age=t.span(now - taken_at)) if now else t("stale-of", moment=t.moment(taken_at, zone))
    if reason and caveat.imported:
        return t("sentences", first=t("imported-unusable", reason=reason), second=age)
    why = t.error(because, zone=zone, quote=lambda text: clean(text, _ERROR))
    if not reason:
        return t("sentences", first=age, second=why)
    both = t("sentences", first=why, second=age)
    return t("sentences", first=both, second=t("settled-by", reason=reason))


def _broken(caveat: Caveat, t: Texts) -> str:
    """Return how WeChat counts, unless that was said, and what was recommended before, with its cost then and now."""
    found, sentences = caveat.params.get("found"), []
    if found and not found.open:
        lasts = lasting(found, t)
        sentences.append(t("break-of-all", sentence=lasts) if caveat.key is Key.PUBLIC_BREAK else lasts)
    elif found and caveat.params.get("unknown"):
        sentences.append(t("break-of-all", sentence=t("break-unknown", counted=counted(found, t))))
    elif found:
        goes_on = t("caveat-break", counted=counted(found, t), direction=direction(found))
        stays = t("caveat-public-break", before="no" if caveat.effect is Effect.SPOILS else "yes")
        sentences += [t("break-of-all", sentence=goes_on), stays] if caveat.key is Key.PUBLIC_BREAK else [goes_on]
    if safe := caveat.params.get("version"):
        costs = t("break-costs", before=t.bounds(caveat.params["before"]), now=t.bounds(caveat.params["now"]))
        since = t.day_in_year(caveat.params["since"])
        sentences.append(t("break-before", since=since, version=safe.text, target=t.exact(SAFE), costs=costs))
    return _joined(sentences, t)


def _either_way(caveat: Caveat, t: Texts) -> str:
    """Return that all holds under each meaning that fits, and who can settle which is right."""
    fits = reading.fits if (reading := caveat.params["reading"]) else ()
    meanings = t.listing([t(f"meaning-{each}") for each in fits]) if fits else ""
    return _joined([t("caveat-either-way", count=len(fits), meanings=meanings), _advice(caveat, t)], t)


def _unproved(caveat: Caveat, t: Texts) -> str:
    """Return why no loss is computed, and what to do."""
    reading = caveat.params["reading"]
    alone = "imported-undetermined" if caveat.imported else f"headline-{caveat.key}"
    why = evidence(reading, t, imported=caveat.imported) if reading else t(alone)
    return _joined([why, _advice(caveat, t)], t)


def _advice(caveat: Caveat, t: Texts) -> str:
    if caveat.imported:
        return t("imported-advice")
    return t("no-data-advice" if caveat.key is Key.NO_DATA else "undetermined-advice")


def _labels(caveat: Caveat, t: Texts) -> str:
    """Return the labels that are not versions; their cumulative numbers mean nothing, so they are not shown."""
    items, counted_too = caveat.params["labels"], caveat.params["meaning"] is Meaning.SHARE
    labels = [clean(item.label, _LABEL) or t("label-empty") for item in items]
    if counted_too:
        shares = [t.fraction(item.value) for item in items]
        labels = [t("other-label", label=label, share=share) for label, share in zip(labels, shares, strict=True)]
    return t("caveat-other-labels", labels=t.listing(labels, most=_LABELS), counted="yes" if counted_too else "no")


def _joined(sentences: list[str], t: Texts) -> str:
    first, *others = sentences
    for each in others:
        first = t("sentences", first=first, second=each)
    return first


_COMPOSED: Final[Mapping[Key, Callable[[Caveat, Texts], str]]] = {
    Key.OLDER_DAY: _older_day,
    Key.BREAK: _broken,
    Key.PUBLIC_BREAK: _broken,
    Key.NO_DATA: _unproved,
    Key.UNDETERMINED: _unproved,
    Key.EITHER_WAY: _either_way,
    Key.LABELS: _labels,
}


def evidence(reading: Reading, t: Texts, *, imported: bool) -> str:
    """Return the meaning of the numbers and its evidence; if unproved, why."""
    of_import = imported and reading.reason in REASONS_OF_IMPORTS
    reason = t(f"{'imported-' if of_import else ''}reason-{reading.reason}", total=t.exact(reading.total))
    if not reading.proved:
        return reason
    return t("evidence", meaning=t(f"meaning-{reading.meaning}"), scale=t(f"scale-{reading.scale}"), reason=reason)


def counted(found: Break, t: Texts) -> str:
    """Return since when WeChat counts old versions how much higher or lower, as part of a sentence."""
    return t(f"break-counted-{direction(found)}", since=t.day_in_year(found.since), factor=factor(found, t))


def lasting(found: Break, t: Texts) -> str:
    """Return that a change lasts, and so is the new level."""
    return t("break-lasts", counted=counted(found, t))


def factor(found: Break, t: Texts) -> str:
    """Return how many times as high old versions are counted, or, where they are counted lower, at which part."""
    if found.factor < 1:
        return t.exact(Decimal(f"{found.factor:.2f}"))
    return t.number(Decimal(f"{found.factor:.1f}"))


def direction(found: Break) -> str:
    """Return whether old versions are counted higher or lower."""
    return "higher" if found.factor >= 1 else "lower"
