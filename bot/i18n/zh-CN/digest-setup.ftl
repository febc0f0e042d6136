### 周报：时间、表单、暂停、历史

days-weekly = 每{ $days }
days-daily = 每天
days-monthly = 每月第一个{ $days }
days-working = 工作日（周一至周五）
days-any = 自然日
days-when = { $days } { $time }（{ $zone }）
delivery-reason-unchanged = 按设定跳过：与上一次相比没有变化。

digest-unchanged = 自 { $day } 起没有变化。本频道设定为仅在有变化时发送，这一条每月一次，表示一切正常运行。
