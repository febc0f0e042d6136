### Decisions for many programs

error-nothing-to-raise = { $programs ->
    [one] The program cannot be raised to { $version } now. `/baselib fleet raise { $version }` says why.
   *[other] None of the { $programs } programs can be raised to { $version } now. `/baselib fleet raise { $version }` says why.
}

decision-title-fleet = { $count ->
    [one] Decision { $number }: raise one program to { $version } ({ $fleet })
   *[other] Decision { $number }: raise { $count } programs to { $version } ({ $fleet })
}
rollout-loss = { $count ->
    [one] Raising it to { $version } cuts off { $worst } of its users.
   *[other] Raising these { $count } programs to { $version } cuts off at most { $worst } of a program’s users; median { $median }.
}
rollout-users = In all about { $people } users in 30 days are cut off, of { $count ->
    [one] { $count } program
   *[other] { $count } programs
} that count them; who uses two counts twice.
rollout-worst = The largest loss is at { $program }.
rollout-costly = { $count ->
    [one] One program loses more than 1%.
   *[other] { $count } programs lose more than 1%.
}
rollout-counted = { $because ->
    [no-data] { $count } without usage data
    [unclear] { $count } with unclear data
    [suspicious] { $count } with data that looks wrong
    [old] { $count } without data of the last 48 hours
    [not-granted] { $count } not authorised, or without set 18
    [imported] { $count } with imported data
    [guaranteed] { $count } with a minimum that high already
    [open] { $count } with another open decision
    [not-ready] { $count } that would lose more than 1%
   *[other] { $count } that Baselib may not set
}
rollout-left-out = { $count ->
    [one] One program is left out: { $reasons }.
   *[other] { $count } programs are left out: { $reasons }.
}
rollout-opted-out = { $count ->
    [one] One program is left out because Baselib may not set it.
   *[other] { $count } programs are left out because Baselib may not set them.
}
rollout-opt-in = An admin lets Baselib set a program with `/baselib programs setting shop on`; then propose again.
rollout-data-of = Oldest data: { $moment }.

rollout-because-no-data = no usage data
rollout-because-unclear = data unclear
rollout-because-suspicious = data looks wrong
rollout-because-old = no data of the last 48 hours
rollout-because-not-granted = not authorised, or set 18 missing
rollout-because-imported = imported data
rollout-because-guaranteed = minimum already that high
rollout-because-open = another open decision
rollout-because-not-ready = would lose more than 1%
rollout-because-opted-out = Baselib may not set it
rollout-because-minimum = its minimum has changed since
rollout-because-loss = its loss has grown since
rollout-because-grant = set 18 no longer granted
rollout-because-unreached = WeChat could not be read or reached
rollout-because-repeated = asked again, as the first answer was lost
rollout-because-ended = ended before its turn

rollout-state-waiting = not set yet
rollout-state-said = said to be set
rollout-state-calling = being set
rollout-state-applying = unclear whether set
rollout-state-accepted = accepted by WeChat
rollout-state-verified = set
rollout-state-rolled-back = rolled back
rollout-state-unverified = not shown by WeChat
rollout-state-refused = refused by WeChat
rollout-state-set-aside = set aside
rollout-state-left-out = left out
rollout-state-because = { $state }: { $because }
rollout-code = code { $code }
rollout-shows = WeChat shows { $minimum }

rollout-back = { $count } of { $all } rolled back
rollout-kept = { $count ->
    [one] one left as it is
   *[other] { $count } left as they are
}
rollout-set = { $count } of { $all } set
rollout-said = { $count } said to be set
rollout-calling = { $count } being set
rollout-accepted = { $count } being verified
rollout-refused = { $count } refused
rollout-aside = { $count } set aside
rollout-unverified = { $count } not shown by WeChat

rollout-now-approved = ✅ Approved. Set { $version } in WeChat’s console within { $days } days. “Programs” lists them; daily readings count those that are set. { $counts }.
rollout-now-applying = { $back ->
    [yes] ⏳ Being rolled back: { $counts }.
   *[no] ⏳ Being set: { $counts }.
}
rollout-now-verified = { $back ->
    [yes] ⚠️ Not all are rolled back: { $counts }.
   *[no] ✅ Verified: { $counts }.
}
rollout-now-rolled-back = ↩️ Rolled back: { $counts }.
rollout-now-unverified = ⚠️ Not verified in time: { $counts }.
rollout-now-failed = ⛔ Nothing was set: { $counts }.
rollout-now-stale = ⌛ Out of date, and nothing was set: { $counts }. “Programs” shows what has changed. Propose it again with today’s data.
rollout-run-running = { $until ->
    [none] Batch { $batch } of { $batches } is running.
   *[other] Batch { $batch } of { $batches }: runs from { $until }.
}
rollout-run-paused = Paused in batch { $batch } of { $batches }.
rollout-run-stopped = { $because ->
    [refused] Stopped in batch { $batch } of { $batches }: WeChat refused more than 2% of it. “Programs” shows why; an admin can resume.
    [unverified] Stopped in batch { $batch } of { $batches }: WeChat accepted a change, and a day later does not show it or cannot be read. An admin can resume.
   *[other] Stopped in batch { $batch } of { $batches }: WeChat refuses or fails for every program. `baselib doctor` shows why; an admin can resume.
}
rollout-under-way = { $count ->
    [0] No call is under way.
    [one] One call is under way and may still set its program; no other begins.
   *[other] { $count } calls are under way and may still set their programs; no others begin.
}
rollout-run-ended = Ended by an admin; what WeChat has accepted is still verified.
rollout-start-title = Set all of them?
rollout-start-text = { $count ->
    [one] Baselib sets { $version } at WeChat for one program.
   *[other] Baselib sets { $version } at WeChat for { $count } programs: one first, then 5%, then the rest. An admin can pause at any time.
}
rollout-end-title = End it for good?
rollout-end-text = No further programs are set. Those that are set stay as they are.
rollout-how-now = Or press “Set all”: Baselib sets one program, then 5%, then the rest, each batch once the one before is verified.
rollout-how-partly = { $count ->
    [one] Baselib may set only one of them so far and sets the rest aside. To include more, an admin first allows each: `/baselib programs setting shop on`.
   *[other] Baselib may set only { $count } of them so far and sets the rest aside. To include more, an admin first allows each: `/baselib programs setting shop on`.
}
rollout-opt-in-first = Baselib may set none of them yet. An admin allows it for each one with `/baselib programs setting shop on`; then “Set all” appears here.
rollout-back-title = { $count ->
    [one] Roll back one program from { $version }?
   *[other] Roll back { $count } programs from { $version }?
}
rollout-back-changed = ⚠️ Nothing was rolled back: the number of programs has changed since you looked. Here is what it would do now.
rollout-back-minimums = Their minimum becomes again: { $minimums }.
rollout-back-to = { $minimum } in { $count }
rollout-back-others = { $count ->
    [one] One more minimum, in the others.
   *[other] { $count } more minimums, in the others.
}
rollout-back-left = { $count ->
    [one] One program is left as it is: it was not set, had no minimum before, has another open decision, or Baselib may not set it.
   *[other] { $count } programs are left as they are: they were not set, had no minimum before, have another open decision, or Baselib may not set them.
}
rollout-back-how = Only you see this. Baselib first reads each one, and only lowers it if WeChat still shows the version that was decided, in the batches in which they were set. WeChat does not document whether a minimum can be lowered.
button-roll-back-many = Roll back …
button-roll-back-all = { $count ->
    [one] Roll back one program
   *[other] Roll back { $count } programs
}
button-rollout-start = Set all
button-rollout-pause = Pause
button-rollout-resume = Resume
button-rollout-end = End

rollout-caption = Programs to raise to { $version }
rollout-all = all ({ $count })
rollout-still-to-set = still to set
rollout-to-set = { $loss ->
    [none] Now { $minimum }. AppID: { $appid }
   *[other] Now { $minimum }; { $loss } would be cut off. AppID: { $appid }
}
rollout-to-set-hint = Press “I have set it” beside each one once it is set: the daily readings verify it.
button-have-set-label = I have set { $program }
rollout-none = No programs.
rollout-place = Page { $page } of { $pages }
rollout-hint = WeChat’s console has no page for many programs: sign in for each one, then Settings, Basic settings.
button-rollout-programs = Programs
button-count-again = Count again
button-propose-ready = { $count ->
    [one] Propose for one program …
   *[other] Propose for { $count } programs …
}
propose-fleet-text = { $ready ->
    [yes] Raise the minimum to { $version } where at least 99% keep access: { $fleet }.
   *[no] Raise the minimum to { $version }: { $fleet }.
}
propose-fleet-private = Only you see this. Once you post it, other editors and admins decide once for all of these programs, on a card in this channel.
propose-fleet-changed = ⚠️ Nothing was posted: the number of programs, the largest loss or the approvals needed have changed since you looked. Here are the numbers now.
propose-fleet-reading = Reading the numbers of these programs …
button-post-card = Post the card
rollout-lesson = { $count ->
    [one] Below it in the program that was set: { $before } before, { $after } now.
   *[other] Below it in the { $count } programs that were set (median): { $before } before, { $after } now.
}
rollout-lesson-grown = { $count ->
    [one] One program loses more than before.
   *[other] { $count } programs lose more than before.
}
csv-batch = Batch
csv-said-by = Said to be set by
csv-since = In this state since (UTC)
rollout-csv-comment = { $name }: decision { $number }, program by program.
cli-decisions-number = Only the decision of this number.
cli-decisions-csv = Print the programs of a fleet’s decision as CSV; needs its number.
cli-decisions-which = Name one decision for many programs: its number, and --team where workspaces share it.
