"""The state of a decision, in a sentence, for its card, its thread and the list."""

from datetime import datetime

from bot.blocks.decisions.rollout.status import fleet_state_sentence
from bot.blocks.kit.elements import mention
from bot.blocks.kit.quoting import error_sentence
from bot.domain.access.audit import SYSTEM
from bot.domain.decisions.decision import Decision, State
from bot.domain.decisions.recheck import Change, Difference, loss_in
from bot.domain.decisions.request import Failure, SettingCall
from bot.domain.numbers.snapshot import WECHAT_ZONE
from bot.domain.numbers.version import Version
from bot.errors import BotError, error_of
from bot.i18n import Texts
from bot.i18n.outside_text import clean

LONGEST_REASON = 500


def state_sentence(
    decision: Decision, t: Texts, *, state: State | None = None, by: str | None = None, comment: str | None = None
) -> str:
    """What the decision waits for, or how it ended.

    Args:
        state: another state than the present one, of an earlier transition.
    """
    state, by = state or decision.state, decision.changed_by if by is None else by
    comment = decision.comment if comment is None else comment
    if sentence := fleet_state_sentence(decision, state, t):
        return sentence
    wanted, found = (decision.wanted or decision.version).text, _found(comment)
    return t(
        f"decision-now-{state.replace('_', '-')}",
        version=decision.version.text,
        wanted=wanted,
        until=t.moment(decision.votes_until, WECHAT_ZONE.key),
        by="" if by == SYSTEM else mention(by),
        who="system" if by == SYSTEM else "person",
        found=found,
        higher="yes" if found not in ("none", wanted) else "no",
        comment=comment_words(state, comment, t),
        asked=comment if comment in set(SettingCall) else "none",
        failed="yes" if Failure.read(comment) else "no",
        days=decision.good_for.days,
        enough="yes" if len(decision.votes) >= decision.needed else "no",
    )


def votes_sentence(decision: Decision, t: Texts) -> str:
    """`1 of 2 approved`, with the names."""
    count = len(decision.votes)
    if not count:
        return t("decision-votes-none", needed=decision.needed)
    names = t.listing([mention(user_id) for user_id in decision.voters])
    return t("decision-votes", count=count, needed=decision.needed, names=names)


def comment_words(state: State, comment: str, t: Texts) -> str:
    """A person's words, or what Baselib found, in the reader's language."""
    if state is State.STALE and (change := Change.read(comment)):
        return _change(change, t)
    if state is not State.DECLINED and (failure := Failure.read(comment)):
        return error_sentence(_error(failure), t, WECHAT_ZONE.key)
    return clean(comment, LONGEST_REASON)


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


def _found(comment: str) -> str:
    """The minimum that WeChat showed, as the comment of a verification; `none` for any other comment."""
    version = Version.read(comment)
    return version.text if version else "none"
