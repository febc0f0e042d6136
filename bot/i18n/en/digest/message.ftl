### The digest: the message

digest-title = Base library digest, { $day }
digest-title-undated = Base library digest
digest-empty = There is no Mini Program to report on.
digest-event-attention = the numbers need attention
digest-event-withdrawn = { $version } withdrawn
digest-event-being-withdrawn = { $version } is being withdrawn
digest-event-raised = minimum raised to { $version } ({ $loss } cut off)
digest-event-lowered = minimum lowered to { $version } ({ $loss } cut off)
digest-event-now-safe = { $version } is now safe ({ $loss } cut off)
digest-event-no-longer-safe = { $version } is no longer safe ({ $loss } cut off)
digest-events = { $count ->
    [one] { $first }, and 1 more program changed
   *[other] { $first }, and { $count } more programs changed
}
digest-attention = { $count ->
    [one] 1 program needs attention
   *[other] { $count } programs need attention
}
digest-unread = { $program } could not be read
digest-quiet = nothing to do this week
digest-quiet-raise = nothing new this week; { $version } is still safe ({ $loss } cut off)
digest-quiet-programs = { $count ->
    [one] 1 program: nothing to do this week
   *[other] { $count } programs: nothing to do this week
}
digest-minimum = Minimum now: { $minimum } ({ $loss } cut off).
digest-next = Next: { $version }, which cuts off { $loss } today.
digest-late = Late: it was due { $moment }.
digest-minimum-raised = The minimum was raised from { $before } to { $now } in the last week.
digest-minimum-lowered = The minimum was lowered from { $before } to { $now } in the last week.
digest-safe-moved-up = Up from { $before } a week ago.
digest-safe-moved-down = Down from { $before } a week ago.
digest-safe-unmoved = Unchanged since last week.
digest-new = New: { $versions }
digest-gone = No longer listed: { $versions }
digest-compact = { $program }: minimum { $minimum }, { $loss } of users cut off; highest minimum at { $target }: { $safe }.
digest-compact-no-safe = { $program }: minimum { $minimum }, { $loss } of users cut off; no listed version is certain to keep { $target }.
digest-compact-no-minimum = { $program }: no minimum reported; highest minimum at { $target }: { $safe }.
digest-compact-nothing = { $program }: no minimum reported; no listed version is certain to keep { $target }.
digest-programs-left-out = { $count ->
    [one] { $count } more program does not fit. Type `/baselib report <program>` to see it.
   *[other] { $count } more programs do not fit. Type `/baselib report <program>` to see one.
}
chart-title = Users cut off over time
chart-title-program = Users cut off over time: { $program }
chart-x = Week
chart-y = % of users cut off
