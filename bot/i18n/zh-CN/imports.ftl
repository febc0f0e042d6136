### 导入的数据

data-of-imported = { $day }的数据，{ $who } 于 { $moment } 导入。
who-terminal = { $name }（命令行）
imported-undetermined = 数据口径待确认，因此不计算受影响用户占比。
imported-unusable = { $reason ->
    [no-data] 最新导入的列表暂无用户数据。
    [undetermined] 最新导入的数据口径待确认。
    [single-version] 最新导入的列表中只有一个版本有用户，多半不完整。
    [newest-missing] 最新导入的列表缺少近期有用户的最新版本。
    [contradicts] 最新导入的数据口径与以前不同。
   *[low-total] 最新导入的各版本占比合计远低于 100%。
}
imported-advice = 请重新导入并选择口径：命令行用 `--meaning`，表单中选“数据口径”。
imported-reason-never-falls = 数值为累计值（合计 { $total }），已换算为各版本占比。
imported-reason-pinned = 口径由导入者选择。
imported-reason-ambiguous = 数值符合不止一种口径，微信公布的数据和以往导入的数据都无法判断是哪一种。
imported-reason-pin-contradicted = 导入时选择的口径与数值矛盾。
raise-not-listed-imported = 导入的数据中没有 { $version }，而且微信只接受已发布的版本。最接近的是 { $nearest }。
deed-imported = 导入数据
error-all-of-wechat-not-imported = `wechat` 代表微信全体用户，其数据每天自动读取。请为你的小程序另取一个名称。
error-imported-unset = { $program } 的数据是导入的，没有会变化的最低版本。请改为关注受影响用户占比、覆盖率或版本撤回。
error-nothing-imported = 没有 { $program } 的导入数据：上次导入中断了。请重新导入。

cli-import = 导入小程序的版本数据：CSV、JSON，或从微信公众平台复制的文字。
cli-import-file = 文件；- 表示标准输入。列：版本、占比；多天数据再加日期。
cli-import-program = 小程序名称；没有的会新建，不需要 AppID。
cli-import-day = 未写日期的数据属于哪一天，例如 2026-10-01 或 yesterday；省略则为今天。
cli-import-meaning = 数据口径；auto 为自动判断，与微信返回的数据相同。
cli-import-users = 截至最新一天的 30 天用户数（如已知），例如 160000。
cli-import-dry-run = 只显示如何读取文件，不保存。

import-days = { $count ->
    [1] { $program }：{ $first }，{ $versions } 个版本。
   *[other] { $program }：{ $count } 天，{ $first } 至 { $last }；最后一天有 { $versions } 个版本。
}
import-new = { $program } 是新建的小程序，没有 AppID。
import-newest = { $day }：{ $sentence }
import-undetermined = 有 { $count } 天的数据口径待确认，不计入趋势。
import-users-of = 截至{ $day }的 30 天用户数：{ $count }。
import-users-left-out = 未保存用户数：该小程序的用户数由微信提供。
import-replaced = 替换以前导入的 { $days } 的数据。
import-from-wechat = 保留微信 { $days } 的数据，不导入。
import-all-from-wechat = { $program }：这 { $count } 天都已有微信返回的数据，因此没有导入。
import-dry-run = 没有保存。去掉 `--dry-run` 即可导入。
import-next = 已导入。下一步：`baselib report "{ $program }"`
import-refused = 没有导入。以下各行无法读取：
import-line = 第 { $line } 行：{ $sentence }
import-more-problems = 另有 { $count } 行无法读取：{ $lines }。
import-mistake-empty = 没有一行同时包含版本和占比，例如 `3.5.5  0.78%`。
import-mistake-too-long = 文字超过两百万个字符或十万行。请减少每次导入的天数。
import-mistake-too-many-days = { $text } 天超过了 400 天的上限。请减少每次导入的天数。
import-mistake-not-text = 这不是文本文件。请把电子表格另存为 CSV。
import-mistake-not-json = 这不是有效的 JSON（{ $text }）。
import-mistake-no-version = “{ $text }”之前没有版本。
import-mistake-no-percentage = “{ $text }”之后没有占比。
import-mistake-not-a-percentage = “{ $text }”不是占比，例如 `0.78%` 或 `0.78`。
import-mistake-not-a-day = “{ $text }”不是日期。请写成 2026-10-01。
import-mistake-to-come = { $text } 是将来的日期。
import-mistake-twice = “{ $text }”在同一天有两个不同的占比。

button-import = 导入数据
import-title = 导入数据
import-intro = 适用于微信不允许 Baselib 读取的小程序。请粘贴各版本及其用户占比：来自微信公众平台、电子表格或自己的统计。可一次粘贴多天。
import-check = 检查
import-submit = 导入
import-checked = 尚未导入。数据将按以下方式读取：
import-running = 正在导入。
import-ask = 现在可以查询：`/baselib report { $program }`
import-program = 小程序
import-program-hint = 新名称会新建一个没有 AppID 的小程序。
import-numbers = 版本和占比
import-placeholder = 3.5.5  0.78%
import-numbers-hint = 每行一个版本，或含版本、占比、日期的 CSV。超过 3000 个字符请用命令 baselib import。
import-day = 日期
import-day-hint = 未写日期的数据属于这一天。
import-users = 30 天用户数
import-users-hint = 如已知：回答中会给出受影响的人数。
import-meaning = 数据口径
import-meaning-auto = 自动判断
import-meaning-share = 该版本的用户占比
import-meaning-below = 低于该版本的用户占比
import-meaning-at_or_below = 不高于该版本的用户占比
help-import = 微信不允许读取的小程序：打开表单粘贴数据
connect-way-import = 不接入微信：导入数据
connect-for-import = 只有一个小程序、没有第三方平台。立即可用。

program-outdated = { $program } 的数据是 { $age }前的，请导入新数据。
program-outdated-why = 在此之前，它的回答、提醒和简报都停留在那一天。
program-outdated-many = { $count } 个小程序的导入数据已过时：{ $programs }。请导入新数据。

deletion-title = 删除小程序
deletion-sure = 删除 { $program } 及其导入的数据？此操作无法撤销。
deletion-submit = 删除
deletion-days = { $count ->
    [1] { $first }的数据
   *[other] { $count } 天的数据，{ $first } 至 { $last }
}
deletion-no-days = 没有数据
deletion-alerts = 结束 { $count } 个提醒：{ $channels }
deletion-digests = 结束 { $count } 个简报：{ $channels }
deletion-digests-shorter = { $count } 个简报不再包含它：{ $channels }
deletion-default = 不再是 { $channels } 的默认小程序
deletion-stays = 与它有关的决策和审计记录会保留。
deletion-posted = 上述频道都会收到通知。
deletion-done = 已删除 { $program } 及其导入的数据。
deletion-by = 操作人：{ $who }。
deed-import-deleted = 删除导入的小程序
error-not-imported = { $program } 的数据来自微信。只能删除数据由人导入的小程序；要限制哪些频道可见，请用 `/baselib programs restrict`。
error-deletion-waits = 关于 { $program } 的决策 { $number } 尚未结束。请先撤回（`/baselib decisions`），再删除小程序。
cli-delete = 删除数据由人导入的小程序。
cli-delete-program = 小程序名称。
cli-delete-yes = 不再询问。
