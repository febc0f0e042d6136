"""The Home tab: a person's programs, their channels' digests and alerts, and for admins the bot's health."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from bot.blocks.access import access_sections
from bot.blocks.alerts import about, alert_status, condition_words, present_text
from bot.blocks.decisions.sentences import said_set_sentence
from bot.blocks.digest.digest import EDIT, OFF, PAUSE, RESUME, digest_control, scope_text, when_text
from bot.blocks.digest.subscription import last_line, named_programs
from bot.blocks.home.waiting import waiting_blocks, weekly_block
from bot.blocks.kit import controls, limits
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import (
    Block,
    Element,
    View,
    button,
    channel_link,
    context,
    header,
    option,
    overflow,
    paragraph,
    searching_select,
    section,
    select,
)
from bot.blocks.kit.limits import error_sentence
from bot.blocks.kit.names import bold, name, reason_sentence, title
from bot.blocks.programs import program_option, status_text
from bot.blocks.report.frame import Frame, public_lines, shown_date
from bot.blocks.report.recommendation_text import advice_brief, headline
from bot.domain.alerts.alert import Alert
from bot.domain.caveats import Key
from bot.domain.digest.subscription import DigestStatus, Subscription, scope_word
from bot.domain.home import MOST_FOLLOWED, Followed, Health, HomeTab
from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.platform import Credentials
from bot.domain.programs import Program
from bot.domain.report import Report
from bot.i18n import LOCALES, Texts, supported_locale


def program_blocks(home: HomeTab, t: Texts) -> list[Block]:
    """Each program with its minimum and what is possible, and the select to choose them."""
    if not home.programs:
        return [header(t("home-programs")), section(t("home-no-programs"))]
    chosen = set(home.preferences.followed)
    title_key = "home-programs" if chosen & {each.program.appid for each in home.followed} else "home-programs-first"
    shown = [_program(each, home, t, followed=each.program.appid in chosen) for each in home.followed]
    others = home.others
    more = t("home-more-programs", count=others) if others else ""
    return [
        header(t(title_key)),
        *paragraph(*public_lines(home.public, t)),
        *shown,
        *([context(*filter(None, (_as_of(home, t), more, t("home-wechat"))))]),
        section(t("home-follow", count=MOST_FOLLOWED), accessory=_follow(home, t)),
    ]


def _as_of(home: HomeTab, t: Texts) -> str:
    read = [each.report for each in home.followed if each.report]
    newest = max(read, key=lambda report: report.snapshot.day, default=None)
    return t("home-as-of", day=shown_date(newest, t)) if newest else ""


def _program(each: Followed, home: HomeTab, t: Texts, *, followed: bool) -> Block:
    report, but = each.report, [Key.STALE] if each.read_failure else []
    lines = [
        " · ".join(part for part in (title(each.program), status_text(each.program, t), _line(report, t)) if part),
        said_set_sentence(each.said, t) if each.said else "",
        *(Frame(report, t, home.zone, said=home.public, but=but).lines() if report else []),
        f"⚠️ {error_sentence(each.read_failure, t, home.zone)}" if each.read_failure else "",
    ]
    deletable = each.program.is_imported and home.access is not None
    people = [each.said.word.by] if each.said else []
    return section(*lines, users=people, accessory=_menu(each.program, t, followed=followed, deletable=deletable))


def _line(report: Report | None, t: Texts) -> str:
    """Return the minimum, what is possible and what that cuts off."""
    if report is None:
        return t("home-unread")
    return headline(report, t) if report.losses is None else advice_brief(report, t)


def _menu(program: Program, t: Texts, *, followed: bool, deletable: bool) -> Element:
    choices = {
        controls.BREAKDOWN: t("home-program-report"),
        **(
            {controls.UNFOLLOW: t("home-program-unfollow")} if followed else {controls.FOLLOW: t("home-program-follow")}
        ),
        **({controls.DELETE: t("home-program-delete")} if deletable else {}),
    }
    options = [option(text, Control(appid=program.appid, choice=choice).encode()) for choice, text in choices.items()]
    return overflow(controls.HOME_PROGRAM, options)


def _follow(home: HomeTab, t: Texts) -> Element:
    element = searching_select(t("home-follow-pick"), controls.HOME_FOLLOW, several=True)
    element["max_selected_items"] = MOST_FOLLOWED
    chosen = [each.program for each in home.followed if each.program.appid in home.preferences.followed]
    return {**element, "initial_options": [program_option(program) for program in chosen]} if chosen else element


def report_sent(program: Program, t: Texts) -> str:
    """Says that the breakdown was sent as a direct message."""
    return t("home-report-sent", program=name(program))


_NAMED = 3


def digest_blocks(home: HomeTab, t: Texts) -> list[Block]:
    """Each digest with its next run, last outcome and one menu."""
    blocks: list[Block] = [header(t("home-digests"))]
    for status in home.digests:
        subscription = status.subscription
        lines = [
            f"{channel_link(subscription.channel_id)} · {bold(when_text(subscription.schedule, t))}",
            _next(status, t),
            last_line(status.newest, t, subscription.schedule.zone),
            _about(status, t),
        ]
        menu = _digest_menu(subscription, t) if home.may_change else None
        blocks.append(section(*lines, accessory=menu, channel=subscription.channel_id))
    return [*blocks, *_rest(home.more_digests, t("home-digests-none"), t, any_shown=bool(home.digests))]


def alert_blocks(home: HomeTab, t: Texts, *, now: datetime) -> list[Block]:
    """Each alert with its present value, its status and one menu."""
    blocks: list[Block] = [header(t("home-alerts"))]
    for each in home.alerts:
        alert = each.alert
        condition = condition_words(alert.condition, t)
        head = f"{channel_link(alert.channel_id)} · {bold(condition)} · {about(alert, each.program, t)}"
        present = present_text(alert.condition, each.present, t)
        status = " · ".join(filter(None, (present, alert_status(each, t, home.zone, now))))
        menu = _alert_menu(alert, t, now) if home.may_change else None
        blocks.append(section(head, status, accessory=menu, channel=alert.channel_id))
    return [*blocks, *_rest(home.more_alerts, t("home-alerts-none"), t, any_shown=bool(home.alerts))]


def _rest(more: int, none: str, t: Texts, *, any_shown: bool) -> list[Block]:
    if not any_shown:
        return [section(none)]
    return [context(t("home-more-orders", count=more))] if more else []


def _next(status: DigestStatus, t: Texts) -> str:
    subscription = status.subscription
    if status.next_slot is None:
        return t("home-digest-stopped", code=str(subscription.state))
    local = t.moment(status.next_slot.due_at, subscription.schedule.zone)
    if subscription.paused_until and status.next_slot.day >= subscription.paused_until:
        return t("home-digest-paused-until", day=t.day(subscription.paused_until), local=local)
    return t("home-digest-next", local=local)


def _about(status: DigestStatus, t: Texts) -> str:
    if status.subscription.appids:
        return t("home-digest-about", what=named_programs(status, t, most=_NAMED))
    scope = scope_word(status.subscription)
    return t("home-digest-about", what=scope_text(scope, t)) if scope else ""


def _digest_menu(subscription: Subscription, t: Texts) -> Element:
    resting = subscription.paused_until is not None
    choices = {
        RESUME if resting else PAUSE: t("menu-resume" if resting else "menu-pause"),
        EDIT: t("button-change"),
        OFF: t("button-off"),
    }
    return overflow(
        controls.HOME_DIGEST,
        [
            option(text, digest_control(subscription, channel=True, choice=choice).encode())
            for choice, text in choices.items()
        ],
    )


def _alert_menu(alert: Alert, t: Texts, now: datetime) -> Element:
    silent = alert.silent(now)
    choices = {
        controls.UNMUTE if silent else controls.MUTE: t("button-alert-unmute" if silent else "button-alert-mute-week"),
        EDIT: t("button-change"),
        OFF: t("button-alert-delete"),
    }
    return overflow(
        controls.HOME_ALERT,
        [
            option(text, Control(subject_id=alert.id, channel_id=alert.channel_id, choice=choice).encode())
            for choice, text in choices.items()
        ],
    )


_ACCESS: Final = 3
"""Roles and restrictions shown."""
_TICKETS_EVERY: Final = timedelta(minutes=10)
_FRESH: Final = 3 * _TICKETS_EVERY
_SWEPT_WITHIN: Final = timedelta(days=1)
"""Each program is read once a day: one not yet read today was read yesterday."""


def home_view(home: HomeTab, t: Texts, *, now: datetime, notice: str = "", managing: bool = False) -> View:
    """Return the whole tab. It shows times, never time spans, so it changes only when its content does.

    Args:
        notice: the result of the last action on the tab, a `Message.text` (escaped).
        managing: whether roles and status are unfolded.
    """
    blocks = [
        *([_notice(notice)] if notice else []),
        *(waiting_blocks(home.waiting, t, home.zone) if home.programs or not home.waiting.nothing else []),
        *program_blocks(home, t),
        *digest_blocks(home, t),
        *alert_blocks(home, t, now=now),
        context(t("home-yours")),
        *_settings(home, t),
        *_manage(home, t, now=now, managing=managing),
    ]
    return {"type": "home", "blocks": blocks[: limits.HOME_BLOCKS]}


def is_managed(view: Mapping[str, Any]) -> bool:
    """Whether roles and status are unfolded in a published tab, as Slack sends it back."""
    folds = Control().encode()
    accessories = (block.get("accessory") or {} for block in view.get("blocks") or ())
    return any(each.get("action_id") == controls.HOME_MANAGE and each.get("value") == folds for each in accessories)


def _manage(home: HomeTab, t: Texts, *, now: datetime, managing: bool) -> list[Block]:
    """For admins: one line about the status; behind its button the roles and all that it rests on."""
    if home.health is None:
        return []
    well = home.health.well
    line = f"{'✅' if well else '⚠️'} {t('home-status-well' if well else 'home-status-ill')}"
    unfold = button(
        t("button-fold" if managing else "button-manage"),
        controls.HOME_MANAGE,
        Control(choice="" if managing else controls.MANAGE),
    )
    folded = [header(t("home-health")), section(line, accessory=unfold)]
    if not managing:
        return folded
    return [*folded, *_access(home, t), *_setting(home, t), *_health_blocks(home.health, t, home.zone, now=now)]


def _access(home: HomeTab, t: Texts) -> list[Block]:
    """Return the first roles and restrictions, for admins; the rest is in `/baselib access`."""
    if home.access is None:
        return []
    return [header(t("access-title")), *access_sections(home.access, t, most=_ACCESS)]


def _setting(home: HomeTab, t: Texts) -> list[Block]:
    """For admins, where the operator lets Baselib set minimums."""
    if not home.may_set:
        return []
    return [section(t("home-setting"), accessory=searching_select(t("home-setting-pick"), controls.HOME_SETTING))]


def _notice(text: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text[: limits.SECTION_TEXT], "verbatim": True}}


def _settings(home: HomeTab, t: Texts) -> list[Block]:
    chosen = home.preferences.locale
    as_in_slack = t("home-language-slack", language=t(f"language-{supported_locale(home.slack_locale, t.locale)}"))
    names = {"": as_in_slack} | {locale: t(f"language-{locale}") for locale in LOCALES}
    options = {locale: option(name, Control(text=locale).encode()) for locale, name in names.items()}
    pick = select(t("home-language-pick"), controls.HOME_LANGUAGE, list(options.values()))
    pick["initial_option"] = options.get(chosen, options[""])
    return [
        header(t("home-settings")),
        section(t("home-language", language=names.get(chosen, as_in_slack)), accessory=pick),
        weekly_block(home.waiting.weekly, t),
        context(t("home-zone", zone=home.zone)),
    ]


def _health_blocks(health: Health, t: Texts, zone: str, *, now: datetime) -> list[Block]:
    return [
        section(*_credentials(health, t, zone, now)),
        section(*_sweep(health, t, zone, now)),
        section(
            *_deliveries(health, t),
            f"⚠️ {t('home-suspended', count=health.suspended)}" if health.suspended else "",
        ),
    ]


def _credentials(health: Health, t: Texts, zone: str, now: datetime) -> list[str]:
    """Return the credential source, and whether WeChat accepts its tokens."""
    if health.credentials is None:
        return [t("home-credentials-elsewhere")]
    sentence = t(f"home-credentials-{health.credentials}")
    if health.credentials is Credentials.NONE:
        return [f"⚠️ {sentence}"]
    return [sentence, _accepted(health, t), _ticket(health, t, zone, now)]


def _accepted(health: Health, t: Texts) -> str:
    """Whether WeChat accepts the tokens; empty before the first reading of the day."""
    if health.read_today:
        return f"✅ {t('home-tokens-accepted')}"
    return f"⚠️ {t('home-tokens-of-no-use')}" if health.read_failures else ""


def _ticket(health: Health, t: Texts, zone: str, now: datetime) -> str:
    if health.credentials is not Credentials.PLATFORM:
        return ""
    if health.ticket_at is None:
        return f"⚠️ {t('home-ticket-none')}"
    if now - health.ticket_at <= _FRESH:
        return f"✅ {t('home-ticket-fresh')}"
    return f"⚠️ {t('home-ticket-late', moment=t.moment(health.ticket_at, zone))}"


def _sweep(health: Health, t: Texts, zone: str, now: datetime) -> list[str]:
    still = health.oldest is not None and snapshot_day(now) - health.oldest > _SWEPT_WITHIN
    mark = "⚠️" if health.read_failures or health.unread or still else "✅"
    read = t("home-swept", read=health.read_today, programs=health.programs)
    return [
        f"{mark} {read}",
        t("home-swept-oldest", day=t.day(health.oldest)) if health.oldest else "",
        t("home-swept-never", count=health.unread) if health.unread else "",
        *(
            t("home-trouble", count=count, sentence=error_sentence(error, t, zone))
            for error, count in health.read_failures
        ),
    ]


def _deliveries(health: Health, t: Texts) -> list[str]:
    sent, failed, unknown = health.outcomes.sent, health.outcomes.failed, health.outcomes.unknown
    lost = failed or unknown
    counted = t("home-delivered-not-all" if lost else "home-delivered", sent=sent, failed=failed, unknown=unknown)
    reason = health.outcomes.last_failure
    return [
        f"{'⚠️' if lost else '✅'} {counted}",
        t("home-delivery-failed", reason=reason_sentence(reason, t)) if reason else "",
    ]
