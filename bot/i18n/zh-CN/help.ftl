### 频道默认、帮助、等待

help-title = Baselib 命令
help-intro = 提高最低基础库版本会影响多少用户？这个占比如何变化？
help-first-report = *报告* · `/baselib`：各版本的用户，以及可以提高到哪个版本
help-first-what-if = *如果提高…* · `/baselib 3.6.4`：某个最低版本会影响多少用户，何时可放心提高
help-first-can = *能否使用…* · `/baselib wx.login`：多少用户可用某个 API
help-first-trend = *趋势* · `/baselib 趋势`：二十周的变化
help-first-digest = *每周简报* · `/baselib 简报`：每周一在本频道汇报变化
button-help-report = 报告
button-help-what-if = 如果提高…
button-help-can = 能否使用…
button-help-trend = 趋势
button-help-digest = 每周简报
button-help-all = 全部命令
help-try = 试试 `/baselib 3.6.4`，或直接提问：`/baselib 3.6.4 什么时候可以`
read-as = 按 `{ $command }` 理解
read-as-without = 按 `{ $command }` 理解，未用到“{ $left }”
help-programs-named = 用别名、AppID 或昵称的开头指定小程序。不写时为本频道默认小程序，或唯一的小程序。
help-report = 版本分布：覆盖率，以及设为最低版本的影响
help-raise = 提高到某个最低版本会影响多少用户：现在、以前，以及何时可放心提高
help-cover = 可覆盖指定比例用户的最高版本
help-digest = 本频道的简报：查看、用表单修改（`edit`）或直接设置（`mon,thu 09:00`、`每月第一个周一 09:00`；时间前加 `fleet` 或 `#标签` 则为多个小程序的概览）、试发（`test`）、立即发送（`now`）、暂停（`pause`）、历史（`history`）或关闭（`off`）
help-alert = 满足条件时提醒一次：打开表单，或直接输入 `safe minimum rises`、`loss <= 1% at 3.6.4`、`coverage 3.6.4 >= 99%`、`minimum changed`、`withdrawal`、`needs attention`
help-alerts = 本频道的提醒，可静音或删除
help-help = 本列表

help-access = 本工作区的角色与权限（仅管理员）
help-audit = 变更记录（仅管理员）
help-can = API 从哪个版本开始支持、多少用户可用、多少用户受影响：`wx.getPrivacySetting request.enableChunked`；不写 API 时打开搜索表单；小游戏加 `--game`
help-fleet = 全部小程序概览，问题优先：可以提高的（`ready`）、无法读取的（`blocked`）、按标签汇总（`tags`）、提高最低版本对各小程序的影响、导出 CSV
help-programs = 小程序列表；加一个词则按名称、AppID 或标签搜索。`add` 获取授权链接，`alias` 设置别名，`tag` 添加标签，`setting` 允许 Baselib 设置最低版本
help-use = 设置本频道默认小程序
help-trend = 最多二十周的受影响用户占比图：指定的版本（最多五个），或最值得关注的版本
