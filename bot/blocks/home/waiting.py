"""What waits for a person: a section of their Home tab, a message, and with what changed the message of Mondays."""

from collections.abc import Callable, Sequence

from bot.blocks.decisions.messages import decision_title
from bot.blocks.decisions.sentences import votes_sentence
from bot.blocks.digest.changes import changes_blocks, changes_headline
from bot.blocks.digest.digest import when_text
from bot.blocks.digest.subscription import last_line
from bot.blocks.fleet_text import attention_line
from bot.blocks.kit import controls
from bot.blocks.kit.controls import BREAKDOWN, ON, Control
from bot.blocks.kit.elements import (
    Block,
    Message,
    actions,
    button,
    channel_link,
    context,
    message,
    section,
    sentence_message,
)
from bot.blocks.kit.limits import error_sentence
from bot.blocks.kit.names import bold, name
from bot.domain.decisions.decision import Decision
from bot.domain.digest.changes import Changes
from bot.domain.digest.subscription import DigestStatus, Paused, Subscription
from bot.domain.fleet_row import FleetRow
from bot.domain.home import NAMED, Waiting, still_to_set
from bot.i18n import Texts


def waiting_message(waiting: Waiting, t: Texts, zone: str) -> Message:
    """All of it, with the switch for Mondays."""
    return message(waiting_headline(waiting, t), [*waiting_blocks(waiting, t, zone), weekly_block(waiting.weekly, t)])


def weekly_message(waiting: Waiting, changes: Changes | None, t: Texts, zone: str) -> Message:
    """Return the same with what changed; one line where there is neither."""
    if waiting.nothing and (changes is None or changes.nothing):
        return sentence_message(t("weekly-quiet", since=t.day(changes.since)) if changes else t("waiting-nothing"))
    blocks = waiting_blocks(waiting, t, zone)
    headline = waiting_headline(waiting, t)
    if changes and not changes.nothing:
        happened = changes_headline(changes, t)
        headline = happened if waiting.nothing else t("sentences", first=headline, second=happened)
        blocks += changes_blocks(changes, t, zone)
    elif changes:
        blocks.append(section(changes_headline(changes, t)))
    return message(headline, [*blocks, weekly_block(waiting.weekly, t)])


def waiting_headline(waiting: Waiting, t: Texts) -> str:
    """How much of what waits; or that nothing does."""
    if waiting.nothing:
        return t("waiting-nothing")
    counts = {
        "waiting-votes": len(waiting.votes),
        "waiting-to-set": sum(map(still_to_set, waiting.to_set)),
        "waiting-attention": waiting.listed,
        "waiting-digests": len(waiting.digests),
    }
    return t("waiting", what=t.listing([t(key, count=count) for key, count in counts.items() if count]))


def waiting_blocks(waiting: Waiting, t: Texts, zone: str) -> list[Block]:
    """Return a section for each kind, with the first few; one line if nothing waits."""
    if waiting.nothing:
        return [section(f"✅ {waiting_headline(waiting, t)}")]
    return [
        section(bold(waiting_headline(waiting, t))),
        *_decisions(waiting.votes, lambda each: votes_sentence(each, t), t),
        *_decisions(waiting.to_set, lambda each: t("waiting-still", count=still_to_set(each)), t),
        *_attention(waiting, t, zone),
        *_digests(waiting.digests, t),
    ]


def weekly_block(weekly: Subscription | None, t: Texts) -> Block:
    """Whether it comes every Monday, and the button that changes that."""
    if weekly is None or isinstance(weekly.state, Paused):
        stands = t("weekly-stopped", code=str(weekly.state)) if weekly else t("weekly-off")
        return section(stands, accessory=button(t("button-weekly"), controls.HOME_WEEKLY, Control(choice=ON)))
    stops = button(t("button-weekly-off"), controls.HOME_WEEKLY, Control())
    return section(t("weekly-on", when=when_text(weekly.schedule, t)), accessory=stops)


def _decisions(decisions: Sequence[Decision], waits: Callable[[Decision], str], t: Texts) -> list[Block]:
    """Return a line each, with the channel of its card."""
    if not decisions:
        return []
    named = decisions[:NAMED]
    lines = [
        t("waiting-decision", title=decision_title(each, t), what=waits(each), channel=channel_link(each.channel_id))
        for each in named
    ]
    people = [person for each in named for person in each.voters]
    lines += _more(len(decisions), t)
    return [section(*lines, users=people, channels=[each.channel_id for each in named])]


def _attention(waiting: Waiting, t: Texts, zone: str) -> list[Block]:
    """Return a line for each program with its cause, the link to send, and a button for the list of all."""
    report = waiting.attention
    if report is None or not waiting.listed:
        return []
    alone = not (waiting.votes or waiting.to_set or waiting.digests)
    blocks = [] if alone else [section(bold(f"⚠️ {attention_line(report, t)}"))]
    for row in waiting.named:
        opens = button(
            t("home-program-report"),
            controls.HOME_PROGRAM,
            Control(row.program.appid, choice=BREAKDOWN),
            label=t("button-open-label", program=name(row.program)),
        )
        blocks.append(
            section(t("named", program=name(row.program), sentence=cause_text(row, waiting, t, zone)), accessory=opens)
        )
    if waiting.link:
        blocks.append(section(t("waiting-link"), f"`{waiting.link}`"))
    if more := _more(waiting.listed, t):
        every = button(t("home-attention-all", count=waiting.listed), controls.HOME_FLEET, Control())
        blocks += [context(*more), actions(every)]
    return blocks


def cause_text(row: FleetRow, waiting: Waiting, t: Texts, zone: str) -> str:
    """Why a program needs attention, and since when, as far as known."""
    error = waiting.errors.get(row.program.appid)
    cause = error_sentence(error, t, zone) if error else t(f"waiting-cause-{row.standing}")
    if row.failing_since is None:
        return cause
    return t("sentences", first=cause, second=t("waiting-since", day=t.local_day(row.failing_since, zone)))


def _digests(statuses: Sequence[DigestStatus], t: Texts) -> list[Block]:
    if not statuses:
        return []
    named = [each.subscription for each in statuses[:NAMED]]
    lines = [f"• {channel_link(each.subscription.channel_id)} · {failing_text(each, t)}" for each in statuses[:NAMED]]
    return [section(*lines, *_more(len(statuses), t), channels=[each.channel_id for each in named])]


def failing_text(status: DigestStatus, t: Texts) -> str:
    """Why a digest does not come."""
    subscription = status.subscription
    if isinstance(subscription.state, Paused):
        return t("home-digest-stopped", code=str(subscription.state))
    return last_line(status.newest, t, subscription.schedule.zone)


def _more(count: int, t: Texts) -> list[str]:
    return [t("home-attention-more", count=count - NAMED)] if count > NAMED else []
