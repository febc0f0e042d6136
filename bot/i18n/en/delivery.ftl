### Notices to a digest’s owner when it cannot be delivered

notice-paused = The digest for { $channel } is paused: it could not be posted.
presence-missing = ⚠️ Baselib is not in this channel and cannot post here. Invite it with `/invite @Baselib`.
presence-unknown = If Baselib is not in this channel yet, invite it with `/invite @Baselib` so that it can post.
notice-why-invite = Baselib is no longer in the channel. Invite it with `/invite @Baselib`, then press Try again.
notice-why-archived = The channel is archived. Unarchive it and press Try again, or choose another channel.
notice-why-scope = The app lacks the scope `{ $scope }`. A workspace admin must reinstall Baselib; then press Try again.
notice-why-other = Slack returned `{ $code }`. Fix the cause, then press Try again.
notice-retry = Try again
notice-move = Choose another channel
notice-delete = Delete
notice-unknown = The digest of { $day } for { $channel } may be missing.
notice-unknown-why = Slack’s response was lost, and Baselib cannot search the channel’s history for the message. To avoid a duplicate, it is not sent again automatically.
notice-send-again = Send again
notice-failed = There is no digest of { $day } in { $channel }.
notice-page-failed = A page in the thread of the digest of { $day } in { $channel } is missing.
notice-failed-earlier = { $count ->
    [one] One digest before it was not sent either; `/baselib digest history` in the channel shows it.
   *[other] { $count } digests before it were not sent either; `/baselib digest history` in the channel shows them.
}
notice-send-now = Send now
notice-alert-failed = The message of alert { $number } in { $channel } of { $day } is missing.
notice-alert-unknown = The message of alert { $number } in { $channel } of { $day } may be missing.
notice-alert-paused = The alert is paused. Once the cause is fixed, `/baselib alert unmute { $number }` in the channel resumes it.
notice-alert-list = `/baselib alerts` in the channel shows which alerts hold now.
notice-moved = The digest now goes to { $channel }; one was sent there just now.
notice-resumed = The digest was sent to { $channel } just now. Its schedule continues.
notice-deleted = The digest for { $channel } is deleted.
error-channel-taken = That channel already has a digest. Choose another one.

delivery-reason-no-history = Unknown: Slack’s response was lost, and the channel’s history could not be searched.
delivery-reason-bundled = Skipped: a later notice reports it.
delivery-reason-resolved = Skipped: the problem was already solved.
delivery-reason-no-recipient = Not sent: there was no recipient.

delivery-reason-restricted = Skipped: its Mini Programs are no longer available in the channel.
delivery-reason-sent = Sent.
delivery-reason-late = Sent late: Baselib was down or overloaded at the scheduled time.
delivery-reason-waiting = Being sent.
delivery-reason-missed = Skipped: Baselib was down at the scheduled time and came back too late.
delivery-reason-ended = Skipped: the digest was turned off.
delivery-reason-paused = Skipped: the digest was paused.
delivery-reason-workspace-suspended = Not sent: Slack did not accept the app’s token in this workspace, and the digest became too old.
delivery-reason-workspace-ended = Not sent: the app is no longer installed in this workspace, or its token is no longer valid.
delivery-reason-no-program = Not sent: there was no Mini Program to report on.
delivery-reason-wechat = Not sent: WeChat could not be read, and no data was stored.
delivery-reason-slack-busy = Not sent: Slack limited the rate until it was too late.
delivery-reason-channel-unavailable = Not sent: Baselib cannot post in the channel.
delivery-reason-slack-refused = Not sent: Slack refused it.
delivery-reason-unclear = Unknown: Slack’s response was lost.
delivery-reason-interrupted = Unknown: Baselib was stopped while posting.
delivery-reason-gave-up = Not sent: every attempt failed until it was too late.
delivery-reason-other = Not sent.
delivery-reason-with-code = { $reason } (Slack: { $code })
delivery-reason-unchanged = Skipped as set up: nothing had changed since the last one.
