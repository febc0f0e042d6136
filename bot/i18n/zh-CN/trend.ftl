## 图片形式的图表

picture-subtitle = 各最低版本下受影响的用户占比，截至 { $day }
picture-subtitle-public = { $subtitle }；微信全体用户数据截至 { $public }
picture-subtitle-marked = { $subtitle }；{ $mark }
picture-line = { $line }（{ $share }）
picture-public = 微信全体用户 { $version }
picture-alt = { $program } 的折线图：各最低版本下受影响的用户占比，{ $first }至{ $last }。{ $lines }。
picture-alt-line = { $line }：从 { $first } 到 { $last }
picture-alt-comma = ；
picture-comment = { $name }，由 `/baselib trend` 导出。{ $program }：各最低版本下受影响的用户占比，截至 { $day }。
cli-trend-png = 同时将图表保存为此 PNG 文件；数据不足以作图时退出码为 1。

### 趋势

trend-moved = 最低版本设为 { $version } 时，{ $loss } 的用户受影响：四周前 { $four }，一周前 { $week }。
trend-moved-week = 最低版本设为 { $version } 时，{ $loss } 的用户受影响：一周前 { $week }。
trend-moved-four = 最低版本设为 { $version } 时，{ $loss } 的用户受影响：四周前 { $four }。
trend-now = 最低版本设为 { $version } 时，{ $loss } 的用户受影响。
trend-no-candidate = { $loss ->
    [none] 当前最低版本 { $minimum } 之上没有候选版本：没有更新的版本。
   *[other] 当前最低版本 { $minimum } 之上没有候选版本：下一个版本 { $version } 会影响 { $loss } 的用户。
}
column-safe-from = 达标时间
cell-safe-now = 已达到
    .then = 当时已达到
cell-safe-today-only = 仅当天
    .then = 仅当天
cell-safe-probably = 很可能已达到
    .then = 当时很可能已达到
cell-safe-later = 一年内达不到
trend-nothing = 最近二十周没有可绘制的数据。
trend-too-short = 只有 { $count } 周的可靠数据。趋势至少需要三周；Baselib 每天保存数据。
trend-until = 最新数据无法使用，因此趋势截至 { $day }。

tail = 低于 { $version }：你的用户占 { $ours }，微信全体用户占 { $public }（微信 { $day } 的数据）。
public-missing = 微信的公开数据缺失或已关闭，因此无法与微信全体用户比较。
public-apart = 微信最新的公开数据截至 { $day }，而此小程序没有当时的可靠数据，因此不作比较。
public-line = 微信 { $version }
public-line-gaps = 微信的公开数据没有覆盖全部时段，其曲线（{ $version }）只在 PNG 图片中。
public-line-no-room = 图表曲线已满，微信的曲线（{ $version }）只在 PNG 图片中。

trend-left-out = 已保存但未绘制：{ $days }（{ $reasons }）。
left-out-single-version = 只有一个版本有用户
left-out-low-total = 合计远低于 100%
left-out-newest-missing = 最新版本不在列表里
left-out-no-data = 暂无用户数据
left-out-undetermined = 数据口径待确认
left-out-read-otherwise = 数据口径与最新数据不同

button-picture = 下载 PNG

cli-trend = 最多二十周内，指定的版本或最值得关注的版本会影响多少用户。
cli-trend-words = 版本（最多五个）和小程序，顺序不限。

trend-new = 最低版本设为 { $version } 时，{ $loss } 的用户受影响；此版本发布不到四周。
release = { $version }（{ $day }首次出现，{ $coverage } 的用户已更新）
releases = 新版本：{ $releases }。
picture-target = 可放心使用：{ $limit }
