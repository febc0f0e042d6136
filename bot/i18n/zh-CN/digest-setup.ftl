### 周报：时间、表单、暂停、历史

days-weekly = 每{ $days }
days-daily = 每天
days-monthly = 每月第一个{ $days }
days-working = 工作日（周一至周五）
days-any = 自然日
days-when = { $days } { $time }（{ $zone }）
delivery-reason-unchanged = 按设定跳过：与上一次相比没有变化。

digest-unchanged = 自 { $day } 起没有变化。本频道设定为仅在有变化时发送，这一条每月一次，表示一切正常运行。

error-not-owner = 这份周报由 { $owner } 负责，只有其本人或工作区管理员可以修改。
error-bad-pause = 暂停的结束日期须在 { $first } 与 { $last } 之间，请另选日期。
