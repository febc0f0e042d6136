### Raise and cover

raise = { $version } as the minimum cuts off { $loss } of users.
    .about = { $version } as the minimum cuts off { $loss } of users (about 1 in { $count }).
    .users = { $version } as the minimum cuts off { $loss } of users, { $users }.
    .none = { $version } as the minimum cuts off no users.
raise-present = { $version } is the minimum { $when }: { $loss } of users are cut off.
    .users = { $version } is the minimum { $when }: it cuts off { $loss } of users, { $users }.
raise-lower = The minimum { $when }, { $minimum }, is above { $version }: there is nothing to raise. { $loss } of users are below { $version }.
    .users = The minimum { $when }, { $minimum }, is above { $version }: there is nothing to raise. { $loss } of users, { $users }, are below { $version }.
raise-included = The minimum { $when }, { $minimum }, cuts off { $loss } of them already.
raise-nothing-kept = There is no data from a week or four weeks ago to compare with.
raise-not-listed = WeChat does not list { $version } for { $program }, and it accepts only versions that it has released. Nearest: { $nearest }.
raise-not-listed-public = WeChat’s public numbers do not list { $version }, and WeChat accepts only versions that it has released. Nearest: { $nearest }.
raise-which = { $program }: which minimum?
raise-which-hint = Choose a version, or type it: `/baselib raise { $version }`.

cover = { $version } is the highest minimum that keeps { $target } of users: it cuts off { $loss }.
    .about = { $version } is the highest minimum that keeps { $target } of users: it cuts off { $loss } (about 1 in { $count }).
    .users = { $version } is the highest minimum that keeps { $target } of users: it cuts off { $loss }, { $users }.
    .none = { $version } is the highest minimum that keeps { $target } of users: it cuts off no users.
cover-present = The minimum { $when }, { $version }, is the highest that keeps { $target } of users: it cuts off { $loss }.
    .about = The minimum { $when }, { $version }, is the highest that keeps { $target } of users: it cuts off { $loss } (about 1 in { $count }).
    .users = The minimum { $when }, { $version }, is the highest that keeps { $target } of users: it cuts off { $loss }, { $users }.
    .none = The minimum { $when }, { $version }, is the highest that keeps { $target } of users: it cuts off no users.
cover-below = The minimum { $when }, { $minimum }, cuts off { $loss } of users already. Only { $version } and older keep { $target }.
    .users = The minimum { $when }, { $minimum }, cuts off { $loss } of users already, { $users }. Only { $version } and older keep { $target }.
cover-none = No listed version is certain to keep { $target } of users.
cover-next = The next, { $version }, cuts off { $loss }.
cover-highest = It is the newest version listed.
cover-minimum = The minimum { $when } is { $minimum }: it cuts off { $loss }.
cover-which = { $program }: how many users must a minimum keep?
cover-which-hint = Choose a share, or type it: `/baselib cover 99.5`.
cover-which-placeholder = Choose a share
cover-choice = { $target }: { $version }
cover-choice-loss = cuts off { $loss }
cover-choice-none = { $target }: no version

cost-minimum = Minimum
column-today = Today
    .then = Then
column-last-week = Last week
    .then = A week before
column-weeks-ago = 4 weeks ago
    .then = 4 weeks before
column-in-weeks = In { $count } weeks
    .then = { $count } weeks later
cell-unreleased = not released
cell-expected = { $loss } ({ $range })
cost-caption = Users of { $program } cut off by each minimum, { $day }

outlook-title = Users below { $version }
outlook-x = Measured until { $day }, then forecast
chart-target = { $limit }

button-when-kept = Tell this channel when { $version } keeps { $target }
button-nearest = { $version } cuts off { $loss }
menu-trend = Trend of { $version }
