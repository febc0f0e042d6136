### The digest: when it comes, the form, pauses, the history

days-weekly = every { $days }
days-daily = every day
days-monthly = on the first { $days } of each month
days-working = working day (Mon–Fri)
days-any = day
days-when = { $days } at { $time } ({ $zone })
delivery-reason-unchanged = It was skipped on purpose: nothing had changed since the last one.

digest-unchanged = Nothing has changed since { $day }. This is the monthly sign of life of a digest that otherwise comes only when something changed.

error-not-owner = This digest belongs to { $owner }. Only they or an admin of the workspace can change it.
error-bad-pause = A pause must end between { $first } and { $last }: choose a date in between.
