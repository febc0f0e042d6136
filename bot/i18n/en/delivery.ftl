### What the owner of a digest is told when it cannot be delivered

notice-paused = The digest for { $channel } is paused: it could not be posted.
notice-why-invite = Baselib is not in the channel any more. Invite it there with `/invite @Baselib`, then press Try again.
notice-why-archived = The channel is archived. Bring it back and press Try again, or choose another channel.
notice-why-scope = The app lacks the permission `{ $scope }`. Somebody who administers the workspace has to install Baselib again; then press Try again.
notice-why-other = Slack says: `{ $code }`. When that is mended, press Try again.
notice-retry = Try again
notice-move = Another channel
notice-delete = Delete
notice-unknown = The digest of { $day } for { $channel } may be missing.
notice-unknown-why = Slack’s answer got lost, and Baselib cannot look into the channel’s history to see whether the message is there. To send nothing twice, it is not sent again by itself.
notice-send-again = Send it again
notice-moved = The digest now goes to { $channel }; one was just sent there.
notice-resumed = The digest was just sent to { $channel }, and goes on as before.
notice-deleted = { $channel } gets no digest any more.
error-channel-taken = That channel has a digest of its own. Choose another one.

delivery-reason-no-history = It may or may not have arrived: Slack’s answer got lost, and the channel’s history could not be searched.
delivery-reason-mended = It was skipped: there was nothing left to tell.
delivery-reason-nobody-to-tell = It was not sent: nobody could be told.

delivery-reason-restricted = It was skipped: the Mini Programs it is about have been restricted to other channels.
delivery-reason-sent = It was sent.
delivery-reason-late = It was sent late: at its time Baselib was not running, or had too much else to send.
delivery-reason-waiting = It is being sent.
delivery-reason-missed = It was skipped: Baselib was not running when it was due, and then it was too late.
delivery-reason-ended = It was skipped: the digest had been ended.
delivery-reason-paused = It was skipped: the digest was paused.
delivery-reason-workspace-ended = It was not sent: the app is no longer installed in this workspace, or its token has ended.
delivery-reason-no-program = It was not sent: there was no Mini Program to report on.
delivery-reason-wechat = It was not sent: WeChat could not be read, and nothing was kept to show.
delivery-reason-slack-busy = It was not sent: Slack asked to wait until it was too late.
delivery-reason-channel-unavailable = It was not sent: the channel cannot be posted to.
delivery-reason-slack-refused = It was not sent: Slack refused it.
delivery-reason-unclear = It may or may not have arrived: Slack’s answer got lost.
delivery-reason-interrupted = It may or may not have arrived: Baselib was stopped in the middle of posting.
delivery-reason-gave-up = It was not sent: it was tried again and again until it was too late.
delivery-reason-other = It was not sent.
delivery-reason-with-code = { $reason } (Slack: { $code })
delivery-reason-unchanged = It was skipped on purpose: nothing had changed since the last one.
