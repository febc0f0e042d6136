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
pick-again = 名称之后的内容太长，无法保留。请用正确的名称重新输入：
use-which = 本频道默认小程序
use-effect = 对本频道所有人生效，编辑者可以更改。

used = 已将 { $program } 设为本频道默认小程序。输入 `/baselib` 查看版本分布。

### Baselib 能否设置小程序的最低版本

setting-title = 设置最低版本
setting-on = ✅ 提议并批准后，Baselib 可以在微信设置 { $program } 的最低版本。
setting-off = Baselib 不设置 { $program } 的最低版本，只读取微信。
setting-calling = 还有一个调用正在进行，仍可能完成设置；不会再开始新的调用。
setting-ask = 提议并批准后，允许 Baselib 在微信设置 { $program } 的最低版本吗？
setting-merchant-unasked = 商家只同意读取。
setting-merchant-agreed = 商家已在 Baselib 的页面上同意。
setting-merchant-declined = 商家只同意读取。用 `/baselib programs add` 生成链接，商家可以在上面允许更多。
setting-sure-unasked = 商家授权时，页面承诺只读取。仅在商家此后已同意的情况下开启。
setting-sure-agreed = 开启后，可以用卡片上的按钮在微信设置已批准的最低版本。
setting-sure-declined = 商家允许之前无法开启。
setting-turn-on = 开启
setting-turn-off = 关闭
setting-keep = 保存
setting-may = 批准后，Baselib 可以设置
setting-may-not = Baselib 只读取
setting-means = Baselib 不会自行设置：先提议，由其他人批准，再由编辑者或管理员按“立即设置”。每一步都记入审计日志。
home-setting = 设置最低版本：Baselib 可以为哪些小程序设置。
home-setting-pick = 选择小程序
