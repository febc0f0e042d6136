### The overview of all programs

fleet = All Mini Programs
fleet-tagged = Mini Programs tagged “{ $tag }”
fleet-headline = { $count ->
    [one] 1 program · { $totals }
   *[other] { $count } programs · { $totals }
}
fleet-total-attention = { $count ->
    [one] 1 needs attention
   *[other] { $count } need attention
}
fleet-total-ready = { $count } can be raised today
fleet-total-unsettled = { $count ->
    [one] 1 waits for WeChat’s count
   *[other] { $count } wait for WeChat’s count
}
fleet-total-fine = { $count ->
    [one] 1 is fine
   *[other] { $count } are fine
}
fleet-total-no-data = { $count ->
    [one] 1 has no usage data
   *[other] { $count } have no usage data
}
fleet-total-unjudged = { $count ->
    [one] 1 is still being judged
   *[other] { $count } are still being judged
}
fleet-attention = Attention: { $needs }.
fleet-count-revoked = { $count } not authorised
fleet-count-not-granted = { $count } without permission set 18
fleet-count-error = { $count } unreadable
fleet-count-undetermined = { $count } with unclear data
fleet-count-doubtful = { $count } with a list that looks wrong
fleet-count-losing = { $count } cutting off more than 1%
fleet-minimums = Most common minimums: { $minimums }.
fleet-minimum = { $version } ({ $count })
fleet-caption = { $only }: { $sort }
fleet-caption-ready = Programs that can be raised
fleet-unweighted = Every program counts the same, however many users it has.
fleet-users = Today’s minimums cut off about { $people } users in 30 days, of { $count ->
    [one] 1 program that counts them.
   *[other] { $count } programs that count them; who uses two counts twice.
}
fleet-raise-users = About { $people } users in 30 days are below { $version }, of { $count ->
    [one] 1 program that counts them.
   *[other] { $count } programs that count them; who uses two counts twice.
}
fleet-users-without = { $count ->
    [one] 1 program has no number.
   *[other] { $count } programs have no number.
}
fleet-loss-users = { $loss } · about { $people }
fleet-oldest = The oldest data is from { $day }.
fleet-left-out = { $count ->
    [one] 1 more program is in the full list.
   *[other] { $count } more programs are in the full list.
}
fleet-chart = Programs by highest minimum that keeps 99%
fleet-chart-x = Highest minimum at 99%
fleet-chart-y = Programs
fleet-chart-other = Other
fleet-open = Open …
fleet-show = Show
fleet-only-all = All programs
fleet-only-attention = Needs attention
fleet-only-blocked = Blocked
fleet-only-revoked = Not authorised
fleet-only-not-granted = Without permission set 18
fleet-only-error = Unreadable
fleet-only-undetermined = Data unclear
fleet-only-doubtful = List looks wrong
fleet-only-losing = Cutting off more than 1%
fleet-only-ready = Ready to raise
fleet-only-unsettled = Waiting for WeChat’s count
fleet-only-fine = Fine
fleet-only-no-data = No usage data
fleet-only-unjudged = Still being judged
fleet-only-counted = { $only } ({ $count })
fleet-only-none = No program is in this list: { $only }.
fleet-step-ready = Each keeps at least 99% of its users at the minimum under “To”. Set it in WeChat’s console.
fleet-step-revoked = `/baselib programs add` gives the link with which an admin of the program authorises it again.
fleet-step-not-granted = `/baselib programs add` gives the link; an admin of the program ticks permission set 18 there.
fleet-step-error = Open a program to see WeChat’s answer and what to do.
fleet-step-undetermined = The meaning of the numbers is unclear. Open a program to see them; Baselib’s operator can set it.
fleet-step-doubtful = The newest list looks wrong. An earlier day answers, where one of the last two weeks is usable. Check again tomorrow before you raise.
fleet-step-unjudged = Baselib judges these numbers again; that takes minutes, for a hundred thousand programs hours. Ask about one to have it judged at once.
fleet-step-unsettled = How WeChat counts old versions, or what was before its count changed, is not known. Set nothing until it is.
fleet-step-losing = Open a program to see the highest minimum that keeps 99%. Lowering a minimum is a decision, too.
fleet-help-revoked = authorise it again
fleet-help-not-granted = tick permission set 18
fleet-help-error = open it: WeChat’s answer says
fleet-help-undetermined = the operator sets the meaning
column-help = What helps
column-since = Since
fleet-sort = Sort by
fleet-order-attention = problems first
fleet-order-loss = most cut off
fleet-order-users = most people cut off
fleet-order-movement = largest change in a week
fleet-order-minimum = lowest minimum
fleet-order-age = oldest data
fleet-order-name = name
fleet-what-if = Raise all to …
fleet-need-revoked = authorisation
fleet-need-not-granted = permission set 18
fleet-need-error = unreadable
fleet-need-undetermined = data unclear
fleet-need-doubtful = check tomorrow
fleet-need-losing = cuts off too many
fleet-need-ready = raise to { $version }
fleet-need-unsettled = wait for WeChat’s count
fleet-need-fine = fine
fleet-need-unread = not read yet
fleet-need-no-data = no usage data
fleet-need-unjudged = being judged
fleet-state-revoked = not authorised
fleet-state-not-granted = set 18 missing
fleet-state-error = unreadable
fleet-state-unread = not read yet
fleet-state-undetermined = data unclear
fleet-state-doubtful = list looks wrong
fleet-state-no-data = no usage data
fleet-state-unjudged = being judged
fleet-state-unsettled = waits for WeChat’s count
fleet-state-read = ok
column-program = Program
column-minimum = Minimum
column-loss-at-minimum = Cut off now
column-loss-then = Cut off then
column-from = From
column-to = To
column-tags = Tags
column-moved = 7-day change
column-safe = Highest at 99%
column-state = State
column-need = Needs
column-data-of = Data of
fleet-tags = Mini Programs by tag
fleet-tags-caption = Programs by tag
fleet-tags-note = A program with several tags counts under each.
fleet-tags-left-out = { $count ->
    [one] 1 more tag is not shown.
   *[other] { $count } more tags are not shown.
}
fleet-no-tags = No program has a tag. `/baselib programs tag <program> <tag>` groups programs.
fleet-untagged = without a tag
fleet-open-tag = Open a tag …
column-tag = Tag
column-programs = Programs
column-only-attention = Attention
column-only-ready = Ready to raise
column-only-unsettled = Waiting for count
column-only-fine = Fine
column-only-no-data = No usage data
column-only-unjudged = Being judged

fleet-raise = { $ready ->
    [0] No Mini Program can be raised to { $version } today and keep at least 99% of its users; { $there } of { $count } already there.
    [one] 1 of { $count } can be raised to { $version } today and keeps at least 99% of its users; { $there } already there.
   *[other] { $ready } of { $count } Mini Programs can be raised to { $version } today and keep at least 99% of their users; { $there } already there.
}
fleet-raise-unknown = { $count ->
    [one] What { $version } costs 1 Mini Program is not known: it has no data to decide by.
   *[other] What { $version } costs { $count } Mini Programs is not known: they have no data to decide by.
}
verdict-count-keeps-99 = { $count } can be raised today
verdict-count-keeps-99-today = { $count } { $count ->
    [one] keeps
   *[other] keep
} 99% today, not yet over the week
verdict-count-keeps-95 = { $count } would cut off 1% to 5%
verdict-count-loses-more = { $count } may cut off more than 5%
verdict-count-guaranteed = { $count } already there
verdict-count-unknown = { $count } not known
verdict-keeps-99 = can be raised today
verdict-keeps-99-today = 99% today, not yet over the week
verdict-keeps-95 = would cut off 1% to 5%
verdict-loses-more = may cut off more than 5%
verdict-guaranteed = already there
verdict-unknown = not known
fleet-raise-caption = Raising to { $version }: { $verdict }
column-loss-at = Cut off at { $version }
column-verdict = Result

button-csv = Full list (CSV)
button-fleet = All programs
button-fleet-ready = Ready to raise
button-fleet-blocked = Blocked
button-fleet-tags = By tag
csv-safe-low = Loss at that minimum, at least (%)
csv-safe-high = Loss at that minimum, at most (%)
csv-appid = AppID
csv-alias = Alias
csv-nickname = Name
csv-tags = Tags
csv-loss-low = Loss, at least (%)
csv-loss-high = Loss, at most (%)
csv-users = Users in 30 days
csv-users-low = Users cut off, at least
csv-users-high = Users cut off, at most
csv-week = 7-day change of the loss (pp)
csv-day = Data of
csv-comment = { $name }, exported with `/baselib fleet`. Unweighted: every program counts the same.
