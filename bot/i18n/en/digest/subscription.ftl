### The digest: its subscription

subscription-title = Digest
subscription-schedule = When: { $when }
subscription-programs = About: { $programs }
subscription-programs-default = About: { $program } (this channel’s default).
subscription-programs-all = About: all programs
subscription-fleet = All programs: `/baselib digest fleet { $schedule }`
subscription-other-language = The digest is in { $language }, this channel’s language; “Edit digest” changes it.
subscription-language = Language: { $language }
subscription-next = Next: { $local }, in { $span }
subscription-last = Last: { $moment }. { $outcome }
subscription-last-none = Nothing sent yet.
subscription-paused = The digest is paused because Baselib cannot post in this channel ({ $code }). Invite it with `/invite @Baselib`, then press Edit digest and save.
subscription-show = This channel gets the digest { $when }. Next: { $local }.
subscription-set = This channel now gets the digest { $when }. First: { $local }.
subscription-before = Before: { $when }, { $scope }.
subscription-sent = The digest was sent to this channel. The schedule is unchanged.
subscription-sent-already = A digest was just sent to this channel, so no second one was sent. Try again in half a minute.
subscription-ended = The digest for this channel is off. `/baselib digest { $schedule }` turns it on again.
off-title = Turn off the digest?
off-text = This channel gets no more digests. You can set one up again at any time.
off-yes = Turn off
off-no = Keep
language-en = English
language-zh-CN = 简体中文

schedule-title = Digest
schedule-save = Save
schedule-cancel = Cancel
schedule-time = Time
schedule-zone = Time zone
schedule-language = Language
