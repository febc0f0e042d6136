### The digest of many programs

about-each = Mini Programs one by one
about-glance = overview of the chosen Mini Programs
about-fleet = overview of all Mini Programs
about-tag = overview of the Mini Programs tagged “{ $tag }”
form-about = Content
form-about-hint = One by one: a section per Mini Program. Overview: one message with what changed among many.
change-scope = Content
subscription-scope = Content: { $scope }
subscription-glance = Overview of: { $programs }

fleet-chosen = Chosen Mini Programs
fleet-digest-title = { $about }, { $day }
fleet-digest-new-cases = { $count ->
    [one] 1 new case needs attention.
   *[other] { $count } new cases need attention.
}
fleet-digest-turned = { $turned }. { $sentence }
fleet-digest-first = The next digest will list what changed.
fleet-digest-no-change = Nothing has changed since { $day }.
fleet-digest-since = Changed since { $day }
fleet-digest-in-thread = All { $count } changes are in the thread.
fleet-change = { $what } ({ $count }): { $programs }
fleet-change-item = { $program } ({ $detail })
fleet-change-moved = { $loss }, { $change }
fleet-change-unreadable = Unreadable since then
fleet-change-revoked = No longer authorised
fleet-change-not-granted = Permission set 18 now missing
fleet-change-undetermined = Meaning of the data now unclear
fleet-change-doubtful = List now looks wrong
fleet-change-over-5 = Now cut off more than 5%
fleet-change-over-1 = Now cut off more than 1%
fleet-change-loss-up = Cut off more users (by over 0.5 pp)
fleet-change-raised = Minimum raised
fleet-change-lowered = Minimum lowered
fleet-change-loss-down = Cut off fewer users (by over 0.5 pp)
fleet-change-under-5 = No longer cut off more than 5%
fleet-change-under-1 = No longer cut off more than 1%
fleet-change-readable = Readable again
fleet-change-sound = List looks right again
fleet-change-first-numbers = First data
fleet-change-no-data = No usage data now
fleet-change-unread = Not read yet
fleet-change-added = Added
fleet-change-gone = Removed
fleet-digest-failed = { $count ->
    [one] 1 could not be read: { $programs }. { $sentence }
   *[other] { $count } could not be read: { $programs }. { $sentence }
}
fleet-digest-newly = New: { $programs }.
fleet-digest-other-failures = { $count ->
    [one] 1 more could not be read for another reason.
   *[other] { $count } more could not be read for other reasons.
}
button-open-fleet = Open overview
fleet-details-title = All changes, part { $page } of { $pages }
fleet-details-caption = Changes, most important first
fleet-details-left-out = { $count ->
    [one] 1 more program changed. `/baselib fleet` exports all as CSV.
   *[other] { $count } more programs changed. `/baselib fleet` exports all as CSV.
}
fleet-details-gone = removed
fleet-details-added = added ({ $state })
