### When it will be safe

forecast-expected = Coverage of { $version } reaches { $target } around { $day } (80% range: { $earliest } to { $latest }).
forecast-expected-or-late = Coverage of { $version } reaches { $target } around { $day } (80% range: { $earliest } to more than a year from now).
forecast-not-within-a-year = Coverage of { $version } is not expected to reach { $target } within a year.
forecast-hardly-within-a-year = Coverage of { $version } is not expected to reach { $target } within a year; with luck on { $earliest } (the early end of the 80% range).
forecast-reached = Coverage of { $version } has reached { $target }.
forecast-too-little-history = When coverage of { $version } reaches { $target } cannot be said yet: that takes sound numbers of four weeks.
forecast-nobody-yet = Nobody is known to have { $version } yet, so when it will be safe cannot be said.
forecast-losses = Expected to be lost: { $losses }.
forecast-losses-certain = Expected to be lost, without the users whose version is not known: { $losses }.
forecast-loss = { $loss } on { $day } ({ $range })

forecast-record = { $count ->
    [one] { $held } of 1 earlier forecast for this program fell within its range; it was off by { $error }.
   *[other] { $held } of { $count } earlier forecasts for this program fell within their range; half of them were off by { $error } at most.
}
forecast-check = On { $made }, a loss of { $loss } ({ $range }) was expected for { $day }; it was { $came }.
forecast-check-near = On { $made }, a loss of { $loss } ({ $range }) was expected for { $day }; on { $read } it was { $came }.

digest-next-safe = Next one up: { $sentence }
