### The breakdown

users-about = about { $people } of { $all } in 30 days
users-almost-all = almost all of about { $all } in 30 days
headline-raise = Raise the minimum to { $version }: { $loss } of users are cut off.
    .users = Raise the minimum to { $version }: it cuts off { $loss } of users, { $users }.
headline-keep = Keep { $minimum }: it is the highest minimum that keeps { $target } of users ({ $loss } are cut off).
    .users = Keep { $minimum }: it is the highest minimum that keeps { $target } of users ({ $loss } are cut off, { $users }).
    .broken = Keep { $minimum }: it is the highest minimum that kept { $target } of users before WeChat’s count changed.
headline-set = Set the minimum to { $version }: { $loss } of users are cut off.
    .users = Set the minimum to { $version }: it cuts off { $loss } of users, { $users }.
headline-review = { $minimum } cuts off { $loss } of users; { $version ->
    [none] no listed version is certain to keep { $target }.
   *[other] { $version } would keep { $target }.
}
    .users = { $minimum } cuts off { $loss } of users, { $users }; { $version ->
        [none] no listed version is certain to keep { $target }.
       *[other] { $version } would keep { $target }.
    }
advice-raise = raise to { $version } ({ $safe_loss } cut off)
advice-keep = keep { $minimum } ({ $loss } cut off)
advice-review = ⚠️ { $minimum } cuts off { $loss }; { $version ->
    [none] no listed version is certain to keep { $target }
   *[other] { $version } would keep { $target }
}
advice-know = { $version } keeps { $target } ({ $safe_loss } below it)
    .broken = { $version } kept { $target } before WeChat’s count changed
advice-none = no listed version is certain to keep { $target }
advice-now = { $advice }; now { $minimum } ({ $loss })
advice-no-minimum = { $advice }; no minimum is reported
headline-lower = Lowering the minimum is a decision, too: { $version } would cut off { $loss }.
headline-highest = The highest minimum that keeps { $target } of users is { $version } ({ $loss } are below it).
    .users = The highest minimum that keeps { $target } of users is { $version } ({ $loss } are below it, { $users }).
    .broken = Wait: { $version } is the highest minimum that kept { $target } of users before WeChat’s count changed.
headline-safe-none = No listed version is certain to keep { $target } of users.
headline-now = Now { $minimum } ({ $loss }).
headline-then = Minimum then: { $minimum } ({ $loss }).
headline-minimum-only = The minimum base library is { $minimum }.
headline-no-minimum = WeChat reports no minimum base library for this program.
outlook = { $dated ->
    [yes] Next: { $version }, { $safe }; it would cut off { $loss }.
   *[no] Next: { $version }, { $safe }; today it would cut off { $loss }.
}
outlook-cost = { $dated ->
    [yes] Next: { $version }; it would cut off { $loss }.
   *[no] Next: { $version }; today it would cut off { $loss }.
}
outlook-today-only = { $version } keeps { $target } today, not yet over the week: it cuts off { $loss }.
outlook-early = { $dated ->
    [yes] Next: { $version }; it would cut off { $loss }. A forecast takes four weeks of data.
   *[no] Next: { $version }; today it would cut off { $loss }. A forecast takes four weeks of data.
}
outlook-minimum = { $version } is { $safe }.
safe-around = safe around { $day } ({ $range })
safe-around-or-late = safe around { $day } ({ $earliest } at the earliest, perhaps not within a year)
safe-hardly-within-a-year = hardly safe within a year ({ $earliest } at the earliest)
safe-not-within-a-year = not safe within a year
headline-no-data = WeChat has no usage data for this program.
headline-undetermined = The meaning of WeChat’s numbers is unclear, so Baselib does not compute how many are cut off.
holds-either-way = { $version ->
    [none] It is not clear how the data is to be read.
   *[other] However the data is read, { $version } keeps { $target }; of a higher minimum that is not certain.
}
undetermined-advice = Compare them with the distribution in WeChat’s console. The operator of Baselib can settle their meaning.
undetermined-operator = Compare the values with the distribution in WeChat’s console, set `WECHAT_PERCENTAGE_MEANING` to `share`, `below` or `at_or_below` (and `WECHAT_PERCENTAGE_SCALE` to `percent` or `fraction` if needed), then restart Baselib.
undetermined-operator-pinned = Set `WECHAT_PERCENTAGE_MEANING` to `auto` or to the meaning that fits, then restart Baselib.
no-data-advice = A new program, or one with few users, may have no usage data yet. Try again tomorrow.

column-version = Version
column-share = Share
column-coverage = Coverage
column-loss = Cut off
column-before = 4 weeks ago
column-number = WeChat’s number
    .imported = Imported number
table-caption = { $program }: users cut off, { $day }
table-caption-raw = WeChat’s raw numbers for { $program }, { $day }
    .imported = Imported numbers of { $program }, { $day }
when-now = now
when-then = then
label-recommended = recommended
label-next = next
label-before = { $target } before
label-newest = newest
label-most-used = most users
cell-labelled = { $version } ({ $label })
cell-minimum = { $version } (minimum { $when })
cell-run = { $first }–{ $last }
loss-bars-title = Users cut off by minimum
loss-bars-title-now = Users cut off ({ $minimum } { $when })
loss-bars-title-raise = Users cut off ({ $minimum } now, { $version } recommended)
loss-bars-y = % of users
rows-left-out = { $count ->
    [one] One more row is not shown.
   *[other] { $count } more rows are not shown.
}

data-of = Data as of { $moment }, from WeChat (getSupportVersion).
data-of-day = Numbers of { $day } in China, read from WeChat (getSupportVersion) on { $moment }.
data-of-public = WeChat’s public numbers of { $day }, read { $moment }.
evidence = Values read as { $meaning } ({ $scale }). { $reason }
meaning-share = the share of users on each version
meaning-below = the share of users below each version
meaning-at_or_below = the share of users on each version or older
meaning-undetermined = one of several things, and the loss holds under each
scale-percent = percent
scale-fraction = fractions of 1
reason-adds-up = They add up to { $total }.
reason-never-falls = WeChat sent cumulative values (sum: { $total }); they are converted to shares.
reason-pinned = The operator set this meaning.
reason-like-public = The values fit more than one meaning; read this way, they look like WeChat’s public numbers.
reason-remembered = These values alone do not prove it; earlier data of this program did.
reason-all-zero = All values are zero.
reason-empty = The list is empty.
reason-ambiguous = The values fit more than one meaning, and neither WeChat’s public numbers nor earlier data of this program show which.
reason-fits-nothing = The values add up to { $total }, which fits neither shares nor cumulative values.
reason-pin-contradicted = The operator set a meaning that these values contradict.

other-label = { $label } ({ $share })
label-empty = (no name)

stored = New numbers cannot be stored right now. This is the latest stored data, from { $moment }.
stale-of = WeChat cannot be read right now. This is the latest stored data, from { $moment }.
stale-instead = The numbers shown are from { $day }.
settled-by = { $reason ->
    [undetermined] The operator of Baselib can settle the meaning; until then the last good numbers are shown.
    [contradicts] Compare with WeChat’s console. If the new numbers are right, tomorrow’s confirm them.
    [no-data] Baselib keeps retrying.
   *[other] Compare with WeChat’s console if you cannot wait: such lists are usually complete again within three days.
}
stale = WeChat cannot be read right now. This is the latest stored data, { $age } old.
shared-by = Shared by { $user }
shared = Shared to this channel.

button-refresh = Ask WeChat again
button-share = Share to channel
button-share-in = Share to channel (in { $language })
button-when-safe = Tell this channel when { $version } is safe
button-settle = How to settle it
more-all = All versions ({ $count })
more-fewer = Fewer versions
more-trend = Trend
more-digest = Weekly digest here
more-export = Export …
more-reading = How we read this
export-which = In which format? { $program }, { $day }
export-format = Format
button-open = Open breakdown
button-open-label = Open breakdown of { $program }
button-send-now = Send now
button-change = Edit
button-change-digest = Edit digest
button-off = Turn off
what-if = What if …
what-if-option = { $version } · { $loss }

### Looking back at an earlier day

as-of = As of { $day }
as-of-text = As of { $day }: { $sentence }

look-back = Look back
look-back-now = Now
look-back-week = A week ago
look-back-weeks = Four weeks ago
look-back-day = A day …
look-back-beside-week = Beside a week ago
look-back-beside-weeks = Beside four weeks ago
look-back-beside-then = Beside today
look-back-which = Which day of { $program }?
beside = { $program }: { $first } and { $second }, side by side
beside-days = { $first } and { $second }
beside-minimum = Minimum: { $versions }
beside-safe = Highest that keeps { $target }: { $versions }
beside-loss = Cut off, { $day }
beside-share = Share, { $day }

fetching = WeChat takes a moment; the answer follows.
fetching-opened = It has opened in a window.

### How we read this

reading-numbers = The numbers
reading-days-in-china = Days of numbers are days in China, also in exports and for `--on`.
reading-columns = The table
reading-loss = *Cut off*: users below the version. As the minimum, it keeps them out of the program until they update WeChat.
reading-loss-all-of-wechat = *Cut off*: users below the version, who could not open a program with that minimum.
reading-before = *4 weeks ago*: the median of the week around { $day }. Empty for versions released since.
reading-coverage = *Coverage*: users on the version or newer; with *Cut off* it is 100%.
reading-safe-from = *Safe from*: when coverage is expected to reach { $target }, from the program’s own past. Ranges hold in 4 of 5 cases.
reading-share = *Share*: users on exactly the version.
reading-candidates = Listed are the minimum, the highest ones that keep { $target }, 98% and 95%, the next one and the newest; *All versions* in the menu has the rest.
reading-settle = To settle the meaning
