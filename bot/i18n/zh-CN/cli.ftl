### 命令行与启动。

cli = 微信小程序提高最低基础库版本会影响哪些用户？在这里问，或者在 Slack 里问。
cli-program = 别名、appid 或昵称开头；只有一个小程序时可以省略。
cli-json = 输出 JSON，而不是文字。
cli-run = 运行机器人：回答 Slack 中的提问并发送简报。
cli-report = 显示小程序在各基础库版本上的用户占比。
cli-raise = 显示把最低版本提高到某个版本会影响多少用户。
cli-cover = 显示若要覆盖这一百分比的用户，最低版本最高可设为多少。
cli-on = 回看某一天当时能看到的内容，例如 2026-10-01 或 yesterday。
cli-format = 改为输出文件：csv、json 或 browserslist（自定义使用统计）。
cli-history = 输出保存的每一天，格式为 CSV，或 JSON（--format json）。
cli-demo = 不需要 Slack 或微信账号即可试用：一切都在本机运行。
cli-demo-port = 页面使用的端口；机器人和微信使用相邻的端口。
cli-demo-socket-mode = 让机器人通过 Socket Mode 而不是 HTTP 连接。
cli-demo-many-workspaces = 先不安装机器人：两个 Slack 工作区可以通过 OAuth 自行安装。
cli-demo-settings = 不启动机器人，而是把它的设置写入这个新文件；结束时删除该文件。
cli-demo-settings-refused = 无法创建 { $file }（{ $why }），已有的文件不会被覆盖。请换一个新文件。
cli-demo-ready = 沙箱已就绪：在浏览器中打开 { $url }，然后输入 /baselib
cli-demo-ready-settings = 机器人的设置已写入 { $file }，在本沙箱运行期间有效。把它作为 .env，用 `baselib run` 启动机器人。
cli-demo-ready-install = 在每个工作区各安装一次机器人：{ $bot }/slack/install
cli-demo-ready-two = 两个工作区是 { $url } 和 { $url }/?team=T1NEIGHBOUR：在浏览器中打开，然后输入 /baselib
cli-demo-ready-programs = 已有两个小程序完成授权；输入 /baselib programs add 可以看到商家如何授权另一个。
cli-demo-ready-end = 按 Ctrl-C 结束。不会保留任何数据。
cli-demo-not-installed = 这里没有安装沙箱。请克隆 Baselib 的仓库，并在其中运行 `make demo`。
cli-demo-failed = 演示已结束：{ $why }。请重新运行；如果仍然失败，请查看上面的输出。

settings-missing = Baselib 无法启动：缺少一些设置。请填写 { $file } 中的以下各行（没有该文件时请复制 .env.example）：
settings-where-slack-bot-token = api.slack.com/apps → 你的应用 → OAuth & Permissions → Bot User OAuth Token（xoxb-…）
settings-where-slack-signing-secret = api.slack.com/apps → 你的应用 → Basic Information → Signing Secret；或者设置 SLACK_APP_TOKEN 使用 Socket Mode
settings-where-wechat-programs = 你的小程序，格式为 alias=appid,alias2=appid2；appid 在 mp.weixin.qq.com → 开发 → 开发设置；设置了 WECHAT_COMPONENT_APPID 或 WECHAT_PROGRAMS_URL 时不需要
settings-where-wechat-access-token = 试用时填 authorizer_access_token；长期使用请改为设置 WECHAT_COMPONENT_APPID（你自己的第三方平台，见 docs/wechat.md）、WECHAT_TOKEN_URL（你自己的令牌服务）或 WECHAT_APP_SECRET
