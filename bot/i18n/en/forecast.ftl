### Forecasts

forecast-expected = { $version } reaches { $target } coverage around { $day } (80% range: { $earliest } to { $latest }).
forecast-expected-or-late = { $version } reaches { $target } coverage around { $day } (80% range: { $earliest } to more than a year from now).
forecast-not-within-a-year = { $version } is not expected to reach { $target } coverage within a year.
forecast-hardly-within-a-year = { $version } is not expected to reach { $target } coverage within a year: { $earliest } at the earliest (80% range).
forecast-reached = { $version } has reached { $target } coverage.
forecast-too-little-history = No forecast for { $version } at { $target } yet: it takes four weeks of sound data.
forecast-no-users = No forecast yet: no users are known to have { $version }.
forecast-losses = Forecast of users cut off: { $losses }.
forecast-losses-certain = Forecast of users cut off, without those on an unknown version: { $losses }.
forecast-loss = { $day }: { $loss } ({ $range })
forecast-outliers = Hardly counted, because nearly all shares were off together: { $days }. That happens while WeChat rolls out a version.

forecast-record = { $count ->
    [one] { $held } of 1 earlier forecast for this program fell within its range; it was off by { $error }.
   *[other] { $held } of { $count } earlier forecasts for this program fell within their range; the median error was { $error }.
}
forecast-check = On { $made } the forecast for { $day } was { $loss } cut off ({ $range }); the actual value was { $came }.
forecast-check-near = On { $made } the forecast for { $day } was { $loss } cut off ({ $range }); the actual value on { $read } was { $came }.

digest-next-safe = Next candidate: { $sentence }
