### Alerts

error-bad-alert = { $part ->
    [sign] This alert needs a limit, such as `loss > 1% at 3.0.0` or `coverage 3.8.0 >= 99%`.
    [version] This alert needs a version, such as `loss > 1% at 3.0.0` or `coverage 3.8.0 >= 99%`.
    [always] A share of users is always { $text }, so this alert would mean nothing. Type a limit below 100%.
    [never] A share of users is never { $text }, so this alert would never trigger. Type a limit below 100%.
    [rest] “{ $text }” is not part of a condition. Remove it; choose the program in the field below.
    [date] “{ $text }” is not a future date. Type one such as `2026-12-31`, or leave it out to mute for a week.
   *[nothing] I don’t understand “{ $text }”. Type `/baselib alert` and a condition: `loss > 1% at 3.0.0`, `coverage 3.8.0 >= 99%`, `minimum changed` or `rollback`. Add a program or `fleet` if you like.
}
error-no-alert = This channel has no alert { $number }. `/baselib alerts` lists its alerts.
error-too-many-alerts = This channel has { $count } alerts, which is the limit. `/baselib alerts` lists them; delete one with `/baselib alert off <number>`.
error-not-your-alert = This alert belongs to { $owner }. Only they or a workspace admin can change it. Set up your own with `/baselib alert`.
error-alert-changed = This alert was edited or deleted while the form was open, so your change was not saved. `/baselib alerts` shows its current state.

alert-when-loss = { $sign ->
    [over] more than { $limit } of users are below { $version }
    [at-least] at least { $limit } of users are below { $version }
    [under] less than { $limit } of users are below { $version }
   *[at-most] at most { $limit } of users are below { $version }
}
alert-when-coverage = { $sign ->
    [over] more than { $limit } of users are on { $version } or newer
    [at-least] at least { $limit } of users are on { $version } or newer
    [under] less than { $limit } of users are on { $version } or newer
   *[at-most] at most { $limit } of users are on { $version } or newer
}
alert-when-minimum = the minimum base library changes
alert-when-rollback = coverage of a version falls by more than 3 points within three days (roll-back)
alert-fleet = every Mini Program
alert-again-below = One message; re-arms at { $share } or less.
alert-again-above = One message; re-arms at { $share } or more.
alert-again-minimum = One message per change.
alert-again-rollback = One message per roll-back, however many days it takes.

alert-set = Alert { $number } is set for { $program }. This channel gets a message when { $condition }.
alert-changed = Alert { $number } is saved for { $program }. This channel gets a message when { $condition }.
alert-existed = This channel already has this alert for { $program }, number { $number }: a message when { $condition }.
alert-already = Already true. You’ll be alerted the next time.
alert-already-programs = { $count ->
    [one] Already true for { $count } program: { $names }. You’ll be alerted the next time.
   *[other] Already true for { $count } programs: { $names }. You’ll be alerted the next time.
}
alert-unjudged = Today’s data cannot be used: there is none yet, its meaning is unclear, or it looks wrong. The alert starts with the next usable data.
alert-unjudged-programs = { $count ->
    [one] The current data of { $count } program cannot be used; its alert starts with the next usable data.
   *[other] The current data of { $count } programs cannot be used; their alerts start with the next usable data.
}
alert-invite = Alerts are checked whenever data is read: once a day, and on every refresh. If Baselib is not in this channel yet, invite it with `/invite @Baselib`.

alerts-none = This channel has no alerts. Type `/baselib alert loss > 1% at 3.0.0`, `/baselib alert coverage 3.8.0 >= 99%`, `/baselib alert minimum changed` or `/baselib alert rollback`, then a program or `fleet` if you like.
alerts-title = { $count ->
    [one] { $count } alert in this channel
   *[other] { $count } alerts in this channel
}
alerts-hint = Also: `/baselib alert mute <number> [2026-12-31]`, `unmute <number>` and `off <number>`. A muted alert sends nothing, not even later.
alert-line = { $number }. { $words } ({ $program })
alert-owner = set up by { $owner }
alert-status-armed = Not triggered
alert-status-met = Triggered; waiting to re-arm
alert-status-met-programs = { $count ->
    [one] Triggered for { $count } program
   *[other] Triggered for { $count } programs
}
alert-status-muted = Muted until { $until }
alert-status-paused = ⚠️ Paused: Baselib cannot post in this channel ({ $code }). Invite it with `/invite @Baselib`, then unmute
alert-muted = Alert { $number } ({ $words }) is muted until { $until }.
alert-unmuted = Alert { $number } ({ $words }) is on again.
alert-ended = Alert { $number } ({ $words }) is deleted.
alert-mute-until = Until { $day }
alert-form-title = Edit alert { $number }
alert-form-condition = Condition
alert-form-hint = Same syntax as /baselib alert: loss > 1% at 3.0.0 (users below a version), coverage 3.8.0 >= 99% (users on it or newer), minimum changed, or rollback. Signs: >, >=, < and <=.
alert-form-about = Program
alert-form-about-hint = If the condition is already true when you save, the answer says so; no message is sent.
alert-delete-title = Delete this alert?
alert-delete-text = This channel gets no more messages from this alert. You can set it up again at any time.
alert-delete-yes = Delete
button-alert-mute = Mute
button-alert-mute-week = Mute for a week
button-alert-unmute = Unmute
button-alert-delete = Delete

alert-loss = { $version } as the minimum now cuts off { $after } of users (before: { $before }).
alert-loss-now = { $version } as the minimum now cuts off { $after } of users.
alert-coverage = { $after } of users are now on { $version } or newer (before: { $before }).
alert-coverage-now = { $after } of users are now on { $version } or newer.
alert-minimum-raised = The minimum base library was raised from { $before } to { $after }.
alert-minimum-lowered = The minimum base library was lowered from { $before } to { $after }.
alert-rollback = Users went back to older versions: coverage of { $version } fell from { $before } to { $after }.
alert-programs = { $count ->
    [one] For { $count } Mini Program: { $condition }.
   *[other] For { $count } Mini Programs: { $condition }.
}
alert-programs-more = { $count ->
    [one] And { $count } more program.
   *[other] And { $count } more programs.
}
alert-why = Alert { $number }, `{ $condition }`, based on WeChat’s data for { $day }.
