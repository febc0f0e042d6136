### Numbers, times, lists

bounds = { $low } to { $high }
points = { $number } pp
days = { $first } – { $last }
moment = { $weekday } { $day }, { $time } ({ $zone })
span-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
span-hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
}
span-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
list-comma = {", "}
list-last = { $items } and { $last }
and-more = { $items } and { $count } more
named = { $program }: { $sentence }
sentences = { $first } { $second }

roll-back = Roll-back: coverage of { $version } fell from { $before } to { $after } between { $since } and { $day }.
