### 简报：订阅

subscription-title = 简报
subscription-schedule = 时间：{ $when }
subscription-programs = 小程序：{ $programs }
subscription-programs-default = 小程序：{ $program }（本频道默认）。
subscription-programs-all = 小程序：全部
subscription-fleet = 全部小程序：`/baselib digest fleet { $schedule }`
subscription-other-language = 简报使用本频道的语言 { $language }，可用“修改简报”更换。
subscription-language = 语言：{ $language }
subscription-next = 下一次：{ $local }，{ $span }后
subscription-last = 上一次：{ $moment }。{ $outcome }
subscription-last-none = 尚未发送过。
subscription-paused = 简报已暂停，因为无法在本频道发消息（{ $code }）。请用 `/invite @Baselib` 邀请 Baselib，再点击“修改简报”并保存。
subscription-show = 本频道在{ $when }收到简报。下一次：{ $local }。
subscription-set = 本频道将在{ $when }收到简报。首次发送：{ $local }。
subscription-before = 此前：{ $when }，{ $scope }。
subscription-sent = 简报已发送到本频道，发送计划不变。
subscription-sent-already = 刚刚已向本频道发送过简报，因此没有再次发送。请半分钟后再试。
subscription-ended = 本频道的简报已关闭。输入 `/baselib digest { $schedule }` 可重新开启。
off-title = 关闭简报？
off-text = 本频道将不再收到简报，可随时重新设置。
off-yes = 关闭
off-no = 保留
language-en = English
language-zh-CN = 简体中文

schedule-title = 简报
schedule-save = 保存
schedule-cancel = 取消
schedule-time = 时间
schedule-zone = 时区
schedule-language = 语言
