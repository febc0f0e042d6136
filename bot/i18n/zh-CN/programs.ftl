### 小程序：列表、搜索、选择、别名与标签

programs-title = { $count } 个小程序
programs-text = { $count } 个小程序：{ $names }。
programs-found = { $count } 个小程序包含“{ $text }”
programs-found-text = { $count } 个小程序的名称、AppID 或标签包含“{ $text }”：{ $names }。
programs-nothing = 没有小程序的名称、AppID 或标签包含“{ $text }”。
programs-nothing-like = 没有小程序的名称、AppID 或标签包含“{ $text }”。你是不是想找“{ $suggestion }”？
programs-channel = ← 本频道默认
programs-revoked = 未授权
programs-not-granted = 缺少权限集 18
programs-place = 第 { $first } 至 { $last } 个，共 { $count } 个
programs-previous = 上一页
programs-next = 下一页
programs-all = 显示全部
programs-search = 搜索
programs-search-placeholder = 输入名称、AppID 或标签，按回车
programs-choose = 用 `/baselib use <小程序>` 设置本频道默认小程序。
programs-label = 用 `/baselib programs alias <小程序> <别名>` 设置别名，用 `/baselib programs tag <小程序> <标签>` 添加标签。

program-alias-set = { $program } 的别名已设为 { $alias }。
program-alias-removed = 已移除 { $appid } 在 Slack 中设置的别名，现在名为 { $program }。
program-tags = { $program } 的标签：{ $tags }。用 `/baselib programs <标签>` 列出带此标签的小程序。
program-no-tags = { $program } 现在没有标签。

pick-placeholder = 名称、AppID 或标签
pick-another = 换一个小程序
pick-answers = 选择小程序后即可得到结果：
use-which = 本频道默认小程序
use-effect = 对本频道所有人生效，任何人都可更改。

used = 已将 { $program } 设为本频道默认小程序。输入 `/baselib` 查看版本分布。
