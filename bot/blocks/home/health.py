"""The bot's health on an admin's Home tab, without secrets."""

from datetime import datetime, timedelta
from typing import Final

from bot.blocks.delivery import reason_sentence
from bot.blocks.kit.elements import section
from bot.blocks.kit.message import Block
from bot.blocks.kit.quoting import error_sentence
from bot.domain.home.tab import Health
from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.platform.credentials import Credentials
from bot.i18n import Texts

_TICKETS_EVERY: Final = timedelta(minutes=10)
_FRESH: Final = 3 * _TICKETS_EVERY
_SWEPT_WITHIN: Final = timedelta(days=1)
"""Each program is read once a day: one not yet read today was read yesterday."""


def health_blocks(health: Health, t: Texts, zone: str, *, now: datetime) -> list[Block]:
    """Credential source, sweep and deliveries."""
    return [
        section(*_credentials(health, t, zone, now)),
        section(*_sweep(health, t, zone, now)),
        section(
            *_deliveries(health, t),
            f"⚠️ {t('home-suspended', count=health.suspended)}" if health.suspended else "",
        ),
    ]


def _credentials(health: Health, t: Texts, zone: str, now: datetime) -> list[str]:
    """The credential source, and whether WeChat accepts its tokens."""
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
