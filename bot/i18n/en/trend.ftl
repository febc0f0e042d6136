## Charts as pictures

picture-subtitle = Users cut off by each minimum, until { $day }
picture-subtitle-public = { $subtitle }; all of WeChat as of { $public }
picture-subtitle-marked = { $subtitle }; { $mark }
picture-line = { $line } ({ $share })
picture-public = All of WeChat, { $version }
picture-alt = Line chart for { $program }: users cut off by each minimum, { $first } to { $last }. { $lines }.
picture-alt-line = { $line }: { $first } to { $last }
picture-alt-comma = ;{ " " }
picture-comment = { $name }, exported with `/baselib trend`. { $program }: users cut off by each minimum, until { $day }.
cli-trend-png = Also save the chart to this file as PNG; exit 1 if there is too little data to draw.

### The trend

trend-moved = { $version } as the minimum cuts off { $loss } of users: { $four } four weeks ago, { $week } last week.
trend-moved-week = { $version } as the minimum cuts off { $loss } of users: { $week } last week.
trend-moved-four = { $version } as the minimum cuts off { $loss } of users: { $four } four weeks ago.
trend-now = { $version } as the minimum cuts off { $loss } of users.
trend-no-candidate = { $loss ->
    [none] There is no candidate above the minimum, { $minimum }: no newer version is listed.
   *[other] There is no candidate above the minimum, { $minimum }: the next version, { $version }, cuts off { $loss } of users.
}
column-safe-from = Safe from
cell-safe-now = now
    .then = then
cell-safe-today-only = today only
    .then = that day only
cell-safe-probably = probably now
    .then = probably then
cell-safe-later = not within a year
trend-nothing = There is nothing to draw for the last twenty weeks.
trend-too-short = { $count ->
    [one] There is sound data of only one week. A trend needs three weeks; Baselib stores data every day.
   *[other] There is sound data of only { $count } weeks. A trend needs three; Baselib stores data every day.
}
trend-until = The latest data cannot be used, so the trend ends on { $day }.

tail = Below { $version }: { $ours } of your users, { $public } of all WeChat users (WeChat’s data of { $day }).
public-missing = WeChat’s public data is missing or turned off, so there is no comparison with all of WeChat.
public-apart = WeChat’s latest public data is from { $day }, and no sound data of this program is stored for that time, so the two are not compared.
public-line = WeChat { $version }
public-line-gaps = The public data does not go back that far: WeChat’s line ({ $version }) is only in the PNG.
public-line-no-room = The chart is full: WeChat’s line ({ $version }) is only in the PNG.

trend-left-out = Stored but not drawn: { $days } ({ $reasons }).
left-out-single-version = only one version has users
left-out-low-total = the shares add up to far less than 100%
left-out-newest-missing = the newest version is missing from the list
left-out-no-data = no usage data
left-out-undetermined = the meaning of the values is unclear
left-out-read-otherwise = the values have another meaning than the latest ones

button-picture = Download PNG

cli-trend = Show over up to twenty weeks how many users the versions you name, or those that matter, cut off.
cli-trend-words = Versions (five at most) and the program, in any order.

trend-new = { $version } as the minimum cuts off { $loss } of users; it is less than four weeks old.
release = { $version } (first seen on { $day }; { $coverage } of users have it)
releases = New: { $releases }.
picture-target = Safe: { $limit }
