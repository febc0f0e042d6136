### 何时可以放心使用

safe-already = 可放心使用：覆盖 { $target } 的用户。
when-safe =
    .expected = 预计 { $day }前后覆盖 { $target }（{ $range }）。
    .expected-or-late = 预计 { $day }前后覆盖 { $target }（最早 { $earliest }，最晚一年以后）。
    .not-within-a-year = 预计一年内覆盖率达不到 { $target }。
    .hardly-within-a-year = 预计一年内覆盖率达不到 { $target }，最早为 { $earliest }。
    .reached = 很可能已覆盖 { $target }。
    .today-only = 当天可覆盖 { $target }，一周内还没有达到。
    .before-break = 在微信统计变化之前可覆盖 { $target } 的用户，变化之后则不能。
    .unsettled = 何时覆盖 { $target } 无法预测：微信如何统计，或统计变化之前的数据，尚不清楚。
    .too-little-history = 何时覆盖 { $target } 尚不能预测：需要四周的可靠数据。
    .nobody-yet = 尚未确认有用户在此版本或以上，因此没有预测。

forecast-losses = 预计受影响：{ $losses }。
forecast-loss = { $day } { $loss }（{ $range }）
forecast-outliers = 以下日期的各版本占比同时异常（微信发布新版本时常见），预测几乎不采用：{ $days }。
forecast-ranges = 预测区间的可信度为 80%。
forecast-certain = 预测不含版本未知的用户。
forecast-record = 此前对此小程序的 { $count } 次预测中，{ $held } 次落在区间内；误差中位数为 { $error }。
forecast-check-today = { $made }对今天的预测为 { $loss }（{ $range }）。
forecast-check = { $made }对 { $day }的预测为 { $loss }（{ $range }），实际为 { $came }。
forecast-check-near = { $made }对 { $day }的预测为 { $loss }（{ $range }），{ $read }实际为 { $came }。

