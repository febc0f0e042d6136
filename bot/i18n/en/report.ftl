### The breakdown

headline-minimum = The minimum base library is { $minimum }: { $loss } of users are below it and cannot open the program until they update WeChat.
headline-minimum-only = The minimum base library is { $minimum }.
headline-no-minimum = WeChat names no minimum base library for this program.
headline-safe = The highest minimum that keeps { $target } of users is { $version }.
headline-safe-same = It is also the highest minimum that keeps { $target } of users.
headline-safe-none = No version listed is sure to keep { $target } of users.
headline-no-data = WeChat has no usage data for this program.
headline-undetermined = What WeChat’s numbers mean cannot be told, so no loss is computed.
undetermined-advice = If you know what they mean, set `WECHAT_PERCENTAGE_MEANING` to `share`, `below` or `at_or_below` (and, if need be, `WECHAT_PERCENTAGE_SCALE` to `percent` or `fraction`) and restart Baselib. The distribution in WeChat’s console, where the minimum is set, helps to find out.
undetermined-advice-pinned = Set it to `auto`, or to the meaning that fits, and restart Baselib.
no-data-advice = A new program, or one with few users, may have no numbers yet. Try again tomorrow.

column-version = Version
column-share = Share
column-coverage = Coverage
column-loss = Loss if raised here
column-number = WeChat’s number
table-caption = Users of { $program } per base-library version, { $day }
table-caption-raw = WeChat’s own numbers for { $program }, { $day }
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
legend = Coverage: users on that version or newer. Loss: users below it, who could no longer open the program.
versions-without-users = { $count ->
    [one] One version without users is left out.
   *[other] { $count } versions without users are left out.
}
rows-left-out = { $count ->
    [one] One more row is left out.
   *[other] { $count } more rows are left out.
}

data-of = Data of { $moment }, from WeChat (getSupportVersion).
evidence = The numbers are read as { $meaning }, { $scale }. { $reason }
meaning-share = the share of users on each version
meaning-below = the share of users below each version
meaning-at_or_below = the share of users on each version or below
scale-percent = in percent
scale-fraction = as fractions of 1
reason-adds-up = They add up to { $total }.
reason-never-falls = They never fall from the oldest to the newest version and add up to { $total }, so they must be cumulative.
reason-pinned = The setting `WECHAT_PERCENTAGE_MEANING` says so.
reason-remembered = These numbers alone would not prove it, but earlier ones of this program did.
reason-all-zero = Every number that it sends is zero.
reason-empty = The list that it sends is empty.
reason-ambiguous = The numbers can be read in more than one way.
reason-fits-nothing = The numbers add up to { $total }, which fits neither shares nor cumulative values.
reason-pin-contradicted = The setting `WECHAT_PERCENTAGE_MEANING` says how to read them, but these numbers cannot mean that.

other-labels = Listed without a version, counted in the total and never in coverage: { $labels }.
other-labels-uncounted = Listed without a version, and so not counted: { $labels }.
other-label = { $label } ({ $share })
label-empty = (no name)
unreported = { $share } of users are missing from WeChat’s list; they may be on any version, so coverage and loss are given as ranges.
newer-than-listed = { $share } of users are on versions newer than { $version }, which WeChat does not list.
older-than-listed = { $share } of users are on versions older than { $version }, which WeChat does not list.

suspicion-single-version = Only one version has users. Such a list is usually cut short, unless the program has very few users: look again tomorrow before you raise anything.
suspicion-low-total = The shares add up to only { $total }: WeChat left many users out.
suspicion-newest-missing = The newest version that had users lately is missing from the list. Once it has been missing for three days in a row, it counts as withdrawn.
suspicion-contradicts = Earlier numbers of this program had to be read as { $meaning }. Compare with WeChat’s console before you decide anything.

stale-of = WeChat could not be read now. These are the newest numbers kept, of { $moment }.
stale = WeChat could not be read now. These are the newest numbers kept, { $age } old.
overcounted = The shares add up to { $total }, which is more than everybody, so coverage and loss are given as ranges.
shared-by = Shared by { $user }
shared = Shared to this channel.

button-refresh = Refresh
button-share = Share to channel
button-all = All versions
button-open = Open full breakdown
button-open-label = Open full breakdown of { $program }
button-digest-here = Weekly digest here
button-send-now = Send now
button-change = Change
button-off = Off
what-if = What if the minimum were …
what-if-loss = loses { $loss }

### What one would have seen on an earlier day

as-of = As of { $day }
as-of-text = As of { $day }: { $sentence }
as-of-older = Nothing is kept of { $day }; these are the numbers of { $kept }.

fetching = Asking WeChat. The answer is on its way.
