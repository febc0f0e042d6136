## Charts as pictures

picture-subtitle = Share of users on each version or a newer one, until { $day }
picture-subtitle-public = { $subtitle }; all of WeChat as of { $public }
picture-line = { $line } ({ $share })
picture-public = All of WeChat, { $version }
picture-alt = Line chart for { $program }: share of users on each version or a newer one, { $first } to { $last }. { $lines }.
picture-alt-line = { $line }: { $first } to { $last }
picture-alt-comma = ;{ " " }
picture-sent = The picture comes to you in a direct message: { $name }.
picture-comment = { $name }, as asked for with `/baselib trend`. { $program }: share of users on each version or a newer one, until { $day }.
cli-trend-png = Also put the chart into this file, as a picture; exit 1 when there is too little to draw.

### The trend

trend-moved = { $coverage } of users are on { $version } or newer ({ $week } in a week, { $four } in four weeks).
trend-moved-week = { $coverage } of users are on { $version } or newer ({ $week } in a week).
trend-moved-four = { $coverage } of users are on { $version } or newer ({ $four } in four weeks).
trend-now = { $coverage } of users are on { $version } or newer.
column-safe-from = Keeps { $target } from
cell-safe-now = now
cell-safe-later = not within a year
trend-nothing = Nothing of the last twenty weeks can be drawn.
trend-too-short = { $count ->
    [one] Sound numbers are kept of one week only. A trend takes three weeks; Baselib keeps the numbers every day.
   *[other] Sound numbers are kept of { $count } weeks only. A trend takes three; Baselib keeps the numbers every day.
}
trend-until = The newest numbers look wrong, so this ends with those of { $day }.

tail-older = Your tail is { $points } older than WeChat at large: { $ours } of your users are below { $version }, and { $public } of all WeChat users (as of { $day }).
tail-newer = Your tail is { $points } newer than WeChat at large: { $ours } of your users are below { $version }, and { $public } of all WeChat users (as of { $day }).
tail-same = Your tail is as old as that of WeChat at large: { $ours } of your users are below { $version }, and as many of all WeChat users (as of { $day }).
public-missing = WeChat’s public numbers are missing or switched off, so nothing is compared with WeChat at large.
public-apart = WeChat’s newest public numbers are of { $day }. No sound ones of this program are kept of that time, so the two are not compared.
public-line = WeChat { $version }
public-line-gaps = The public numbers do not reach back over all these weeks: WeChat’s own line ({ $version }) is only in the PNG.
public-line-no-room = The chart is full: WeChat’s own line ({ $version }) is only in the PNG.

trend-left-out = Kept but not drawn: { $days } ({ $reasons }).
left-out-single-version = only one version has users
left-out-low-total = the shares add up to far less than everybody
left-out-newest-missing = the newest version is missing from the list
left-out-no-data = no usage data
left-out-undetermined = what the numbers mean is not proved
left-out-read-otherwise = the numbers mean something else than the newest ones

button-picture = Download PNG

cli-trend = How coverage moved over up to twenty weeks, of some versions or of those that matter.
cli-trend-words = Versions (six at most) and the program, in any order.
