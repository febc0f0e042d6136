### The fleet at a glance

fleet = All Mini Programs
fleet-tagged = Mini Programs tagged “{ $tag }”
fleet-headline = { $count ->
    [one] { $losing ->
        [0] The one Mini Program loses no more than 1% of its users at its own minimum.
       *[other] The one Mini Program loses more than 1% of its users at its own minimum.
    }
   *[other] { $losing ->
        [0] None of { $count } Mini Programs loses more than 1% of its users at its own minimum.
        [one] 1 of { $count } Mini Programs loses more than 1% of its users at its own minimum.
       *[other] { $losing } of { $count } Mini Programs lose more than 1% of their users at their own minimum.
    }
}
fleet-headline-some = { $count ->
    [0] { $total ->
        [one] The one Mini Program cannot be judged.
       *[other] None of { $total } Mini Programs can be judged.
    }
    [one] 1 of { $total } Mini Programs can be judged; { $losing ->
        [0] it loses no more than 1% of its users at its own minimum.
       *[other] it loses more than 1% of its users at its own minimum.
    }
   *[other] { $count } of { $total } Mini Programs can be judged; { $losing ->
        [0] none of them loses more than 1% of its users at its own minimum.
        [one] 1 of them loses more than 1% of its users at its own minimum.
       *[other] { $losing } of them lose more than 1% of their users at their own minimum.
    }
}
fleet-all-read = All could be read.
fleet-states = Not judged: { $states }.
fleet-count-revoked = { $count } no longer authorised
fleet-count-not-granted = { $count } without permission set 18
fleet-count-error = { $count } that could not be read
fleet-count-unread = { $count } not read yet
fleet-count-undetermined = { $count } with undetermined numbers
fleet-count-no-data = { $count } without users
fleet-minimums = Most common minimums: { $minimums }.
fleet-minimum = { $version } ({ $count })
fleet-caption = Programs: { $order }
fleet-unweighted = Unweighted: every program counts the same, whatever its size. WeChat gives shares of users, never how many there are.
fleet-oldest = The oldest numbers are of { $day }.
fleet-left-out = { $count ->
    [one] 1 more program is in the full list.
   *[other] { $count } more programs are in the full list.
}
fleet-sort = Sort by
fleet-order-loss = what matters first
fleet-order-movement = largest change in a week
fleet-order-minimum = lowest minimum
fleet-order-age = oldest numbers
fleet-order-name = name
fleet-what-if = Raise all to …
fleet-state-revoked = not authorised
fleet-state-not-granted = set 18 missing
fleet-state-error = could not be read
fleet-state-unread = not read yet
fleet-state-undetermined = undetermined
fleet-state-no-data = no users
fleet-state-read = ok
column-program = Program
column-minimum = Minimum
column-loss-at-minimum = Loss at it
column-moved = In a week
column-safe = Keeps 99%
column-state = State

fleet-raise = { $count ->
    [one] The one Mini Program { $ready ->
        [0] cannot take the minimum { $version } today without losing more than 1% of its users.
       *[other] can take the minimum { $version } today with at least 99% of its users.
    }
   *[other] { $ready } of { $count } Mini Programs can take the minimum { $version } today with at least 99% of their users.
}
verdict-count-guaranteed = have it already: { $count }
verdict-count-keeps-99 = keep at least 99% of their users: { $count }
verdict-count-keeps-95 = keep at least 95%, but not 99%: { $count }
verdict-count-loses-more = lose more than 5%: { $count }
verdict-count-unknown = nothing to tell it from (not read, or undetermined): { $count }
verdict-guaranteed = has it already
verdict-keeps-99 = keeps 99%
verdict-keeps-95 = keeps 95%
verdict-loses-more = loses more than 5%
verdict-unknown = not known
fleet-raise-caption = Programs that lose more than 1% at { $version }
column-loss-at = Loss at { $version }
column-verdict = Verdict

button-csv = Full list (CSV)
button-fleet = All programs
csv-appid = AppID
csv-alias = Alias
csv-nickname = Name
csv-tags = Tags
csv-loss-low = Loss, at least (%)
csv-loss-high = Loss, at most (%)
csv-week = Change of the loss in a week (pp)
csv-day = Numbers of
csv-comment = { $name }, as asked for with `/baselib fleet`. Unweighted: every program counts the same.
