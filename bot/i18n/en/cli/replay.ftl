### Replaying an earlier day

replay-title = As seen on { $day }
replay-digest = In that day’s digest
replay-alerts = { $count ->
    [0] None of today’s alerts would have triggered that day.
    [one] One alert would have triggered
   *[other] { $count } alerts would have triggered
}
replay-alert = 🔔 `{ $condition }`: { $sentence }
replay-alerts-unread = No data was read that day, so no alert could trigger.
replay-nothing-kept = { $count ->
    [one] One program has no stored data around that day.
   *[other] { $count } programs have no stored data around that day.
}
replay-left-out = { $count ->
    [one] One more program is not shown; name it to see it.
   *[other] { $count } more programs are not shown; name one to see it.
}
cli-replay = Show an earlier day as seen then: breakdown, digest section and alerts that would have triggered.
cli-replay-day = The day, such as 2026-10-01 or yesterday.
cli-replay-program = Alias, AppID or start of the nickname; if left out, all programs (ten at most).
