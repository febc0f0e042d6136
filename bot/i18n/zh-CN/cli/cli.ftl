### 命令行与启动。

cli = 微信小程序提高最低基础库版本会影响多少用户？在这里查，或在 Slack 里查。
cli-program = 别名、AppID 或昵称开头；只有一个小程序时可省略。
cli-json = 输出 JSON，而不是文字。
cli-completion = 输出在 shell 中补全命令和选项的脚本并退出。
cli-version = 显示版本并退出。
cli-help = 显示帮助并退出。
cli-usage = 用法
cli-options = 选项
cli-arguments = 参数
cli-commands = 命令
cli-command = 命令
cli-default = （默认：{ $value }）
cli-run = 运行机器人：在 Slack 中回答查询并发送简报。
cli-report = 查看建议的最低版本、影响的用户占比和下一个版本。
cli-report-all = 列出全部版本。
cli-raise = 查看提高到某个最低版本会影响多少用户。
cli-raise-version = 要查询的最低版本，例如 3.8.5。
cli-cover = 查看可覆盖这一百分比用户的最高版本。
cli-cover-percent = 要覆盖的用户百分比，例如 99。
cli-on = 回看某一天，例如 2026-10-01 或 yesterday。
cli-on-or-all = 回看某一天，例如 2026-10-01 或 yesterday；all：保存的全部日期，格式为 CSV 或 JSON。
cli-history-deprecated = --history 即将移除，请改用 --on all。
cli-replay-deprecated = baselib replay 即将移除，请在各个查询中改用 --on：baselib report --on { $day }
cli-format = 改为输出文件：csv、json 或 browserslist（自定义使用统计）。
cli-history = 输出保存的全部日期，格式为 CSV，或 JSON（--format json）。
cli-demo = 无需 Slack 或微信账号即可试用，一切都在本机运行。
cli-demo-port = 页面的端口；机器人使用前一个端口，微信使用后一个端口。
cli-demo-fleet = 增加这么多商家，以服务商的身份试用。
cli-demo-socket-mode = 机器人用 Socket Mode 连接，而不是 HTTP。
cli-demo-many-workspaces = 启动两个 Slack 工作区，通过 OAuth 安装机器人。
cli-demo-settings = 不启动机器人，而是把机器人的配置写入此新文件，结束时删除。
cli-demo-settings-refused = 无法创建 { $file }（{ $why }）。已有的文件不会被覆盖，请换一个文件名。
cli-demo-ready = 沙盒已就绪：在浏览器中打开 { $url }，然后输入 /baselib
cli-demo-ready-settings = 机器人的配置已写入 { $file }，沙盒运行期间有效。把它用作 .env 并启动机器人：`baselib run`。
cli-demo-ready-install = 请在每个工作区安装机器人：{ $bot }/slack/install
cli-demo-ready-two = 在浏览器中打开两个工作区，然后输入 /baselib：{ $url } 和 { $url }/?team=T1NEIGHBOUR
cli-demo-ready-programs = 已有两个小程序完成授权；输入 /baselib programs add 可以扮演商家再授权一个。
cli-demo-ready-end = 按 Ctrl-C 结束。不保存任何数据。
cli-demo-not-installed = 这里没有安装沙盒。请克隆 Baselib 的仓库，并在其中运行 `make demo`。
cli-demo-failed = 演示已结束：{ $why }。请重新运行；如果仍然失败，请查看上面的输出。

settings-missing = Baselib 无法启动：缺少配置。请填写 { $file } 中的以下各行（没有该文件时请复制 .env.example）：
settings-where-slack-bot-token = api.slack.com/apps → 你的应用 → OAuth & Permissions → Bot User OAuth Token（xoxb-…）
settings-where-slack-signing-secret = api.slack.com/apps → 你的应用 → Basic Information → Signing Secret；或者配置 SLACK_APP_TOKEN 使用 Socket Mode
settings-where-wechat-programs = 你的小程序，格式为 alias=appid,alias2=appid2；AppID 见 mp.weixin.qq.com → 开发 → 开发设置；配置了 WECHAT_COMPONENT_APPID 或 WECHAT_PROGRAMS_URL 时不需要
settings-where-wechat-access-token = 试用时填 authorizer_access_token；正式使用请改为配置 WECHAT_COMPONENT_APPID（你自己的第三方平台，见 docs/wechat.md）、WECHAT_TOKEN_URL（你自己的 access_token 服务）或 WECHAT_APP_SECRET
cli-fleet = 查看全部小程序概览，问题优先。
cli-fleet-list = 要列出的小程序：attention、blocked、revoked、not-granted、error、undetermined、losing、ready、fine 或 no-data；tags 为按标签汇总。省略则列出全部。
cli-fleet-tag = 只看带此标签的小程序。
cli-fleet-sort = attention（默认）、loss、movement、minimum、age 或 name。
cli-fleet-raise = 提高到此版本时对每个小程序的影响。
cli-fleet-format = 改为输出文件：csv 或 json。

cli-manifest = 输出可直接使用的 Slack 应用清单（manifest），以及用它创建应用的链接。
cli-manifest-socket = 用于 Socket Mode，不需要公网地址。
cli-manifest-host = 用于 HTTP：Slack 访问 Baselib 的主机名（或 https 地址）。默认取 BASELIB_PUBLIC_URL，没有则为 Socket Mode。
cli-manifest-workflow-steps = 同时为 Slack 工作流构建器提供步骤，需要 Slack 付费方案。
cli-manifest-paid = 工作流步骤需要 Slack 付费方案；免费方案会拒绝这份清单。
cli-manifest-json = 输出 JSON，供 Slack 自己的命令行工具读取。
cli-manifest-either = 请二选一：--socket 或 --host。
cli-manifest-bad-host = { $host } 不是可用 https 访问的公网主机，例如 baselib.example.com。
cli-manifest-link = 打开以下链接，用它创建应用：
cli-manifest-paste = 清单太长，无法放进链接。请打开 https://api.slack.com/apps?new_app=1，选择 “From a manifest”，然后粘贴。
cli-manifest-then = 然后把 Bot User OAuth Token 和 Signing Secret 填入 .env。
cli-manifest-then-socket = 然后把 Bot User OAuth Token（xoxb-…）和带有 connections:write 权限的 app-level token（xapp-…）填入 .env。
cli-mcp = 通过标准输入输出为编程智能体提供服务，无需凭证。
cli-mcp-shares = `baselib report --json` 输出的文件：智能体可以查询其中的小程序。可重复使用。
cli-manifest-mcp = 让 Slackbot 查询 Baselib：加入所需的服务器和权限范围。需要 --host。
cli-manifest-mcp-address = Slackbot 只能通过公网地址访问 Baselib：请加上 --host。
