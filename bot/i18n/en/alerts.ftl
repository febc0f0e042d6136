### Alerts

error-bad-alert = { $part ->
    [sign] An alert about users needs a limit, such as `loss > 1% at 3.0.0` or `coverage 3.8.0 >= 99%`.
    [version] An alert about users needs a version, such as `loss > 1% at 3.0.0` or `coverage 3.8.0 >= 99%`.
    [always] A share of users is always { $text }, so that alert would say nothing. Type a limit below 100%.
    [never] A share of users is never { $text }, so that alert would say nothing. Type a limit below 100%.
    [rest] “{ $text }” is no part of a condition. Leave it out: what the alert is about is chosen in the field below.
    [date] “{ $text }” is not a day to come. Type it as `2026-12-31`, or leave it out for a week.
   *[nothing] “{ $text }” is nothing to be alerted of. Type `/baselib alert` and then `loss > 1% at 3.0.0`, `coverage 3.8.0 >= 99%`, `minimum changed` or `rollback`; a program or `fleet` may follow.
}
error-no-alert = This channel has no alert { $number }. `/baselib alerts` lists them with their numbers.
error-too-many-alerts = This channel has { $count } alerts, and a list has no room for more. Delete one with `/baselib alert off <number>`; `/baselib alerts` lists them.
error-not-your-alert = This alert belongs to { $owner }: only they or an admin of the workspace can change it. You can set one of your own with `/baselib alert`.
error-alert-changed = Somebody has changed or deleted this alert since the form was opened, so nothing was done. `/baselib alerts` shows how it stands.

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
alert-when-rollback = users go back to older versions, by more than 3 points within three days
alert-fleet = every Mini Program
alert-again-below = It is told once, and again only after the share has gone back to { $share } or less.
alert-again-above = It is told once, and again only after the share has gone back to { $share } or more.
alert-again-minimum = Each change is told once.
alert-again-rollback = A roll-back is told once, however many days it takes.

alert-set = Alert { $number } is set: this channel is told when { $condition }, for { $program }.
alert-changed = Alert { $number } is changed: this channel is told when { $condition }, for { $program }.
alert-existed = This channel has that alert already, as number { $number }: it is told when { $condition }, for { $program }.
alert-already = That is so already. You are told when it happens again, after it has returned.
alert-already-programs = { $count ->
    [one] That is so already for { $count } program: { $names }. You are told when it happens again there, after it has returned.
   *[other] That is so already for { $count } programs: { $names }. You are told when it happens again there, after it has returned.
}
alert-unjudged = The numbers of today cannot be judged: there are none yet, what they mean is not proved, or something looks wrong with them. The alert begins with the first ones that can.
alert-unjudged-programs = { $count ->
    [one] The numbers of { $count } program cannot be judged at present; there the alert begins with the first ones that can.
   *[other] The numbers of { $count } programs cannot be judged at present; there the alert begins with the first ones that can.
}
alert-invite = Numbers are judged when they are read, once a day or when somebody refreshes. If Baselib is not in this channel yet, invite it with `/invite @Baselib`.

alerts-none = This channel has no alerts. Type `/baselib alert loss > 1% at 3.0.0`, `/baselib alert coverage 3.8.0 >= 99%`, `/baselib alert minimum changed` or `/baselib alert rollback`, with a program or `fleet` behind it.
alerts-title = { $count ->
    [one] { $count } alert in this channel
   *[other] { $count } alerts in this channel
}
alerts-hint = Also: `/baselib alert mute <number> [2026-12-31]`, `unmute <number>` and `off <number>`. While an alert is muted, what comes true is not told later.
alert-line = { $number }. { $words } ({ $program })
alert-owner = set up by { $owner }
alert-stands-armed = Waiting for it
alert-stands-true = It is so now, and was told; waiting for it to return
alert-stands-fleet = { $count ->
    [one] It is so now for { $count } program, and was told
   *[other] It is so now for { $count } programs, and was told
}
alert-stands-muted = Muted until { $until }
alert-stands-paused = ⚠️ Paused: this channel could not be posted to ({ $code }). Invite the bot with `/invite @Baselib`, then unmute
alert-muted = Alert { $number } ({ $words }) is muted until { $until }.
alert-unmuted = Alert { $number } ({ $words }) is told again.
alert-ended = Alert { $number } ({ $words }) is deleted.
alert-mute-until = Until { $day }
alert-form-title = Change alert { $number }
alert-form-condition = Tell the channel when
alert-form-hint = As typed after /baselib alert, one of four: loss > 1% at 3.0.0 (users below a version), coverage 3.8.0 >= 99% (users on it or newer), minimum changed, or rollback. The signs are >, >=, < and <=.
alert-form-about = For
alert-form-about-hint = What is so already when you save is said in the answer, not by a message.
alert-delete-title = Delete this alert?
alert-delete-text = This channel will not be told any more. You can set the alert up again at any time.
alert-delete-yes = Delete
button-alert-mute = Mute
button-alert-mute-week = Mute for a week
button-alert-unmute = Unmute
button-alert-delete = Delete

alert-loss = Users below { $version } are now { $after }; before, they were { $before }.
alert-loss-now = Users below { $version } are now { $after }.
alert-coverage = Users on { $version } or newer are now { $after }; before, they were { $before }.
alert-coverage-now = Users on { $version } or newer are now { $after }.
alert-minimum-raised = The minimum base library went up from { $before } to { $after }.
alert-minimum-lowered = The minimum base library went down from { $before } to { $after }.
alert-rollback = Users went back to older versions: { $before } were on { $version } or newer, now { $after } are.
alert-programs = { $count ->
    [one] For { $count } Mini Program: { $condition }.
   *[other] For { $count } Mini Programs: { $condition }.
}
alert-programs-more = { $count ->
    [one] And { $count } more program.
   *[other] And { $count } more programs.
}
alert-why = Alert { $number }, `{ $condition }`, judged on WeChat’s numbers of { $day }.
