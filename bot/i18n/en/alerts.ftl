### Alerts

error-bad-alert = { $part ->
    [sign] This alert needs a limit, such as `loss <= 1% at 3.6.4` or `coverage 3.6.4 >= 99%`.
    [version] This alert needs a version, such as `loss <= 1% at 3.6.4` or `coverage 3.6.4 >= 99%`.
    [always] A share of users is always { $text }, so this alert would mean nothing. Type a limit below 100%.
    [never] A share of users is never { $text }, so this alert would never trigger. Type a limit below 100%.
    [days] An alert on a share of users can wait for 1 to 7 days in a row, such as `loss <= 1% at 3.6.4 for 3 days`; other alerts cannot.
    [users] “{ $text }” is not a whole number of users. Type one such as `1000 users`, or a share such as `1%`.
    [date] “{ $text }” is not a future date. Type one such as `2026-12-31`, or leave it out to mute for a week.
   *[nothing] “{ $text }” is not a condition. Type `/baselib alert` and a condition: `safe minimum rises`, `loss <= 1% at 3.6.4`, `coverage 3.6.4 >= 99%`, `minimum changed`, `withdrawal` or `needs attention`. Add a program, a `#tag` or `fleet` if you like. `/baselib alert` alone opens a form.
}
error-no-alert = This channel has no alert { $number }. `/baselib alerts` lists its alerts.
error-too-many-alerts = This channel has { $count } alerts, which is the limit. `/baselib alerts` lists them; delete one with `/baselib alert off <number>`.
error-not-your-alert = This alert belongs to { $owner }. Only they or a workspace admin can change it. Set up your own with `/baselib alert`.
error-alert-changed = This alert was edited or deleted while the form was open, so your change was not saved. `/baselib alerts` shows its current state.

alert-when-loss = { $sign ->
    [over] more than { $limit } are below { $version }
    [at-least] at least { $limit } are below { $version }
    [under] less than { $limit } are below { $version }
   *[at-most] at most { $limit } are below { $version }
}
alert-when-coverage = { $sign ->
    [over] more than { $limit } are on { $version } or newer
    [at-least] at least { $limit } are on { $version } or newer
    [under] less than { $limit } are on { $version } or newer
   *[at-most] at most { $limit } are on { $version } or newer
}
alert-limit-share = { $share } of users
alert-limit-users = { $count ->
    [one] { $count } user
   *[other] { $count } users
}
alert-when-days = { $days ->
    [one] { $condition }, on { $days } day
   *[other] { $condition }, on { $days } days in a row
}
alert-when-minimum = the minimum base library changes
alert-when-rollback = coverage of a version falls by more than 3 points within three days (withdrawal)
alert-when-safe = the highest minimum that keeps 99% of users rises
alert-when-attention = it needs attention: not authorised, unreadable, data unclear, or cutting off more than 1%
alert-fleet = every Mini Program
alert-tagged = every Mini Program tagged #{ $tag }
alert-also-before = { $sentence } { $counted }; it was so before, too.
alert-now = { $day ->
    [none] now { $value }
   *[day] { $value } on { $day }
}
alert-now-users = { $day ->
    [none] now about { $users } users ({ $value })
   *[day] about { $users } users ({ $value }) on { $day }
}
alert-now-in-break = { $now } · { $counted }
alert-again-below = You get one message; the next only after it has dropped to { $share } again.
alert-again-above = You get one message; the next only after it has risen to { $share } again.
alert-again-users = You get one message; the next only after the number was clearly within the limit again. It needs the users of 30 days.
alert-again-minimum = You get one message per change.
alert-again-rollback = You get one message per withdrawal, however many days it takes.
alert-again-safe = You get one message per version.
alert-again-attention = You get one message; the next only after it was fine again. A failure counts after six hours.

alert-set = Alert { $number } is set for { $program }. This channel gets a message when { $condition }.
alert-changed = Alert { $number } is saved for { $program }. This channel gets a message when { $condition }.
alert-existed = This channel already has this alert for { $program }, number { $number }: a message when { $condition }.
alert-already = Already true. You’ll be alerted the next time.
alert-already-programs = { $count ->
    [one] Already true for { $count } program: { $names }. You’ll be alerted the next time.
   *[other] Already true for { $count } programs: { $names }. You’ll be alerted the next time.
}
alert-unjudged = Today’s data cannot be used: there is no usage data, its meaning is unclear, the list looks wrong, or it is not known how WeChat counts. The alert starts with the next usable data.
alert-unjudged-programs = { $count ->
    [one] The current data of { $count } program cannot be used; its alert starts with the next usable data.
   *[other] The current data of { $count } programs cannot be used; their alerts start with the next usable data.
}
alert-uncounted = Its users of 30 days are not counted yet. The alert starts with the first count.
alert-uncounted-programs = { $count ->
    [one] The users of { $count } program are not counted yet; its alert starts with the first count.
   *[other] The users of { $count } programs are not counted yet; their alerts start with the first count.
}
alert-checked = Checked daily.
alert-checked-attention = Checked every five minutes.

alerts-none = This channel has no alerts. `/baselib alert` opens a form; or type a condition such as `/baselib alert safe minimum rises`.
alerts-title = { $count ->
    [one] { $count } alert in this channel
   *[other] { $count } alerts in this channel
}
alerts-hint = Also: `/baselib alert mute <number> [2026-12-31]`, `unmute <number>` and `off <number>`. A muted alert sends nothing, not even later.
alert-line = { $number }. { $words } · { $program }
alert-owner = set up by { $owner }
alert-status-armed = Watching
alert-status-last = Watching; last on { $day }
alert-status-met = Triggered; quiet until it is over
alert-status-met-programs = { $count ->
    [one] Triggered for { $count } program
   *[other] Triggered for { $count } programs
}
alert-status-muted = Muted until { $until }
alert-status-paused = ⚠️ Paused: Baselib cannot post in this channel ({ $code }). Invite it with `/invite @Baselib`, then unmute
alert-muted = Alert { $number } is muted until { $until }. Condition: { $words }.
alert-unmuted = Alert { $number } is on again. Condition: { $words }.
alert-ended = Alert { $number } is deleted. Condition: { $words }.
alert-mute-until = Until { $day }
alert-form-title = Edit alert { $number }
alert-form-new = New alert
alert-form-condition = When
alert-form-about = Program, tag or all
alert-form-about-hint = If it is true already, you learn so when you save.
alert-form-about-missing = Choose a program, a tag or all.
alert-form-version = Version
alert-form-sign = Is
alert-form-limit = Limit
alert-limit-example = 1% or 1000 users
alert-form-days = For
alert-days = { $days ->
    [0] most days of a week
    [1] 1 day: fires at once, even on an outlier
   *[other] { $days } days in a row
}
alert-watch-safe = The highest safe minimum rises
alert-watch-loss = Cut off at a version
alert-watch-coverage = Coverage of a version
alert-watch-minimum = The minimum was changed
alert-watch-rollback = WeChat withdraws a version
alert-watch-attention = It needs attention
alert-sign-over = more than
alert-sign-at-least = at least
alert-sign-under = less than
alert-sign-at-most = at most
button-alert-new = New alert …
alert-delete-title = Delete this alert?
alert-delete-text = This channel gets no more messages from this alert. You can set it up again at any time.
alert-delete-yes = Delete
button-alert-mute = Mute
button-alert-mute-week = Mute for a week
button-alert-unmute = Unmute
button-alert-delete = Delete

alert-loss = { $version } as the minimum now cuts off { $loss } of users (before: { $before }).
    .users = { $version } as the minimum now cuts off { $loss } of users, { $users } (before: { $before }).
alert-loss-now = { $version } as the minimum now cuts off { $loss } of users.
    .users = { $version } as the minimum now cuts off { $loss } of users, { $users }.
alert-coverage = { $after } of users are now on { $version } or newer (before: { $before }).
alert-coverage-now = { $after } of users are now on { $version } or newer.
alert-minimum-raised = minimum changed { $before } → { $after }
alert-minimum-lowered = minimum lowered { $before } → { $after }
alert-minimum-safe = { $after } is safe now, up from { $before }
alert-cut-off = { $sentence }: { $loss } are cut off.
    .users = { $sentence }: { $loss } of users are cut off, { $users }.
alert-cut-off-none = { $sentence }: it cuts off no user.
alert-cut-off-unknown = { $sentence }.
alert-attention-revoked = no longer authorised.
alert-attention-not-granted = permission set 18 is missing.
alert-attention-error = unreadable for six hours.
alert-attention-undetermined = The meaning of the numbers is unclear.
alert-attention-losing = its minimum cuts off more than 1%.
alert-step-safe = Raise the minimum in WeChat’s console.
alert-step-fewer = Raise the minimum to { $version } in WeChat’s console, if that is what you waited for.
alert-step-more = Do not raise the minimum to { $version } now. If it is the minimum already, open the report to see what would keep 99%.
alert-step-minimum = It was changed at WeChat. If no decision planned that, set it back in WeChat’s console.
alert-step-rollback = Raise no minimum until the next release has spread.
alert-rollback = Withdrawal: coverage of { $version } fell from { $before } to { $after }.
alert-only-above = { $version } would be above your limit only because of how WeChat counts.
alert-only-below = { $version } would be below your limit only because of how WeChat counts.
alert-only-safe = { $version } would be safe only because of how WeChat counts.
alert-in-break = { $sentence } { $counted } ({ $costs }).
alert-in-break-uncounted = { $sentence } { $counted }.
alert-step-in-break = Nothing to do. This alert says no more until that ends, or has lasted eight weeks.
alert-programs-in-break = { $count ->
    [one] Only because of how WeChat counts, for { $count } Mini Program: { $condition }.
   *[other] Only because of how WeChat counts, for { $count } Mini Programs: { $condition }.
}
alert-programs = { $count ->
    [one] For { $count } Mini Program: { $condition }.
   *[other] For { $count } Mini Programs: { $condition }.
}
alert-programs-more = { $count ->
    [one] And { $count } more program.
   *[other] And { $count } more programs.
}
alert-why = Alert { $number }, `{ $condition }`, based on WeChat’s data for { $day }.
alert-on-days = True on { $on } of the last { $of } days with usable data.
