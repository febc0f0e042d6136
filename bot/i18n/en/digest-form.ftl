### The digest: when it comes, the form, pauses, the history

days-weekly = every { $days }
days-daily = every day
days-monthly = on the first { $days } of each month
days-working = working day (Mon–Fri)
days-any = day
days-when = { $days } at { $time } ({ $zone })

digest-unchanged = Nothing has changed since { $day }. This is the monthly sign of life of a digest that otherwise comes only when something changed.

error-not-owner = This digest belongs to { $owner }. Only they or an admin of the workspace can change it.
error-bad-pause = A pause must end between { $first } and { $last }: choose a date in between.

part-movement = Coverage and how it moved
part-versions = New and vanished versions
part-chart = Chart

subscription-paused-until = Paused: it comes again from { $day } on.
subscription-only-changes = Only when something changed, and once a month in any case
subscription-parts = Beside the headlines: { $parts }
subscription-no-parts = Headlines only
subscription-owner = Owner: { $owner }
subscription-pause-set = The digest of this channel is paused. It comes again from { $day } on; the next one: { $local }.
subscription-resumed = The digest of this channel goes on. Next: { $local }.

menu-edit = Edit…
menu-test = Test send to me
menu-pause = Pause…
menu-resume = Resume
menu-history = History
menu-off = Off…

form-programs = Mini Programs
form-programs-all = This channel’s program, or all
form-programs-hint = Choose none for this channel’s own program, or for all of them when it has none.
form-rhythm = How often
form-weekly = Every week on these days
form-monthly = Once a month, on the first of these days
form-weekdays = Days
form-zone-hint = Type a city or a country, in English or Chinese.
form-next-runs = Next runs
form-next-runs-unknown = Choose at least one day, a time and a time zone.
form-run = { $local } = { $utc }
form-paused = Paused until { $day }.
form-parts = Sections
form-parts-hint = The headline of each program is always there, and so is every warning.
form-quiet = Only when something changed
form-only-changes = Send nothing when nothing changed
form-only-changes-hint = Once a month one comes in any case
form-test = Test send to me

pause-title = Pause the digest
pause-save = Pause
pause-until = Comes again from
pause-hint = On this day or the first scheduled one after it. Days are those of the digest’s time zone.

history-title = History of this channel’s digest
history-empty = Nothing has happened yet.
history-slot = Due { $due }: { $outcome }
history-asked = Asked for { $due }: { $outcome }
history-at = At { $moment }.
history-change = { $moment }: changed by { $who }
history-itself = Baselib itself
history-from-to = { $field }: { $before } → { $after }
history-first = { $field }: { $after }
history-none = none
history-default = this channel’s, or all
history-yes = yes
history-no = no
change-schedule = Schedule
change-programs = Mini Programs
change-language = Language
change-parts = Sections
change-only-changes = Only when something changed
change-paused-until = Paused until
change-owner = Owner
change-stopped = Stopped because
