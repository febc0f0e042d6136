### The digest: the message

digest-title = Base library digest, { $day }
digest-title-undated = Base library digest
digest-text = { $count ->
    [0] Base library digest. { $first }
    [one] Base library digest. { $first } And { $count } more program.
   *[other] Base library digest. { $first } And { $count } more programs.
}
digest-empty = There is no Mini Program to report on.
digest-late = Late: this was due { $moment }.
digest-minimum-raised = The minimum went up from { $before } to { $now } in the last week.
digest-minimum-lowered = The minimum went down from { $before } to { $now } in the last week.
digest-safe-moved-up = That is up from { $before } a week ago.
digest-safe-moved-down = That is down from { $before } a week ago.
digest-safe-unmoved = That is the same as a week ago.
digest-coverage-intro = Users on these versions or newer:
digest-movement = { $version }: { $coverage } (a week: { $week }, four weeks: { $four })
digest-movement-now = { $version }: { $coverage }
digest-unknown-change = not known
digest-new = New: { $versions }
digest-gone = No longer listed: { $versions }
digest-compact = { $program }: minimum { $minimum }, { $loss } of users below it; the highest that keeps { $target }: { $safe }.
digest-compact-no-safe = { $program }: minimum { $minimum }, { $loss } of users below it; no version listed is sure to keep { $target }.
digest-compact-no-minimum = { $program }: no minimum named; the highest that keeps { $target }: { $safe }.
digest-compact-nothing = { $program }: no minimum named; no version listed is sure to keep { $target }.
digest-programs-left-out = { $count ->
    [one] { $count } more program does not fit in here. Type `/baselib report <program>` for it.
   *[other] { $count } more programs do not fit in here. Type `/baselib report <program>` for any of them.
}
column-week = Since last week
column-four-weeks = Since four weeks ago
digest-table-caption = Users of { $program } on these versions or newer, { $day }
chart-title = Coverage over time
chart-title-program = Coverage over time: { $program }
chart-x = Week
chart-y = % of users
