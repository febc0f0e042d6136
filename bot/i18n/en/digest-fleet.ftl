### The fleet's digest: many programs at a glance

about-each = Mini Programs one by one
about-glance = Mini Programs at a glance
about-fleet = the whole fleet at a glance
about-tag = those tagged “{ $tag }” at a glance
form-about = About
form-about-hint = One by one each Mini Program has its own section. At a glance one message says what changed among many.
change-scope = About
subscription-scope = About: { $scope }
subscription-glance = About, at a glance: { $programs }

fleet-chosen = Chosen Mini Programs
fleet-digest-title = { $about }, { $day }
fleet-digest-first = From the next digest on this says what changed.
fleet-digest-no-change = Nothing has changed since { $day }.
fleet-digest-since = Changed since { $day }
fleet-digest-in-thread = All { $count } changes are in the thread.
fleet-change = { $what } ({ $count }): { $programs }
fleet-change-item = { $program } ({ $detail })
fleet-change-moved = { $loss }, { $change }
fleet-change-unreadable = Could not be read any more
fleet-change-revoked = No longer authorised
fleet-change-not-granted = Permission set 18 missing now
fleet-change-undetermined = Numbers undetermined now
fleet-change-over-5 = Lose more than 5% at their minimum now
fleet-change-over-1 = Lose more than 1% at their minimum now
fleet-change-loss-up = Loss at the minimum went up by more than 0.5 pp
fleet-change-raised = Minimum raised
fleet-change-lowered = Minimum lowered
fleet-change-loss-down = Loss at the minimum went down by more than 0.5 pp
fleet-change-under-5 = No longer lose more than 5%
fleet-change-under-1 = No longer lose more than 1%
fleet-change-readable = Can be read again
fleet-change-first-numbers = Have their first numbers
fleet-change-no-data = Without users now
fleet-change-unread = Not read yet
fleet-change-added = Added
fleet-change-gone = Gone
fleet-digest-failed = { $count ->
    [one] 1 could not be read: { $programs }. { $sentence }
   *[other] { $count } could not be read: { $programs }. { $sentence }
}
fleet-digest-newly = New among them: { $programs }.
fleet-digest-other-failures = { $count ->
    [one] 1 more could not be read for another reason.
   *[other] { $count } more could not be read for other reasons.
}
button-open-fleet = Open fleet
fleet-details-title = All changes, part { $page } of { $pages }
fleet-details-caption = What changed, what matters most first
fleet-details-left-out = { $count ->
    [one] 1 more program changed. `/baselib fleet` has them all as CSV.
   *[other] { $count } more programs changed. `/baselib fleet` has them all as CSV.
}
fleet-details-gone = gone
fleet-details-added = added ({ $state })
