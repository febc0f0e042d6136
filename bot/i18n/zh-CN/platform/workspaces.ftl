### 多个 Slack 工作区：安装机器人，以及安装时可能出的问题

install-title = 把 Baselib 添加到 Slack
install-what = Baselib 帮助运营微信小程序的团队了解：提高最低基础库版本会影响多少用户。输入 `/baselib` 即可查询，也可订阅简报。
install-asks = Slack 会请求的权限
install-asks-commands = 回答 `/baselib`。
install-asks-write = 在已订阅的频道里发送简报和提醒，并私信回复查询的人。
install-asks-people = 查看成员的语言和时区，以便按对方的语言和时区回复。
install-asks-history = 在频道中查找 Baselib 自己发过的消息，避免重复发送简报。除此之外不读取任何内容。
install-go = 安装
install-button = 添加到 Slack
install-lasts = 此按钮在此浏览器中 10 分钟内有效。如果工作区要求审批应用，Slack 会显示审批人。

installed-title = Baselib 已安装到 { $workspace }
installed-title-unnamed = Baselib 已安装
installed-next = 在 Slack 中把 @Baselib 邀请进频道，然后输入 `/baselib help`。您可以关闭本页面。
installed-org = 请组织管理员在 Slack 页面上选择可以使用它的工作区。

install-refused-cancelled-title = 没有安装
install-refused-cancelled = 安装已取消。您可以随时重新开始。
install-refused-state-title = 此页面已失效
install-refused-state = 它只能在发起安装的浏览器中使用一次，10 分钟内有效。如果 Baselib 能在 Slack 中作答，说明安装成功；否则请重新开始。
install-refused-slack-title = Slack 拒绝了
install-refused-slack = 没有安装。请重新开始；如果再次出现，Baselib 运维人员可以在日志中找到原因。
install-refused-later-title = 请过几分钟再试
install-refused-later = Slack 或 Baselib 的数据库没有响应，无法确定是否安装成功。如果 Baselib 在 Slack 中没有作答，请重新开始。
install-again = 重新开始

not-installed = 此工作区已卸载 Baselib。工作区管理员可以重新安装：{ $url }
ending = Slack 不再为 Baselib 续期对此工作区的访问权限。请在 { $until }之前重新安装，以免漏掉内容；过期后将停止发送简报和提醒，直到重新安装。已有的设置会保留。
button-install = 重新安装

settings-where-slack-client-id = api.slack.com/apps → 你的应用 → Basic Information → Client ID（见 docs/workspaces.md）
settings-where-slack-client-secret = api.slack.com/apps → 你的应用 → Basic Information → Client Secret
settings-reason-not-a-team = 不是有效的工作区 ID（格式如 `T0123456789`）；在浏览器中打开 Slack，地址中可以看到
settings-reason-not-scopes = 不是有效的 Slack 权限列表（格式如 `commands,chat:write`）
