### The digest: schedule, form, pauses, history

days-weekly = every { $days }
days-daily = every day
days-monthly = on the first { $days } of each month
days-working = working day (Mon–Fri)
days-any = day
days-when = { $days } at { $time } ({ $zone })

digest-unchanged = Nothing has changed since { $day }. This digest comes only when something changes, and once a month in any case.

error-not-owner = This digest belongs to { $owner }. Only they or a workspace admin can change it.
error-earlier-digest = This is about an earlier digest. The channel’s digest now belongs to someone else. Type `/baselib digest` in the channel to see it.
error-bad-pause = Choose an end date between { $first } and { $last }.

part-movement = Coverage and its changes
part-versions = New and withdrawn versions
part-chart = Chart

subscription-paused-until = Paused until { $day }
subscription-only-changes = Only if something changed, and once a month in any case
subscription-parts = Sections besides the headlines: { $parts }
subscription-no-parts = Headlines only
subscription-owner = Owner: { $owner }
subscription-pause-set = This channel’s digest is paused until { $day }. Next one: { $local }.
subscription-resumed = This channel’s digest is on again. Next: { $local }.

menu-test = Send me a test
menu-pause = Pause…
menu-resume = Resume
menu-history = History

form-programs = Mini Programs
form-programs-all = This channel’s default, or all
form-programs-hint = Leave empty for this channel’s default, or for all programs if it has none.
form-rhythm = How often
form-weekly = Every week on these days
form-monthly = Once a month, on the first of these days
form-weekdays = Days
form-zone-hint = Type a city or country in English or Chinese.
form-next-runs = Next runs
form-next-runs-unknown = Choose at least one day, a time and a time zone.
form-paused = Paused until { $day }.
form-parts = Sections
form-parts-hint = Headlines and warnings are always included.
form-quiet = Only if something changed
form-only-changes = Skip the digest if nothing changed
form-only-changes-hint = One still comes every month
form-test = Send me a test

pause-title = Pause the digest
pause-save = Pause
pause-until = Resume on
pause-hint = On this day, or on the next scheduled one. Days are in the digest’s time zone.

history-title = History of this channel’s digest
history-empty = No history yet.
history-slot = Due { $due }: { $outcome }
history-asked = Requested { $due }: { $outcome }
history-at = At { $moment }.
history-change = { $moment }: edited by { $who }
history-from-to = { $field }: { $before } → { $after }
history-first = { $field }: { $after }
history-none = none
history-default = this channel’s default, or all
history-yes = yes
history-no = no
change-schedule = Schedule
change-programs = Mini Programs
change-language = Language
change-parts = Sections
change-only-changes = Only if something changed
change-paused-until = Paused until
change-owner = Owner
change-stopped = Paused because
