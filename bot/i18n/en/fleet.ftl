### The overview of all programs

fleet = All Mini Programs
fleet-tagged = Mini Programs tagged “{ $tag }”
fleet-headline = { $count ->
    [one] { $losing ->
        [0] The one Mini Program cuts off at most 1% of its users at its current minimum.
       *[other] The one Mini Program cuts off more than 1% of its users at its current minimum.
    }
   *[other] { $losing ->
        [0] None of { $count } Mini Programs cuts off more than 1% of its users at its current minimum.
        [one] 1 of { $count } Mini Programs cuts off more than 1% of its users at its current minimum.
       *[other] { $losing } of { $count } Mini Programs cut off more than 1% of their users at their current minimum.
    }
}
fleet-headline-some = { $count ->
    [0] { $total ->
        [one] The one Mini Program has no usable data.
       *[other] None of { $total } Mini Programs has usable data.
    }
    [one] 1 of { $total } Mini Programs has usable data; { $losing ->
        [0] it cuts off at most 1% of its users at its current minimum.
       *[other] it cuts off more than 1% of its users at its current minimum.
    }
   *[other] { $count } of { $total } Mini Programs have usable data; { $losing ->
        [0] none of them cuts off more than 1% of its users at its current minimum.
        [one] 1 of them cuts off more than 1% of its users at its current minimum.
       *[other] { $losing } of them cut off more than 1% of their users at their current minimum.
    }
}
fleet-all-read = All were read.
fleet-states = Without usable data: { $states }.
fleet-count-revoked = { $count } no longer authorised
fleet-count-not-granted = { $count } without permission set 18
fleet-count-error = { $count } unreadable
fleet-count-unread = { $count } not read yet
fleet-count-undetermined = { $count } with unclear data
fleet-count-no-data = { $count } without users
fleet-minimums = Most common minimums: { $minimums }.
fleet-minimum = { $version } ({ $count })
fleet-caption = Programs: { $sort }
fleet-unweighted = Unweighted: every program counts the same. WeChat gives shares of users, never their number.
fleet-oldest = The oldest data is from { $day }.
fleet-left-out = { $count ->
    [one] 1 more program is in the full list.
   *[other] { $count } more programs are in the full list.
}
fleet-sort = Sort by
fleet-order-loss = problems first
fleet-order-movement = largest change in a week
fleet-order-minimum = lowest minimum
fleet-order-age = oldest data
fleet-order-name = name
fleet-what-if = Raise all to …
fleet-state-revoked = not authorised
fleet-state-not-granted = set 18 missing
fleet-state-error = unreadable
fleet-state-unread = not read yet
fleet-state-undetermined = data unclear
fleet-state-no-data = no users
fleet-state-read = ok
column-program = Program
column-minimum = Minimum
column-loss-at-minimum = Cut off now
column-moved = 7-day change
column-safe = Highest minimum at 99%
column-state = State

fleet-raise = { $count ->
    [one] The one Mini Program { $ready ->
        [0] cannot raise its minimum to { $version } today without cutting off more than 1% of its users.
       *[other] can raise its minimum to { $version } today and keep at least 99% of its users.
    }
   *[other] { $ready } of { $count } Mini Programs can raise their minimum to { $version } today and keep at least 99% of their users.
}
verdict-count-guaranteed = already there: { $count }
verdict-count-keeps-99 = keep at least 99% of their users: { $count }
verdict-count-keeps-95 = keep at least 95%, but not 99%: { $count }
verdict-count-loses-more = cut off more than 5%: { $count }
verdict-count-unknown = no data: { $count }
verdict-guaranteed = already there
verdict-keeps-99 = keeps 99%
verdict-keeps-95 = keeps 95% to 99%
verdict-loses-more = cuts off more than 5%
verdict-unknown = no data
fleet-raise-caption = Programs where { $version } cuts off more than 1%
column-loss-at = Cut off at { $version }
column-verdict = Result

button-csv = Full list (CSV)
button-fleet = All programs
csv-appid = AppID
csv-alias = Alias
csv-nickname = Name
csv-tags = Tags
csv-loss-low = Loss, at least (%)
csv-loss-high = Loss, at most (%)
csv-week = 7-day change of the loss (pp)
csv-day = Data of
csv-comment = { $name }, exported with `/baselib fleet`. Unweighted: every program counts the same.
