### 何时可以放心使用

forecast-expected = { $version } 的覆盖率预计在 { $day }前后达到 { $target }（80% 区间：{ $earliest }至 { $latest }）。
forecast-expected-or-late = { $version } 的覆盖率预计在 { $day }前后达到 { $target }（80% 区间：最早 { $earliest }，最晚在一年以后）。
forecast-not-within-a-year = 预计一年之内 { $version } 的覆盖率达不到 { $target }。
forecast-hardly-within-a-year = 预计一年之内 { $version } 的覆盖率达不到 { $target }；顺利的话，最早在 { $earliest }（80% 区间的起点）。
forecast-reached = { $version } 的覆盖率已经达到 { $target }。
forecast-too-little-history = 还不能预测 { $version } 的覆盖率何时达到 { $target }：这需要四周可靠的数据。
forecast-nobody-yet = 目前没有用户确定在 { $version } 或以上，因此无法预测它何时可以放心使用。
forecast-losses = 预计损失的用户：{ $losses }。
forecast-losses-certain = 预计损失的用户（不含版本未知的用户）：{ $losses }。
forecast-loss = { $day }为 { $loss }（{ $range }）

forecast-record = 此前对这个小程序的 { $count } 次预测中，有 { $held } 次落在区间之内；误差的中位数为 { $error }。
forecast-check = { $made }曾预计 { $day }损失 { $loss }（{ $range }），实际为 { $came }。
forecast-check-near = { $made }曾预计 { $day }损失 { $loss }（{ $range }），{ $read }实际为 { $came }。

digest-next-safe = 再高一个版本：{ $sentence }
