### The digest: the message

digest-title = Base library digest, { $day }
digest-title-undated = Base library digest
digest-text = { $count ->
    [0] Base library digest. { $first }
    [one] Base library digest. { $first } And { $count } more program.
   *[other] Base library digest. { $first } And { $count } more programs.
}
digest-empty = There is no Mini Program to report on.
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
