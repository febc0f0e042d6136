### The breakdown

headline-raise = Raise the minimum to { $version }: { $loss } of users are cut off.
headline-raise-now = The minimum now, { $minimum }, cuts off { $loss }.
headline-keep = Keep { $minimum }: no higher minimum keeps { $target } of users.
headline-keep-loss = { $loss } of users are cut off until they update WeChat.
headline-too-high = The minimum, { $minimum }, cuts off { $loss } of users; { $version } would keep { $target }.
headline-minimum = The minimum base library is { $minimum }: { $loss } of users are cut off until they update WeChat.
headline-minimum-only = The minimum base library is { $minimum }.
headline-no-minimum = WeChat reports no minimum base library for this program.
headline-safe = The highest minimum that keeps { $target } of users is { $version }.
headline-safe-same = The current minimum is also the highest that keeps { $target } of users.
headline-safe-none = No listed version is certain to keep { $target } of users.
headline-all-of-wechat = The highest minimum that keeps { $target } of users is { $version }: { $loss } are below it.
all-of-wechat = All of WeChat’s users on Android and iOS, not those of one Mini Program.
headline-no-data = WeChat has no usage data for this program.
headline-undetermined = The meaning of WeChat’s numbers is unclear, so Baselib does not compute who is cut off.
undetermined-advice = Compare them with the distribution in WeChat’s console. Operator: set `WECHAT_PERCENTAGE_MEANING` to `share`, `below` or `at_or_below` (and `WECHAT_PERCENTAGE_SCALE` to `percent` or `fraction` if needed), then restart Baselib.
undetermined-advice-pinned = Operator: set it to `auto` or to the meaning that fits, then restart Baselib.
no-data-advice = A new program, or one with few users, may have no data yet. Try again tomorrow.

column-version = Version
column-share = Share
column-coverage = Coverage
column-loss = Cut off
column-number = WeChat’s number
table-caption = Users of { $program } by base-library version, { $day }
table-caption-raw = WeChat’s raw numbers for { $program }, { $day }
when-now = now
when-then = then
cell-minimum = { $version } (minimum { $when })
cell-older = { $count ->
    [one] { $version } and older ({ $count } version)
   *[other] { $version } and older ({ $count } versions)
}
cell-older-minimum = { $count ->
    [one] { $version } and older ({ $count } version; minimum { $when }: { $minimum })
   *[other] { $version } and older ({ $count } versions; minimum { $when }: { $minimum })
}
legend = Coverage: users on that version or newer. Cut off: users below it, who could not open the program if it were the minimum.
legend-all-of-wechat = Coverage: users on that version or newer. Cut off: users below it, who could not open a program with that minimum.
versions-without-users = { $count ->
    [one] One version without users is not shown.
   *[other] { $count } versions without users are not shown.
}
rows-left-out = { $count ->
    [one] One more row is not shown.
   *[other] { $count } more rows are not shown.
}

data-of = Data as of { $moment }, from WeChat (getSupportVersion).
data-of-public = WeChat’s public numbers of { $day }, read { $moment }.
evidence = Values read as { $meaning } ({ $scale }). { $reason }
meaning-share = the share of users on each version
meaning-below = the share of users below each version
meaning-at_or_below = the share of users on each version or older
scale-percent = percent
scale-fraction = fractions of 1
reason-adds-up = They add up to { $total }.
reason-never-falls = WeChat sent cumulative values (sum: { $total }); they are converted to shares.
reason-pinned = Set by `WECHAT_PERCENTAGE_MEANING`.
reason-like-public = The values fit more than one meaning; read this way, they look like WeChat’s public numbers.
reason-remembered = These values alone do not prove it; earlier data of this program did.
reason-all-zero = All values are zero.
reason-empty = The list is empty.
reason-ambiguous = The values fit more than one meaning, and neither WeChat’s public numbers nor earlier data of this program show which. If you know it, set `WECHAT_PERCENTAGE_MEANING`.
reason-fits-nothing = The values add up to { $total }, which fits neither shares nor cumulative values.
reason-pin-contradicted = `WECHAT_PERCENTAGE_MEANING` sets a meaning that these values contradict.

other-labels = Without a version number; part of the total, not of coverage: { $labels }.
other-labels-uncounted = Without a version number, so not counted: { $labels }.
other-label = { $label } ({ $share })
label-empty = (no name)
unreported = { $share } of users are missing from WeChat’s list. They may be on any version, so results are ranges.
newer-than-listed = { $share } of users are on versions newer than { $version }, the newest one listed.
older-than-listed = { $share } of users are on versions older than { $version }, the oldest one listed.

suspicion-single-version = Only one version has users. Unless the program has very few users, the list is probably incomplete: check again tomorrow before you raise the minimum.
suspicion-low-total = The shares add up to only { $total }: many users are missing from WeChat’s list.
suspicion-newest-missing = The newest version that recently had users is missing. After three days it counts as withdrawn.
suspicion-contradicts = Earlier data of this program meant { $meaning }. Compare with WeChat’s console before you decide.

stale-of = WeChat cannot be read right now. This is the latest stored data, from { $moment }.
stale = WeChat cannot be read right now. This is the latest stored data, { $age } old.
overcounted = The shares add up to { $total }, more than 100%, so results are ranges.
shared-by = Shared by { $user }
shared = Shared to this channel.

button-refresh = Refresh
button-share = Share to channel
button-all = All versions
button-open = Open breakdown
button-open-label = Open breakdown of { $program }
button-digest-here = Weekly digest here
button-send-now = Send now
button-change = Edit
button-off = Turn off
what-if = What if the minimum were …
what-if-loss = cuts off { $loss }

### Looking back at an earlier day

as-of = As of { $day }
as-of-text = As of { $day }: { $sentence }
as-of-older = No data is stored for { $day }; this is from { $kept }.

fetching = Asking WeChat …
