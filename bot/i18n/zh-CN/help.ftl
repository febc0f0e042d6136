### 频道默认、帮助、等待

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

help-access = 本工作区的权限；仅限管理员
help-audit = 谁改了什么；仅限管理员
help-can = API 需要什么版本、多少用户可以使用、多少用户会受影响：`wx.getPrivacySetting request.enableChunked`；不写 API 时打开带搜索的表单；小游戏加 `--game`
help-fleet = 全部小程序概览：先看最要紧的，也可换排序，或看提高最低版本对每个小程序的代价；可导出 CSV
help-programs = 可以查询的小程序；写一个词，就只列出名称、appid 或标签中含有它的。`add` 给出授权新小程序的链接，`alias` 设置别名，`tag` 添加标签
help-use = 设定本频道默认的小程序
help-trend = 最近最多二十周的覆盖率变化图：指定的版本（最多六个），或最值得关注的版本
