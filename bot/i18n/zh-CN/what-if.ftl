### 提高最低版本与覆盖率

raise = 最低版本设为 { $version } 时，{ $loss } 的用户受影响。
raise-guaranteed = 最低版本已是 { $minimum }，能打开小程序的用户都在 { $version } 或以上。{ $loss } 的用户低于 { $version }。
raise-included = 其中 { $loss } 已低于当前最低版本 { $minimum }。
raise-week-ago = 一周前 { $loss }（变化 { $change }）。
raise-four-weeks-ago = 四周前 { $loss }（变化 { $change }）。
raise-nothing-kept = 没有一周前或四周前的数据可供比较。
raise-lower = 低一档 { $version }：{ $loss }。
raise-higher = 高一档 { $version }：{ $loss }。
raise-lowest = 列表中没有更低的版本。
raise-highest = 列表中没有更高的版本。
raise-not-listed = 微信没有为此小程序列出 { $version }。请核对版本号：只有已发布的版本才能设为最低版本。
raise-not-listed-public = 微信公布的数据中没有 { $version }。请核对版本号：微信只接受已发布的版本作为最低版本。

cover = 可覆盖 { $target } 用户的最高版本是 { $version }：覆盖率 { $coverage }。
cover-none = 列出的版本中，没有一个能确保覆盖 { $target } 的用户。
cover-higher = 高一档 { $version }：覆盖率 { $coverage }。
cover-highest = 这是列表中最新的版本。
cover-present = 当前最低基础库版本为 { $minimum }。
