### The digest: the message

digest-title = Base library digest, { $day }
digest-title-undated = Base library digest
digest-empty = There is no Mini Program to report on.
digest-event-attention = the numbers need attention
digest-event-no-data = no usage data now
digest-event-withdrawn = { $version } withdrawn
digest-event-being-withdrawn = { $version } is being withdrawn
digest-event-raised = minimum raised to { $version } ({ $loss } cut off)
digest-event-lowered = minimum lowered to { $version } ({ $loss } cut off)
digest-event-now-safe = { $version } is now safe ({ $loss } cut off)
digest-event-no-longer-safe = { $version } is no longer safe ({ $loss } cut off)
digest-event-over-5 = { $version } as the minimum now cuts off more than 5% ({ $loss })
digest-event-over-1 = { $version } as the minimum now cuts off more than 1% ({ $loss })
digest-event-loss-up = { $version } as the minimum cuts off clearly more ({ $loss })
digest-event-under-5 = { $version } as the minimum no longer cuts off more than 5% ({ $loss })
digest-event-under-1 = { $version } as the minimum no longer cuts off more than 1% ({ $loss })
digest-event-loss-down = { $version } as the minimum cuts off clearly less ({ $loss })
digest-event-break = { $known ->
    [no] How WeChat counts old versions is not known
    [since] WeChat counts old versions differently since { $since }
   *[before] WeChat counts old versions differently since { $since }; the recommendation stays
}
digest-turned = { $turned }; { $advice }
digest-turned-review = { $minimum } cuts off { $loss }
digest-events-named = { $first }, and { $others } changed, too
digest-events = { $count ->
    [one] { $first }, and 1 more program changed
   *[other] { $first }, and { $count } more programs changed
}
digest-attention = { $count ->
    [one] 1 program needs attention
   *[other] { $count } programs need attention
}
digest-unread = { $program } could not be read
digest-quiet-keep = nothing to do this week
digest-quiet-raise = can still be raised to { $version } ({ $safe_loss } cut off); nothing new this week
digest-quiet-review = { $minimum } still cuts off { $loss }; nothing new this week
digest-quiet-know = nothing new this week
digest-can-raise = { $count ->
    [one] 1 of { $programs } programs can be raised: { $which }
   *[other] { $count } of { $programs } programs can be raised: { $which }
}
digest-can-raise-one = { $program } to { $version }
digest-cuts-off = { $count ->
    [one] 1 of { $programs } programs cuts off more than 1%: { $which }
   *[other] { $count } of { $programs } programs cut off more than 1%: { $which }
}
digest-nothing-to-do = { $programs } programs: nothing to do this week
digest-some-not-known = { $programs } programs: nothing to do for { $count }, the others are not known
digest-with-nothing-new = { $sentence }; nothing new
digest-minimum = Minimum now: { $minimum } ({ $loss } cut off).
digest-next = { $dated ->
    [yes] Next: { $version }, which would cut off { $loss }.
   *[no] Next: { $version }, which cuts off { $loss } today.
}
digest-late = Late: it was due { $moment }.
digest-minimum-raised = The minimum was raised from { $before } to { $now } in the last week.
digest-minimum-lowered = The minimum was lowered from { $before } to { $now } in the last week.
digest-safe-moved-up = Up from { $before } a week ago.
digest-safe-moved-down = Down from { $before } a week ago.
digest-safe-unmoved = Unchanged since last week.
digest-new = { $versions } appeared
digest-gone = { $versions } vanished from the list
digest-programs-left-out = { $count ->
    [one] { $count } more program does not fit. Type `/baselib report <program>` to see it.
   *[other] { $count } more programs do not fit. Type `/baselib report <program>` to see one.
}
chart-title = Users cut off over time
chart-title-program = Users cut off over time: { $program }
chart-above-zero = { " " }(axis may begin above 0)
chart-x = Week
chart-y = % of users cut off
