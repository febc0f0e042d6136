## 图片形式的图表

picture-subtitle = 各版本及更新版本的用户占比，截至 { $day }
picture-subtitle-public = { $subtitle }；微信全体用户数据截至 { $public }
picture-line = { $line }（{ $share }）
picture-public = 微信全体用户 { $version }
picture-alt = { $program } 的折线图：各版本及更新版本的用户占比，{ $first }至{ $last }。{ $lines }。
picture-alt-line = { $line }：从 { $first } 到 { $last }
picture-alt-comma = ；
picture-sent = 图片已通过私信发给你：{ $name }。
picture-comment = { $name }，由 `/baselib trend` 生成。{ $program }：各版本及更新版本的用户占比，截至 { $day }。
cli-trend-png = 同时把图表以图片存到此文件；数据不足以作图时退出码为 1。

### 趋势

trend-moved = { $coverage } 的用户在 { $version } 或以上（比一周前 { $week }，比四周前 { $four }）。
trend-moved-week = { $coverage } 的用户在 { $version } 或以上（比一周前 { $week }）。
trend-moved-four = { $coverage } 的用户在 { $version } 或以上（比四周前 { $four }）。
trend-now = { $coverage } 的用户在 { $version } 或以上。
column-safe-from = 覆盖率达到 { $target }
cell-safe-now = 已达到
cell-safe-later = 一年之内达不到
trend-nothing = 最近二十周没有可以画成趋势的数据。
trend-too-short = 目前只保存了 { $count } 周可靠的数据。画出趋势至少需要三周；Baselib 每天都会保存数据。
trend-until = 最新的数据看起来有异常，因此以下内容截至 { $day }。

tail-older = 与微信全体用户相比，你的用户偏旧 { $points }：低于 { $version } 的用户，这里占 { $ours }，微信全体占 { $public }（数据截至 { $day }）。
tail-newer = 与微信全体用户相比，你的用户偏新 { $points }：低于 { $version } 的用户，这里占 { $ours }，微信全体占 { $public }（数据截至 { $day }）。
tail-same = 你的用户与微信全体用户一样新：低于 { $version } 的用户都占 { $ours }（微信数据截至 { $day }）。
public-missing = 微信的公开数据缺失或已关闭，因此没有与微信全体用户比较。
public-apart = 微信最新的公开数据截至 { $day }，而这个小程序当时没有可靠的数据，因此没有比较。
public-line = 微信 { $version }
public-line-gaps = 微信的公开数据没有覆盖全部这些周，微信全体用户的曲线（{ $version }）只画在 PNG 图片里。
public-line-no-room = 图表已经画满，微信全体用户的曲线（{ $version }）只画在 PNG 图片里。

trend-left-out = 已保存但未画出：{ $days }（{ $reasons }）。
left-out-single-version = 只有一个版本有用户
left-out-low-total = 占比之和远低于全部用户
left-out-newest-missing = 最新版本不在列表里
left-out-no-data = 没有用户数据
left-out-undetermined = 数字的含义未被证实
left-out-read-otherwise = 数字的含义与最新数据不同

button-picture = 下载 PNG

cli-trend = 最近最多二十周的覆盖率变化：指定的版本，或最值得关注的版本。
cli-trend-words = 版本（最多六个）和小程序，顺序不限。
