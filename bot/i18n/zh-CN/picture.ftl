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
