"""The state of a decision, in a sentence, for its card, its thread and the list."""

from datetime import datetime

from bot.blocks.decisions.rollout.status import fleet_state_sentence
from bot.blocks.decisions.said_set import said_set_sentence
from bot.blocks.kit.elements import mention
from bot.blocks.kit.quoting import error_sentence
from bot.domain.access.audit import SYSTEM
from bot.domain.decisions.decision import Decision, State, Transition
from bot.domain.decisions.outcome import Change, Difference, Failure, Outcome, SettingCall, Shown
from bot.domain.decisions.recheck import loss_in
from bot.domain.numbers.snapshot import WECHAT_ZONE
from bot.domain.numbers.version import Version
from bot.errors import BotError, error_of
from bot.i18n import Texts
from bot.i18n.outside_text import clean

LONGEST_REASON = 500


def state_sentence(decision: Decision, t: Texts, transition: Transition | None = None) -> str:
    """What the decision waits for, or how it ended.

    Args:
        transition: to say it as of this one.
    """
    state, by, outcome = decision.state, decision.changed_by, decision.outcome
    if transition:
        state, by, outcome = transition.after, transition.by, transition.outcome
    words = transition.words if transition else decision.words
    if sentence := fleet_state_sentence(decision, state, t):
        return sentence
    if transition is None and (said := decision.said_set):
        return said_set_sentence(said, t)
    wanted, found = decision.wanted or decision.version, _found(outcome)
    sentence = t(
        f"decision-now-{state.replace('_', '-')}",
        version=decision.version.text,
        wanted=wanted.text,
        until=t.moment(decision.votes_until, WECHAT_ZONE.key),
        by="" if by == SYSTEM else mention(by),
        who="system" if by == SYSTEM else "person",
        found=found.text if found else "none",
        higher="yes" if found and found > wanted else "no",
        comment=found_words(words, outcome, t),
        asked=str(outcome) if isinstance(outcome, SettingCall) else "none",
        failed="yes" if isinstance(outcome, Failure) else "no",
        days=decision.good_for.days,
        enough="yes" if len(decision.votes) >= decision.needed else "no",
    )
    since = _seen_since(decision, found, t) if transition is None and state is State.UNVERIFIED else ""
    return t("sentences", first=sentence, second=since) if since else sentence


def _seen_since(decision: Decision, found: Version | None, t: Texts) -> str:
    """What a reading shows after the last check, if that is another minimum."""
    seen = decision.seen
    if seen is None or seen.minimum is None or seen.minimum == found:
        return ""
    shows = seen.minimum == decision.wanted or (seen.minimum >= decision.version and not decision.rolling_back)
    moment = t.moment(seen.at, WECHAT_ZONE.key)
    return t("decision-seen-since", minimum=seen.minimum.text, moment=moment, shows="yes" if shows else "no")


def votes_sentence(decision: Decision, t: Texts) -> str:
    """`1 of 2 approved`, with the names."""
    count = len(decision.votes)
    if not count:
        return t("decision-votes-none", needed=decision.needed)
    names = t.listing([mention(user_id) for user_id in decision.voters])
    return t("decision-votes", count=count, needed=decision.needed, names=names)


def found_words(words: str, outcome: Outcome | None, t: Texts) -> str:
    """Why nothing was set, or a person's words, in the reader's language."""
    match outcome:
        case Change():
            return _change(outcome, t)
        case Failure():
            return error_sentence(_error(outcome), t, WECHAT_ZONE.key)
    return clean(words, LONGEST_REASON)


def _error(failure: Failure) -> BotError:
    params = dict(failure.params)
    if "until" in params:
        params["until"] = datetime.fromisoformat(str(params["until"]))
    return error_of(failure.key, params)


def _change(change: Change, t: Texts) -> str:
    if change.what is Difference.LOSS:
        before, now = (t.bounds(loss_in(ends)) for ends in (change.before, change.now))
    else:
        before, now = change.before, change.now
    return t(f"difference-{change.what}", before=before, now=now)


def _found(outcome: Outcome | None) -> Version | None:
    """The minimum that WeChat showed."""
    return outcome.minimum if isinstance(outcome, Shown) else None
