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
