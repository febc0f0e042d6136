error-not-allowed = { $needed ->
    [admin] 需要管理员权限。请工作区管理员用 `/baselib access` 授权。
   *[editor] 需要编辑者权限；你可以查看全部内容。请工作区管理员用 `/baselib access` 授权。
}
error-not-a-member = Baselib 只回答安装它的工作区的成员，不回答共享频道里其他工作区的人。该工作区的管理员可以用 `/baselib access` 授予你角色。
error-role-unknown = Slack 未能确认相关成员在此工作区的身份，而此操作取决于该身份。未作任何更改，请一分钟后再试。
error-not-in-channel = 只有该频道的成员才能执行此操作。请先加入该频道。
error-membership-unknown = Slack 未能确认你是否在该频道中，而此操作必须先确认。未作任何更改，请一分钟后再试。
error-program-restricted = { $name } 仅限其他频道使用，本频道不显示。管理员可以用 `/baselib programs restrict` 修改。
error-bad-access = { $part ->
    [user] 无法确定 { $text } 是谁。请在 `/baselib access` 中选择，或输入成员 ID，例如 U012AB3CD。
    [role] 没有“{ $text }”这个角色。可选 viewer（查看者）、editor（编辑者）或 admin（管理员）。
    [default] “{ $text }”不能作为默认角色。请选择 viewer 或 editor。
    [here] 私信不是频道。请在频道里使用，或在 `/baselib programs restrict` 的列表中选择频道。
    [quorum] “{ $text }”不是有效的批准人数。请输入 1 至 5 的两个数，第二个不小于第一个：`/baselib access approvals 1 2`。
    [programs] “{ $text }”不是 1 至 99999 的小程序数量：`/baselib access many 20`。
   *[channel] 无法确定 { $text } 是哪个频道。请输入 `here` 或频道 ID（例如 C012AB3CD），或在 `/baselib programs restrict` 的列表中选择。
}
alert-unseen = 一个小程序
alert-status-unseen = ⚠️ 此处不显示：该小程序已不可用，或已被管理员限定在部分频道
programs-restricted = 仅限部分频道
settings-reason-not-admins = 不是有效的成员 ID 列表（格式如 `U012AB3CD` 或 `T012AB3CD/U012AB3CD`）

role-viewer = 查看者
role-editor = 编辑者
role-admin = 管理员
access-title = 角色
access-text = { $count ->
    [0] 所有人：{ $role }。没有单独授予的角色。
   *[other] 所有人：{ $role }。另有 { $count } 人单独授予了角色。
}
access-default = 默认角色：{ $role }
access-grant = { $person }：{ $role }，由 { $by } 授予
access-more = 以及另外 { $count } 项
access-person = { $person } 的角色
access-choose-person = 选择要授予角色的人…
access-choose-role = 选择角色
access-revoke = 收回
access-revoked = { $had ->
    [yes] 已收回授予 { $person } 的角色。
   *[no] 没有可收回的角色：{ $person } 未被授予角色。
}
access-left = { $role ->
    [admin] 仍是管理员：是 Slack 工作区的管理员或所有者，或列在 `BASELIB_ADMINS` 中。
    [none] 来自其他工作区，在此没有角色。
   *[other] 现在的角色：{ $name }。
}
access-restriction = 🔒 { $program } 仅限于 { $channels }
access-unrestricted = 所有小程序在所有频道均可查询。要限定某个小程序，请用 `/baselib programs restrict <小程序>`。
access-unrestrict = 取消限定
access-admins = Slack 工作区的管理员和所有者始终是管理员。访客默认为查看者。
access-roles = 查看者可以查看数据。编辑者还可以分享数据、设置简报和提醒、导入数据、为小程序命名和授权。管理员还可以管理角色、查看 `/baselib audit`。
restriction-some = { $program } 仅限于 { $channels }。
restriction-none = { $program } 在所有频道均可查询。请选择要限定的频道。
restriction-text = { $count ->
    [0] { $program } 在所有频道均可查询。
   *[other] { $program } 仅限于 { $count } 个频道。
}
restriction-means = 在其他频道查不到、搜不到、也不列出此小程序。指定了它的简报只显示其 AppID，其他简报和提醒不包含它。管理员在任何频道都能看到。
restriction-choose = 添加频道…
audit-title = 最近 { $count } 条变更
audit-nothing = 暂无变更。
audit-csv = 全部导出为 CSV
audit-csv-comment = { $name }，由 `/baselib audit` 导出：此工作区保留的全部变更。
audit-kept = 变更记录保留 { $count } 天。
audit-system = Baselib
deed-role-granted = 授予角色
deed-role-revoked = 收回角色
deed-default-role = 默认角色
deed-program-restricted = 限定小程序
deed-program-unrestricted = 取消限定
deed-digest-ordered = 设置简报
deed-digest-changed = 修改简报
deed-digest-ended = 关闭简报
deed-alert-set = 设置提醒
deed-alert-changed = 修改提醒
deed-alert-ended = 删除提醒
deed-channel-program = 频道默认小程序
deed-labels = 别名和标签
deed-authorisation-started = 生成授权链接
deed-authorised = 小程序已授权
deed-authorisation-ended = 授权已终止
deed-installed = 安装应用
deed-uninstalled = 卸载应用
audit-no-posts = 已暂停：Slack 拒绝发布消息（{ $code }）
audit-wanted = 微信应显示 { $version }
audit-readable = 可读取
audit-not-granted = 缺少权限集 18
audit-permission-sets = 权限集 { $sets }
audit-imported = { $count ->
    [1] { $first }
   *[other] { $first }至{ $last }，共 { $count } 天
}
audit-deleted-days = { $count } 天数据
audit-deleted-digests = { $count } 个简报
audit-deleted-alerts = { $count } 个提醒
audit-merchant-unasked = 未询问商家
audit-merchant-agreed = 商家已同意
audit-merchant-declined = 商家已拒绝
audit-through-slackbot = 通过 Slackbot
audit-through-token = 使用个人 token
audit-through-terminal = 通过命令行
audit-state-draft = 正在发送
audit-state-proposed = 投票中
audit-state-approved = 已批准
audit-state-applying = 设置中
audit-state-verified = 已核实
audit-state-unverified = 未核实
audit-state-failed = 微信已拒绝
audit-state-declined = 已否决
audit-state-withdrawn = 已撤回
audit-state-expired = 已过期
audit-state-stale = 已失效
audit-state-rolled-back = 已退回
audit-run-running = 分批设置进行中
audit-run-paused = 分批设置已暂停
audit-run-stopped = 分批设置已停止
audit-run-stopped-refused = 分批设置已停止：微信拒绝过多
audit-run-stopped-unverified = 分批设置已停止：微信未显示变更
audit-run-stopped-everywhere = 分批设置已停止：微信拒绝所有小程序
audit-run-ended = 分批设置已结束
cli-audit = 输出变更记录，从旧到新。
cli-audit-since = 起始日期（UTC，例如 2026-10-01）；省略时从最早的记录开始。
cli-audit-team = 仅此工作区（T…）；省略时为全部工作区。
cli-audit-format = csv 或 json。
access-role = 角色
access-give = 授予
deed-token-made = 创建 token
deed-token-revoked = 吊销 token
deed-agent-proposed = 通过智能体提议
