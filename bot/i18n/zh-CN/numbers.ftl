### 数字、时间、列举

bounds = { $low } 至 { $high }
points = { $number } 个百分点
days = { $first }至{ $last }
moment = { $day }（{ $weekday }）{ $time }（{ $zone }）
span-minutes = { $count } 分钟
span-hours = { $count } 小时
span-days = { $count } 天
list-comma = 、
list-last = { $items }、{ $last }
and-more = { $items }，另有 { $count } 个
named = { $program }：{ $sentence }
sentences = { $first }{ $second }

roll-back = 版本回退：{ $since }至 { $day }，{ $version } 的覆盖率从 { $before } 降到 { $after }。
