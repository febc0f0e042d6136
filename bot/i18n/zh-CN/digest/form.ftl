### 简报：时间、表单、暂停、历史

days-weekly = 每{ $days }
days-daily = 每天
days-monthly = 每月第一个{ $days }
days-working = 工作日（周一至周五）
days-any = 自然日
days-when = { $days } { $time }（{ $zone }）

digest-unchanged = 自 { $day } 起没有变化。本简报仅在有变化时发送，另外每月固定发送一次。

error-not-owner = 此简报由 { $owner } 负责，仅本人或工作区管理员可修改。
error-earlier-digest = 这是之前的简报，该频道的简报现在属于其他人。请在该频道输入 `/baselib digest` 查看。
error-bad-pause = 结束日期须在 { $first } 与 { $last } 之间。

part-movement = 覆盖率及其变化
part-versions = 新增和撤回的版本
part-chart = 图表

subscription-paused-until = 已暂停，{ $day } 恢复
subscription-only-changes = 仅在有变化时发送，每月至少一次
subscription-parts = 除概要外还包括：{ $parts }
subscription-no-parts = 仅概要
subscription-owner = 负责人：{ $owner }
subscription-pause-set = 本频道的简报已暂停，{ $day } 恢复。下一次：{ $local }。
subscription-resumed = 本频道的简报已恢复。下一次：{ $local }。

menu-test = 试发给我
menu-pause = 暂停…
menu-resume = 恢复
menu-history = 历史

form-programs = 小程序
form-programs-all = 本频道默认小程序，或全部
form-programs-hint = 留空则为本频道默认小程序；没有默认时为全部。
form-rhythm = 频率
form-weekly = 每周的以下日子
form-monthly = 每月一次，以下日子中最早的一天
form-weekdays = 日子
form-zone-hint = 输入城市或国家的中文或英文名。
form-next-runs = 接下来的发送时间
form-next-runs-unknown = 请至少选择一天，并选择时间和时区。
form-paused = 暂停至 { $day }。
form-parts = 包含内容
form-parts-hint = 始终包含每个小程序的概要和所有警告。
form-quiet = 仅在有变化时
form-only-changes = 没有变化时不发送
form-only-changes-hint = 每月仍会发送一次
form-test = 试发给我

pause-title = 暂停简报
pause-save = 暂停
pause-until = 恢复日期
pause-hint = 在这一天或之后的第一个发送日恢复。日期以简报的时区为准。

history-title = 本频道简报的历史
history-empty = 暂无记录。
history-slot = 计划 { $due }：{ $outcome }
history-asked = 手动发送 { $due }：{ $outcome }
history-at = 时间：{ $moment }。
history-change = { $moment }：由 { $who } 修改
history-from-to = { $field }：{ $before } → { $after }
history-first = { $field }：{ $after }
history-none = 无
history-default = 本频道默认小程序，或全部
history-yes = 是
history-no = 否
change-schedule = 时间
change-programs = 小程序
change-language = 语言
change-parts = 包含内容
change-only-changes = 仅在有变化时
change-paused-until = 暂停至
change-owner = 负责人
change-stopped = 暂停原因
