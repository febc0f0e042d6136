"""The event of a digest, in one sentence: its title, its notification and its first line."""

from collections.abc import Sequence

from bot.blocks.kit.names import name
from bot.blocks.report.recommendation_text import recommendation_line
from bot.blocks.report.report_text import uncounted
from bot.domain.digest.digest import Digest, DigestSection
from bot.domain.digest.event import EventKind
from bot.domain.numbers.percentage_meaning import Meaning
from bot.i18n import Texts


def digest_event(digest: Digest, t: Texts) -> str:
    """What happened in a digest's week, with the program's name."""
    parts, programs = digest.sections, len(digest.sections) + len(digest.unread) + digest.left_out
    if not programs:
        return t("digest-empty")
    attention = [part for part in parts if part.event and part.event.kind is EventKind.ATTENTION]
    troubled = len(attention) + len(digest.unread)
    if troubled > 1 or (troubled and programs > 1):
        return t("digest-attention", count=troubled)
    if digest.unread:
        return t("digest-unread", program=name(digest.unread[0].program))
    events = [part for part in parts if part.event]
    if events:
        sentence = section_event(events[0], t)
        return t("digest-events", first=sentence, count=len(events) - 1) if len(events) > 1 else sentence
    if len(parts) == 1 and not digest.left_out:
        return section_event(parts[0], t)
    return t("digest-quiet-programs", count=programs)


def section_event(part: DigestSection, t: Texts) -> str:
    """What happened to one program, or that nothing did."""
    return t("named", program=name(part.report.program), sentence=_sentence(part, t))


def _sentence(part: DigestSection, t: Texts) -> str:
    report, event = part.report, part.event
    if event is not None:
        version = event.version.text if event.version else ""
        loss = t.bounds(event.loss) if event.loss else ""
        return t(f"digest-event-{event.kind}", version=version, loss=loss)
    if report.distribution is None and report.snapshot.reading.meaning is Meaning.NO_DATA:
        return uncounted(report, t)
    if part.first:
        return recommendation_line(report, t)
    safe, minimum = report.safe_minimum, report.minimum
    if safe is not None and minimum is not None and safe > minimum:
        return t("digest-quiet-raise", version=safe.text, loss=t.bounds(report.computed().loss(safe)))
    return t("digest-quiet")


def eventful(sections: Sequence[DigestSection]) -> Sequence[DigestSection]:
    """The sections with something to look at: an event, or nothing to compare with yet."""
    return [part for part in sections if part.event or part.first]
