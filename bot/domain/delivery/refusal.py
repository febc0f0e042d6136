"""What each of Slack's error codes means for a delivery.

https://docs.slack.dev/reference/methods/chat.postMessage/ and https://docs.slack.dev/reference/methods/conversations.history/
list the codes. A workspace that moves into an organisation answers with some of them until it has moved:
https://docs.slack.dev/reference/events/grid_migration_finished/
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Refusal(StrEnum):
    """Who can resolve a refusal, and how."""

    GONE = "gone"
    """Slack no longer knows the token. The workspace ends when `auth.test` confirms it."""
    SUSPENDED = "suspended"
    """The token is not accepted for now: the workspace is asked again until it is."""
    LATER = "later"
    """Nothing was done, and the same call works later."""
    UNCLEAR = "unclear"
    """It may have been done: the history is searched before it is repeated."""
    CHANNEL = "channel"
    """This channel or person takes no message."""
    REFUSED = "refused"
    """The call itself is wrong, and stays wrong."""


CODES: Final[Mapping[Refusal, str]] = {
    Refusal.GONE: "token_revoked app_uninstalled",
    Refusal.SUSPENDED: """
        account_inactive invalid_auth not_authed org_login_required team_access_not_granted token_expired
        two_factor_setup_required
    """,
    Refusal.LATER: """
        ratelimited rate_limited message_limit_exceeded team_added_to_org accesslimited ekm_access_denied
    """,
    Refusal.UNCLEAR: "internal_error fatal_error service_unavailable request_timeout",
    Refusal.CHANNEL: """
        channel_not_found not_in_channel is_archived restricted_action restricted_action_read_only_channel
        restricted_action_thread_only_channel restricted_action_non_threadable_channel restricted_action_thread_locked
        posting_to_channel_denied cannot_dm_bot user_not_found user_not_in_channel user_not_visible user_disabled
        no_permission messages_tab_disabled
    """,
    Refusal.REFUSED: """
        access_denied as_user_not_supported attachment_payload_limit_exceeded cannot_reply_to_message
        deprecated_endpoint duplicate_channel_not_found duplicate_message_not_found enterprise_is_restricted
        invalid_arg_name invalid_arguments invalid_array_arg invalid_attachments invalid_blocks invalid_blocks_format
        invalid_charset invalid_cursor invalid_form_data invalid_limit invalid_metadata_filter_keys
        invalid_metadata_format invalid_metadata_schema invalid_post_type invalid_ts_latest invalid_ts_oldest
        markdown_text_conflict metadata_must_be_sent_from_app metadata_too_large method_deprecated
        method_not_supported_for_channel_type missing_post_type missing_scope msg_blocks_too_long msg_too_long no_text
        not_allowed_token_type slack_connect_blocked_file_type slack_connect_canvas_sharing_blocked
        slack_connect_clip_sharing_blocked slack_connect_file_link_sharing_blocked slack_connect_lists_sharing_blocked
        team_not_found thread_not_found too_many_attachments too_many_contact_cards unknown_method
    """,
}
_REFUSALS: Final[Mapping[str, Refusal]] = {code: refusal for refusal, codes in CODES.items() for code in codes.split()}


NOT_INSTALLED: Final = "not_installed"
"""Our own code beside Slack's: there is no installation for a workspace."""


def refusal_of(code: str, *, otherwise: Refusal = Refusal.UNCLEAR) -> Refusal:
    """What a code means.

    Args:
        code: Slack's, such as `is_archived`; empty when the answer has none.
        otherwise: what a code means that Slack's documentation does not list.
    """
    return _REFUSALS.get(code, otherwise)
