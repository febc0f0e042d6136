### 提高最低版本与覆盖率

raise = 最低版本设为 { $version } 时，{ $loss } 的用户受影响。
    .about = 最低版本设为 { $version } 时，{ $loss } 的用户受影响（约每 { $count } 人中 1 人）。
    .users = 最低版本设为 { $version } 时，{ $loss } 的用户受影响，即 { $users }。
    .none = 最低版本设为 { $version } 时，没有用户受影响。
raise-present = { $version } 是{ $when }的最低版本：{ $loss } 的用户受影响。
    .users = { $version } 是{ $when }的最低版本：{ $loss } 的用户受影响，即 { $users }。
raise-lower = { $when }的最低版本 { $minimum } 高于 { $version }，无需提高。{ $loss } 的用户低于 { $version }。
    .users = { $when }的最低版本 { $minimum } 高于 { $version }，无需提高。{ $loss } 的用户（{ $users }）低于 { $version }。
raise-included = （其中 { $loss } 在{ $when }最低版本 { $minimum } 下已无法使用）
raise-nothing-kept = 没有一周前或四周前的数据可供比较。
raise-not-listed = 微信没有为 { $program } 列出 { $version }，而且只接受已发布的版本。最接近的是 { $nearest }。
raise-not-listed-public = 微信公布的数据中没有 { $version }，而且微信只接受已发布的版本。最接近的是 { $nearest }。
raise-which = { $program }：要查哪个最低版本？
raise-which-hint = 请选择版本，或直接输入：`/baselib raise { $version }`。

cover = 可覆盖 { $target } 用户的最高版本是 { $version }：{ $loss } 的用户受影响。
    .about = 可覆盖 { $target } 用户的最高版本是 { $version }：{ $loss } 的用户受影响（约每 { $count } 人中 1 人）。
    .users = 可覆盖 { $target } 用户的最高版本是 { $version }：{ $loss } 的用户受影响，即 { $users }。
    .none = 可覆盖 { $target } 用户的最高版本是 { $version }：没有用户受影响。
cover-present = { $when }的最低版本 { $version } 已是可覆盖 { $target } 用户的最高版本：{ $loss } 的用户受影响。
    .about = { $when }的最低版本 { $version } 已是可覆盖 { $target } 用户的最高版本：{ $loss } 的用户受影响（约每 { $count } 人中 1 人）。
    .users = { $when }的最低版本 { $version } 已是可覆盖 { $target } 用户的最高版本：{ $loss } 的用户受影响，即 { $users }。
    .none = { $when }的最低版本 { $version } 已是可覆盖 { $target } 用户的最高版本：没有用户受影响。
cover-below = { $when }的最低版本 { $minimum } 已影响 { $loss } 的用户。只有 { $version } 及更低的版本可覆盖 { $target }。
    .users = { $when }的最低版本 { $minimum } 已影响 { $loss } 的用户，即 { $users }。只有 { $version } 及更低的版本可覆盖 { $target }。
cover-none = 列出的版本中，没有一个能确保覆盖 { $target } 的用户。
cover-next = 高一档 { $version }：{ $loss } 的用户受影响。
cover-highest = 这是列表中最新的版本。
cover-minimum = { $when }的最低版本为 { $minimum }：{ $loss } 的用户受影响。
cover-which = { $program }：最低版本要覆盖多少用户？
cover-which-hint = 请选择比例，或直接输入：`/baselib cover 99.5`。
cover-which-placeholder = 选择比例
cover-choice = { $target }：{ $version }
cover-choice-loss = 影响 { $loss } 的用户
cover-choice-none = { $target }：没有版本

cost-minimum = 最低版本
column-today = 今天
    .then = 当时
column-last-week = 一周前
    .then = 再早一周
column-weeks-ago = 四周前
    .then = 再早四周
column-in-weeks = { $count } 周后
    .then = 再过 { $count } 周
cell-unreleased = 尚未发布
cell-expected = { $loss }（{ $range }）
cost-caption = { $program } 各最低版本下受影响的用户，{ $day }

outlook-title = 低于 { $version } 的用户
outlook-x = { $day }及以前为实测，之后为预测
chart-target = { $limit }

button-when-kept = { $version } 覆盖 { $target } 时提醒本频道
button-nearest = { $version }：影响 { $loss }
menu-trend = { $version } 的趋势
