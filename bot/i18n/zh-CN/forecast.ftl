### 何时可以放心使用

forecast-expected = 预计 { $version } 的覆盖率在 { $day }前后达到 { $target }（80% 区间：{ $earliest }至 { $latest }）。
forecast-expected-or-late = 预计 { $version } 的覆盖率在 { $day }前后达到 { $target }（80% 区间：{ $earliest }至一年以后）。
forecast-not-within-a-year = 预计一年内 { $version } 的覆盖率达不到 { $target }。
forecast-hardly-within-a-year = 预计一年内 { $version } 的覆盖率达不到 { $target }；最早为 { $earliest }（80% 区间）。
forecast-reached = { $version } 的覆盖率已达到 { $target }。
forecast-too-little-history = 暂无法预测 { $version } 的覆盖率何时达到 { $target }：需要四周的可靠数据。
forecast-no-users = 暂无法预测：尚未确认有用户在 { $version } 或以上。
forecast-losses = 预计受影响：{ $losses }。
forecast-losses-certain = 预计受影响（不含版本未知的用户）：{ $losses }。
forecast-loss = { $day } { $loss }（{ $range }）
forecast-outliers = 以下日期的各版本占比同时异常（微信发布新版本时常见），预测几乎不采用：{ $days }。

forecast-record = 此前对此小程序的 { $count } 次预测中，{ $held } 次落在区间内；误差中位数为 { $error }。
forecast-check = { $made }预计 { $day }受影响 { $loss }（{ $range }），实际 { $came }。
forecast-check-near = { $made }预计 { $day }受影响 { $loss }（{ $range }），{ $read }实际 { $came }。

digest-next-safe = 下一个候选版本：{ $sentence }
