### 多个 Slack 工作区：安装机器人，以及安装时可能出的问题

install-title = 把 Baselib 添加到 Slack
install-what = Baselib 告诉运营微信小程序的团队，提高基础库最低版本会失去多少用户：输入 `/baselib` 即可查询，也可订阅简报。
install-asks = Slack 会请你允许
install-asks-commands = 回答任何人输入的 `/baselib`。
install-asks-write = 在订阅了的频道里发布简报和提醒，并私信提出请求的人。
install-asks-people = 查看成员的语言和时区，以便用对方的语言和时间作答。
install-asks-history = 在频道中查找自己发过的消息，避免重复发送简报。除此之外不读取任何内容。
install-go = 安装
install-button = 添加到 Slack
install-lasts = 按钮在此浏览器中 10 分钟内有效。如果工作区规定应用须经批准，Slack 会告诉你该找谁。

installed-title = Baselib 已安装到 { $workspace }
installed-title-unnamed = Baselib 已安装
installed-next = 在 Slack 中把 @Baselib 邀请进频道，然后输入 `/baselib help`。此页面可以关闭。
installed-org = 由组织的管理员在 Slack 的页面上选择可以使用它的工作区。

install-refused-cancelled-title = 没有安装
install-refused-cancelled = 你或 Slack 在完成之前中止了安装。随时可以重新开始。
install-refused-state-title = 此页面无法继续
install-refused-state = 它只能完成 10 分钟内在同一浏览器中开始的安装，而且只能使用一次。如果 Baselib 已在 Slack 中作答，说明安装成功；否则请重新开始。
install-refused-slack-title = Slack 拒绝了
install-refused-slack = 没有安装。请重新开始；如果再次出现，Baselib 的运维人员可以在日志中找到原因。
install-refused-later-title = 请过几分钟再试
install-refused-later = Slack 或 Baselib 的数据库没有响应，无法确定是否安装成功。如果 Baselib 在 Slack 中没有作答，请重新开始。
install-again = 重新开始

not-installed = 此工作区已不再安装 Baselib。工作区的管理人员可以重新安装：{ $url }
ending = Slack 不再续期 Baselib 对此工作区的访问权限。请在 { $until }之前重新安装，这样不会漏掉任何内容。过期后不再发送简报和提醒，直到有人重新安装；已有的设置会保留。
button-install = 重新安装

settings-where-slack-client-id = api.slack.com/apps → 你的应用 → Basic Information → Client ID（见 docs/workspaces.md）
settings-where-slack-client-secret = api.slack.com/apps → 你的应用 → Basic Information → Client Secret
settings-reason-not-a-team = 不是 `T0123456789` 这样的工作区 ID；在浏览器中打开 Slack，地址里可以看到
settings-reason-not-scopes = 不是 `commands,chat:write` 这样的 Slack 权限列表
