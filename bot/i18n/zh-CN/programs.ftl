### 小程序：列表、搜索、选择、别名与标签

programs-title = { $count } 个小程序
programs-text = 可以查询 { $count } 个小程序：{ $names }。
programs-found = { $count } 个小程序含有「{ $text }」
programs-found-text = { $count } 个小程序的名称、appid 或标签中含有「{ $text }」：{ $names }。
programs-nothing = 没有小程序的名称、appid 或标签中含有「{ $text }」。
programs-nothing-like = 没有小程序的名称、appid 或标签中含有「{ $text }」。你是想找「{ $suggestion }」吗？
programs-channel = ← 本频道的小程序
programs-revoked = 未授权
programs-not-granted = 缺少权限集 18
programs-place = 第 { $first } 至 { $last } 个，共 { $count } 个
programs-previous = 上一页
programs-next = 下一页
programs-all = 显示全部
programs-search = 搜索
programs-search-placeholder = 输入名称、appid 或标签，按回车
programs-choose = 用 `/baselib use <小程序>` 设定本频道默认的小程序。
programs-label = 用 `/baselib programs alias <小程序> <别名>` 设置别名，用 `/baselib programs tag <小程序> <标签>` 添加标签。

program-alias-set = 现在可以用 { $alias } 来指 { $program }。
program-alias-removed = 已去掉 { $appid } 在 Slack 中设置的别名，它现在叫 { $program }。
program-tags = { $program } 现在的标签：{ $tags }。用 `/baselib programs <标签>` 列出带有同一标签的小程序。
program-no-tags = { $program } 现在没有标签。

pick-placeholder = 名称、appid 或标签
pick-another = 换一个小程序
pick-answers = 请选择你要查询的小程序，选好即可得到答案：
use-which = 在本频道不写小程序名时，指的是哪个小程序？
use-effect = 请选择一个，以后任何人都可以更改。

used = 以后在本频道不写小程序名时，指的就是 { $program }。输入 `/baselib` 查看它的用户占比。
