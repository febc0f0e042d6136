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

schedule-title = Digest
schedule-save = Save
schedule-cancel = Cancel
schedule-time = Time
schedule-zone = Time zone
schedule-language = Language
