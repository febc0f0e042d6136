### Forecasts

safe-already = Safe: it keeps { $target } of users.
when-safe =
    .expected = Safe at { $target } around { $day } ({ $range }).
    .expected-or-late = Safe at { $target } around { $day }, at the earliest { $earliest }.
    .not-within-a-year = Not expected to be safe at { $target } within a year.
    .hardly-within-a-year = Not expected to be safe at { $target } within a year: { $earliest } at the earliest.
    .reached = It probably keeps { $target } already.
    .today-only = It keeps { $target } on this day, not yet over the week.
    .before-break = It kept { $target } of users before WeChat’s count changed, not since.
    .unsettled = There is no forecast for { $target }: how WeChat counts, or what was before its count changed, is not known.
    .too-little-history = When it keeps { $target } is not known yet: a forecast takes four weeks of sound data.
    .nobody-yet = No users are known to have it, so there is no forecast.

forecast-losses = Forecast of users cut off: { $losses }.
forecast-loss = { $day }: { $loss } ({ $range })
forecast-outliers = Hardly counted, because nearly all shares were off together: { $days }. That happens while WeChat rolls out a version.
forecast-ranges = Ranges hold in 4 of 5 cases.
forecast-certain = The forecast leaves out users on an unknown version.
forecast-record = { $count ->
    [one] { $held } of 1 earlier forecast for this program fell within its range; it was off by { $error }.
   *[other] { $held } of { $count } earlier forecasts for this program fell within their range; the median error was { $error }.
}
forecast-check-today = The forecast of { $made } for today was { $loss } ({ $range }).
forecast-check = The forecast of { $made } for { $day } was { $loss } ({ $range }); it was { $came }.
forecast-check-near = The forecast of { $made } for { $day } was { $loss } ({ $range }); on { $read } it was { $came }.

