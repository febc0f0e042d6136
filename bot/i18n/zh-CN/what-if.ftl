### 提高最低版本与覆盖率

raise = 如果最低基础库版本设为 { $version }，{ $loss } 的用户将无法打开小程序：他们的基础库低于 { $version }。
raise-guaranteed = 最低基础库版本已经是 { $minimum }，能打开小程序的用户都在 { $version } 或以上。低于 { $version } 的用户占 { $loss }。
raise-included = 其中 { $loss } 的用户本来就低于当前最低版本 { $minimum }。
raise-week-ago = 一周前为 { $loss }（至今 { $change }）。
raise-four-weeks-ago = 四周前为 { $loss }（至今 { $change }）。
raise-nothing-kept = 没有保存一周前或四周前可以比较的数据，暂时看不出变化。
raise-lower = 低一个版本，{ $version }：{ $loss }。
raise-higher = 高一个版本，{ $version }：{ $loss }。
raise-lowest = 没有列出更低的版本。
raise-highest = 没有列出更高的版本。
raise-not-listed = 微信没有为这个小程序列出 { $version }。请核对版本号：从未发布过的版本不能设为最低版本。

cover = 若要覆盖 { $target } 的用户，最低基础库版本最高可设为 { $version }：{ $coverage } 的用户在该版本或以上。
cover-none = 列出的版本中，没有一个能确定覆盖 { $target } 的用户。
cover-higher = 再高一个版本，{ $version }，覆盖率为 { $coverage }。
cover-highest = 它是列出的最新版本。
cover-present = 当前最低基础库版本为 { $minimum }。
