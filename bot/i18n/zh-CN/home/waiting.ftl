### 待处理事项

help-waiting = 你的待处理事项：投票、待手动设置的小程序、受阻的小程序、发送失败的简报；`weekly on` 则每周一连同变化一起发给你
waiting = 待你处理：{ $what }。
waiting-nothing = 一切正常，没有待你处理的事项。
waiting-votes = { $count } 项投票
waiting-to-set = { $count } 个小程序待手动设置
waiting-attention = { $count } 个小程序需要处理
waiting-digests = { $count } 个简报发送失败
waiting-decision = • { $title } · { $what } · { $channel }
waiting-still = { $count } 个小程序尚未设置
waiting-cause-revoked = 未授权，需由小程序管理员重新授权。
waiting-cause-not-granted = 缺少权限集 18，需由小程序管理员授予。
waiting-cause-error = 无法读取。
waiting-cause-undetermined = 数据口径待确认，可由 Baselib 运维人员指定。
waiting-cause-doubtful = 最新数据异常。提高前请明天再查看。
waiting-cause-losing = 当前最低版本影响超过 1% 的用户。
waiting-since = { $day }起。
waiting-link = 可发给小程序管理员的授权链接（7 天内有效）：
weekly-quiet = 没有待你处理的事项，{ $since }以来没有变化。
weekly-on = 待处理事项和变化以私信发给你：{ $when }。
weekly-stopped = 待处理事项不再于每周一发送：Slack 拒绝了私信（{ $code }）。
weekly-off = 待处理事项和变化可每周一以私信发给你。
button-weekly = 每周一发送
button-weekly-off = 停止
