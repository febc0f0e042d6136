### The digest: the order

subscription-title = Digest
subscription-schedule = When: { $when }
subscription-programs = About: { $programs }
subscription-programs-default = About this channel’s program, or all of them when it has none
subscription-language = Language: { $language }
subscription-next = Next: { $local }, in { $span }. That is { $utc }.
subscription-last = Last: { $moment }. { $outcome }
subscription-last-none = Nothing has been sent yet.
subscription-paused = The digest is paused, because this channel cannot be posted to ({ $code }). Invite the bot with `/invite @Baselib`, then press Change and save.
subscription-show = This channel gets the digest { $when }. Next: { $local }.
subscription-set = This channel now gets the digest { $when }. First one: { $local }, which is { $utc }.
subscription-sent = The digest was sent to this channel. The schedule stays as it is.
subscription-sent-already = A digest was sent to this channel a moment ago, so no second one was sent. Try again in half a minute.
subscription-invite = If Baselib is not in this channel yet, invite it with `/invite @Baselib`: otherwise nothing can be posted.
subscription-ended = This channel gets no digest any more. `/baselib digest { $schedule }` brings it back.
off-title = End the digest?
off-text = This channel will get no more digests. You can set it up again at any time.
off-yes = End it
off-no = Keep it
language-en = English
language-zh-CN = 简体中文

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

schedule-title = Digest
schedule-save = Save
schedule-cancel = Cancel
schedule-time = Time
schedule-zone = Time zone
schedule-language = Language
