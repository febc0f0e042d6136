"""`baselib doctor` against a sandbox that is broken, in each way once: what is broken is named, and nothing else."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Final

import pytest
from cryptography.fernet import Fernet

from bot.blocks.doctor import doctor_blocks, doctor_lines, doctor_summary, explained
from bot.domain.doctor import Check
from bot.export.doctor_json import diagnosis_json
from bot.i18n import LOCALES, texts_for
from bot.storage.engine.revisions import revisions
from tests.tools.sandbox.driving import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET
from tests.wiring.breakages import (
    Break,
    answered,
    both,
    clocks,
    damaged,
    impatient,
    led_to,
    no_database,
    no_folder,
    nobody,
    not_granted,
    open_to_others,
    own_account,
    platform,
    read_only,
    revision,
    revoked,
    scopes_missing,
    scopes_more,
    setting,
    slack,
    stranger,
    wechat,
    without,
)
from tests.wiring.clinic import BEARER, KEY, NOBODY, PLATFORM, SHOP, Clinic, accused, clinic, skipped
from tools.sandbox.wechat.calls import PUBLIC
from tools.sandbox.wechat.state import PROVIDER_TOKEN

pytestmark = pytest.mark.usefixtures("bare_environment", "at_now")

OF_TABLES: Final = (Check.KEYS, Check.WORKSPACES, Check.USERS)
OF_DATABASE: Final = (Check.RUNNING, Check.DISK, Check.TABLES, *OF_TABLES)
OF_TOKEN: Final = (Check.IP_ALLOWLIST, Check.QUOTA, Check.READING)
CHAIN: Final = (Check.PROGRAM_TOKEN, *OF_TOKEN)
PLATFORM_CHAIN: Final = (Check.PLATFORM_TOKEN, Check.PERMISSION_SET, *CHAIN)
OTHER_KEY: Final = Fernet.generate_key().decode()


@pytest.fixture
async def patient(monkeypatch: pytest.MonkeyPatch, migrated_sqlite_url: str) -> AsyncIterator[Clinic]:
    async with clinic(monkeypatch, migrated_sqlite_url) as made:
        yield made


BROKEN: Final[dict[str, tuple[Break, set[str], tuple[Check, ...]]]] = {
    # what is broken: how, what must be named, and what cannot be looked at for it
    "a setting that cannot be read": (setting(LOG_LEVEL="LOUD"), {"settings-wrong"}, ()),
    "an address that is none": (setting(WECHAT_API_URL="api.weixin"), {"settings-wrong"}, (Check.WECHAT, *CHAIN)),
    "a schedule that is none": (setting(DIGEST_AT="noday 9"), {"settings-wrong"}, ()),
    "no bot token": (without("SLACK_BOT_TOKEN"), {"settings-missing"}, (Check.SLACK_TOKEN, Check.SCOPES)),
    "no program": (without("WECHAT_PROGRAMS"), {"settings-missing"}, CHAIN),
    "two sources of tokens": (setting(WECHAT_APP_SECRET=SHOP.secret), {"settings-unused"}, ()),
    "one token for two programs": (
        both(
            own_account("WECHAT_ACCESS_TOKEN", "98_canary"),
            setting(WECHAT_PROGRAMS="shop=wx1234567890,news=wx1234567891"),
        ),
        {"settings-wrong"},
        CHAIN,
    ),
    "no database yet": (no_database, {"database-none"}, OF_DATABASE),
    "no folder for the database": (no_folder, {"database-unusable"}, OF_DATABASE),
    "a database server that is not there": (
        setting(DATABASE_URL="postgresql://u:canary@127.0.0.1:9/d"),
        {"database-unusable"},
        OF_DATABASE,
    ),
    "a database address that is none": (
        setting(DATABASE_URL="mysql://root:canary@db/x"),
        {"settings-wrong"},
        (Check.DATABASE, *OF_DATABASE),
    ),
    "a database that cannot be written to": (read_only, {"database-read-only"}, ()),
    "a file that is no database": (damaged, {"database-unusable"}, OF_DATABASE),
    "a file that others may write to": (open_to_others, {"disk-open"}, ()),
    "tables of a newer Baselib": (revision("9999"), {"tables-newer"}, OF_TABLES),
    "tables of an older Baselib": (revision(revisions()[0]), {"tables-older"}, OF_TABLES),
    "tables from before 1.0.0": (revision("0001"), {"tables-too-old"}, OF_TABLES),
    "no tables": (revision(None), {"tables-older"}, OF_TABLES),
    "another encryption key": (platform(key=OTHER_KEY), {"keys-wrong"}, (Check.TICKET, *PLATFORM_CHAIN)),
    "a clock that is behind": (clocks(timedelta(minutes=2)), {"clock-drifting"}, ()),
    "a clock that is far ahead": (clocks(-timedelta(minutes=6)), {"clock-wrong"}, ()),
    "a dead bot token": (setting(SLACK_BOT_TOKEN="xoxb-dead"), {"slack-token-refused"}, (Check.SCOPES,)),
    "an app that was taken out": (slack("account_inactive"), {"slack-token-refused"}, (Check.SCOPES,)),
    "a Slack that falls over": (slack("server_error"), {"slack-token-unreachable"}, (Check.SCOPES,)),
    "a Slack that is silent": (both(slack("timeout"), impatient), {"slack-token-unreachable"}, (Check.SCOPES,)),
    "a missing scope": (scopes_missing, {"scopes-missing"}, ()),
    "a scope too many": (scopes_more, {"scopes-extra"}, ()),
    "a wrong app token": (setting(SLACK_APP_TOKEN="xapp-wrong"), {"socket-mode-refused"}, ()),
    "Socket Mode that is off": (setting(SLACK_APP_TOKEN=APP_TOKEN), {"socket-mode-refused"}, ()),
    "no public address": (
        both(without("BASELIB_PUBLIC_URL"), setting(PORT="9")),
        {"public-url-not-set", "signing-not-running"},
        (),
    ),
    "a bot that does not run": (setting(BASELIB_PUBLIC_URL=NOBODY), {"public-url-not-running"}, (Check.SIGNING,)),
    "a public address that leads elsewhere": (stranger, {"public-url-elsewhere"}, (Check.SIGNING,)),
    "a public address that redirects": (
        led_to("BASELIB_PUBLIC_URL", answered("", 308, location="https://www.example.com/")),
        {"public-url-redirected"},
        (Check.SIGNING,),
    ),
    "another page at the public address": (
        led_to("BASELIB_PUBLIC_URL", answered("<html>welcome")),
        {"public-url-elsewhere"},
        (Check.SIGNING,),
    ),
    "a server that says ok to everything": (
        led_to("BASELIB_PUBLIC_URL", answered("ok")),
        {"public-url-elsewhere"},
        (Check.SIGNING,),
    ),
    "a proxy that wants to be logged in to before Slack": (
        led_to("SLACK_API_URL", answered("<html>log in", 407), "/api/"),
        {"slack-token-unreachable"},
        (Check.SCOPES,),
    ),
    "another signing secret": (setting(SLACK_SIGNING_SECRET="changed"), {"signing-refused"}, ()),
    "a WeChat that is silent": (both(wechat("timeout", "*"), impatient), {"wechat-unreachable"}, CHAIN),
    "a WeChat that is not there": (setting(WECHAT_API_URL=NOBODY), {"wechat-unreachable"}, CHAIN),
    "a proxy's page": (wechat("not_json"), {"wechat-unreachable"}, CHAIN),
    "a gateway's error": (wechat("http_500"), {"wechat-unreachable"}, CHAIN),
    "a token service that refuses": (setting(WECHAT_TOKEN_BEARER="wrong"), {"program-token-service"}, OF_TOKEN),
    "a token service that answers something else": (
        led_to("WECHAT_TOKEN_URL", answered('{"access_token": "98_canary", "expires_in": 0}')),
        {"program-token-unreadable"},
        OF_TOKEN,
    ),
    "a bearer with typographic quotes": (setting(WECHAT_TOKEN_BEARER="“canary"), {"settings-wrong"}, CHAIN),
    "a provider's list without a program": (
        both(without("WECHAT_PROGRAMS"), led_to("WECHAT_PROGRAMS_URL", answered('{"programs": []}'))),
        {"program-token-unlisted"},
        OF_TOKEN,
    ),
    "a provider's list that is a page": (
        both(without("WECHAT_PROGRAMS"), led_to("WECHAT_PROGRAMS_URL", answered("<html>log in"))),
        {"program-token-failed"},
        OF_TOKEN,
    ),
    "a token service that answers garbage": (
        wechat("not_json", PROVIDER_TOKEN),
        {"program-token-unreadable"},
        OF_TOKEN,
    ),
    "a static token that has died": (
        own_account("WECHAT_ACCESS_TOKEN", "98_" + "x" * 200),
        {"program-token-dead"},
        OF_TOKEN,
    ),
    "a wrong AppSecret": (
        own_account("WECHAT_APP_SECRET", "wrong"),
        {"program-token-failed"},
        (Check.QUOTA, Check.READING),
    ),
    "an address that an AppSecret may not call from": (
        both(
            own_account("WECHAT_APP_SECRET", SHOP.secret),
            wechat("ip_not_allowed", "/cgi-bin/stable_token", ip="203.0.113.9"),
        ),
        {"ip-allowlist-refused"},
        (Check.PROGRAM_TOKEN, Check.QUOTA, Check.READING),
    ),
    "an address that is not allowed": (
        wechat("ip_not_allowed", ip="203.0.113.9"),
        {"ip-allowlist-refused"},
        (Check.READING,),
    ),
    "a token of the wrong kind": (wechat("not_third_party"), {"program-token-kind"}, (Check.READING,)),
    "a permission set that is missing": (not_granted, {"permission-set-missing"}, (Check.READING,)),
    "an authorisation that was taken back": (revoked, {"program-token-revoked"}, (Check.QUOTA, Check.READING)),
    "a quota that is used up": (wechat("quota_used"), {"quota-used"}, (Check.READING,)),
    "a body that WeChat does not take": (wechat("errcode", code=47001), {"reading-failed"}, ()),
    "a program without users": (wechat("empty_uv"), {"reading-no-data"}, ()),
    "numbers that mean nothing": (wechat("undetermined_feed"), {"reading-undetermined"}, ()),
    "a meaning that was set and is another": (setting(WECHAT_PERCENTAGE_MEANING="below"), {"reading-undetermined"}, ()),
    "public numbers that are gone": (wechat("http_404", PUBLIC), {"public-numbers-unreachable"}, ()),
    "no ticket yet": (platform(ticket_age=None), {"ticket-never"}, PLATFORM_CHAIN),
    "a ticket that is late": (platform(ticket_age=timedelta(minutes=45)), {"ticket-late"}, ()),
    "a ticket that is too old": (platform(ticket_age=timedelta(hours=13)), {"ticket-old"}, PLATFORM_CHAIN),
    "a wrong platform secret": (
        platform(setting(WECHAT_COMPONENT_SECRET="canary-wrong")),
        {"platform-token-secret"},
        (Check.PERMISSION_SET, Check.PROGRAM_TOKEN, Check.QUOTA, Check.READING),
    ),
    "a platform's address that is not allowed": (
        platform(wechat("ip_not_allowed", "/cgi-bin/component/api_component_token", ip="203.0.113.9")),
        {"ip-allowlist-refused"},
        (Check.PLATFORM_TOKEN, Check.PERMISSION_SET, Check.PROGRAM_TOKEN, Check.QUOTA, Check.READING),
    ),
    "another platform's AppID": (
        platform(setting(WECHAT_COMPONENT_APPID="wx0000000000000bad")),
        {"platform-token-secret"},
        (Check.PERMISSION_SET, Check.PROGRAM_TOKEN, Check.QUOTA, Check.READING),
    ),
    "another app's token, a clock that is behind and a newer Baselib's tables": (
        both(scopes_missing, clocks(timedelta(minutes=6)), revision("9999")),
        {"scopes-missing", "clock-wrong", "tables-newer"},
        OF_TABLES,
    ),
    "a lost key, a dead bot token and a permission set that is missing": (
        platform(not_granted, setting(SLACK_BOT_TOKEN="xoxb-dead"), key=OTHER_KEY),
        {"keys-wrong", "slack-token-refused"},
        (Check.SCOPES, Check.TICKET, *PLATFORM_CHAIN),
    ),
    "a network that is gone": (
        setting(
            SLACK_API_URL=f"{NOBODY}/api/", WECHAT_API_URL=NOBODY, WECHAT_TOKEN_URL=NOBODY, WECHAT_PUBLIC_URL=NOBODY
        ),
        {"clock-unknown", "slack-token-unreachable", "wechat-unreachable", "public-numbers-unreachable"},
        (Check.SCOPES, *CHAIN),
    ),
    "a proxy that is gone": (
        setting(HTTP_PROXY=NOBODY, http_proxy=NOBODY, NO_PROXY="", no_proxy=""),
        {"clock-unknown", "slack-token-unreachable", "wechat-unreachable", "public-numbers-unreachable"},
        (Check.SCOPES, *CHAIN),
    ),
    "a platform that no program has let in": (
        platform(nobody),
        {"program-token-none"},
        (Check.PERMISSION_SET, Check.QUOTA, Check.READING),
    ),
    "a merchant who has gone from a platform": (
        platform(revoked),
        {"program-token-revoked"},
        (Check.PERMISSION_SET, Check.QUOTA, Check.READING),
    ),
    "a platform without permission set 18": (
        platform(not_granted),
        {"permission-set-missing"},
        (Check.QUOTA, Check.READING),
    ),
}


SPOKEN_OF: Final = {
    "bot token": BOT_TOKEN,
    "app token": APP_TOKEN,
    "signing secret": SIGNING_SECRET,
    "bearer": BEARER,
    "app secret": SHOP.secret,
    "platform secret": PLATFORM.secret,
    "push token": PLATFORM.token,
    "AES key": PLATFORM.aes_key,
    "encryption key": KEY,
    "other encryption key": OTHER_KEY,
}


@pytest.mark.parametrize("case", BROKEN)
async def test_what_is_broken_is_named(patient: Clinic, case: str) -> None:
    """Its finding and no other, what depends on it is skipped for it, and no secret is in anything that is said."""
    breaks, named, cannot = BROKEN[case]
    await breaks(patient)
    findings = await patient.findings()

    assert accused(findings) == named
    assert set(skipped(findings)) == set(cannot)
    for locale in LOCALES:
        t = texts_for(locale)
        text = "\n".join([*doctor_lines(findings, t), doctor_summary(findings, t)])
        text += json.dumps([diagnosis_json(explained(findings, t)), doctor_blocks(findings, t)]) + repr(findings)
        assert [name for name, secret in SPOKEN_OF.items() if secret in text] == []
        assert "canary" not in text
        assert "98_" not in text
        assert "ticket@@@" not in text
