### 频道默认、帮助、等待

used = 以后在本频道不写小程序名时，指的就是 { $program }。输入 `/baselib` 查看它的用户占比。

help-title = Baselib 能告诉你什么
help-intro = 提高最低基础库版本会影响多少用户，这个比例在怎样变化？
help-programs-named = 小程序可以用别名、appid 或名称的开头来指定。不写时，指本频道的小程序，或唯一的那个。
help-report = 各版本的用户占比、覆盖率，以及设为最低版本的影响
help-raise = 把最低版本提高到某个版本会影响多少用户：现在、以前，以及何时可以放心提高
help-cover = 能覆盖指定比例用户的最高版本
help-digest = 本频道的简报：查看、用表单修改（`edit`）或直接设定（`mon,thu 09:00`、`每月第一个周一 09:00`；时间前加 `fleet` 或 `#标签` 可一览众多小程序）、试发（`test`）、立即发送（`now`）、暂停（`pause`）、历史（`history`）或关闭（`off`）
help-alert = 发生时提醒一次：`loss > 1% at 3.0.0`、`coverage 3.8.0 >= 99%`、`minimum changed`、`rollback`
help-alerts = 本频道的提醒，可以静音或删除
help-help = 本列表

fetching = 正在读取微信数据，结果马上就来。
