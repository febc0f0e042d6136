"""Slack's error codes and what they mean."""

from bot.domain.delivery import CODES, Refusal, refusal_of


def test_every_code_has_one_meaning() -> None:
    """No code stands under two meanings."""
    codes = [(code, refusal) for refusal in Refusal for code in CODES[refusal].split()]

    assert len(codes) == len(dict(codes))
    assert all(refusal_of(code) is refusal for code, refusal in codes)


def test_only_a_dead_token_is_final() -> None:
    """What a migration, an administrator or a network answers passes."""
    assert set(CODES[Refusal.GONE].split()) == {"token_revoked", "app_uninstalled"}
    assert refusal_of("org_login_required") is refusal_of("account_inactive") is Refusal.SUSPENDED
    assert refusal_of("team_added_to_org") is refusal_of("accesslimited") is Refusal.LATER


def test_an_unknown_code_is_unclear_by_default() -> None:
    """Slack adds codes, and none of them may lose a message."""
    assert refusal_of("some_new_code") is refusal_of("") is Refusal.UNCLEAR
    assert refusal_of("some_new_code", otherwise=Refusal.REFUSED) is Refusal.REFUSED
