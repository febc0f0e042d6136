### Numbers, times, lists

bounds = { $low } to { $high }
points = { $number } pp
day = { $day-of-month } { $month } { $year }
day-in-year = { $day-of-month } { $month }
days = { $first }{"\u2009–\u2009"}{ $last }
days-in-month = { $first }–{ $last } { $month }
days-in-month-of-year = { $first }–{ $last } { $month } { $year }
days-in-year = { $first }{"\u2009–\u2009"}{ $last } { $year }
moment = { $weekday } { $day }, { $time } ({ $zone })
local-moment = { $weekday } { $day }, { $time }
month-1 = Jan
month-2 = Feb
month-3 = Mar
month-4 = Apr
month-5 = May
month-6 = Jun
month-7 = Jul
month-8 = Aug
month-9 = Sept
month-10 = Oct
month-11 = Nov
month-12 = Dec
weekday-0 = Monday
    .short = Mon
weekday-1 = Tuesday
    .short = Tue
weekday-2 = Wednesday
    .short = Wed
weekday-3 = Thursday
    .short = Thu
weekday-4 = Friday
    .short = Fri
weekday-5 = Saturday
    .short = Sat
weekday-6 = Sunday
    .short = Sun
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

