### A day as it would have been seen

replay-title = What one would have seen on { $day }
replay-digest = In a digest of that day
replay-alerts = { $count ->
    [0] None of the alerts kept now would have come true on that day.
    [one] One alert would have come true
   *[other] { $count } alerts would have come true
}
replay-alert = 🔔 `{ $condition }`: { $sentence }
replay-alerts-unread = Nothing was read on that very day, so no alert could have come true.
replay-nothing-kept = { $count ->
    [one] Of one program nothing is kept around that day.
   *[other] Of { $count } programs nothing is kept around that day.
}
replay-left-out = { $count ->
    [one] One more program is left out; name it to see it.
   *[other] { $count } more programs are left out; name one to see it.
}
cli-replay = Show an earlier day as it would have been seen: the breakdown, a digest's part, and the alerts that would have come true.
cli-replay-day = The day, such as 2026-10-01 or yesterday.
cli-replay-program = Alias, appid or the start of the nickname; left out, all programs are shown, ten at most.
