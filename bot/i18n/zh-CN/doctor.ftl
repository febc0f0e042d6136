### `baselib doctor` 检查的内容与结果；docs/doctor.md 由英文版生成

cli-doctor = 检查得出答复所需的一切：哪里有问题，该怎么办。可在机器人运行时使用。
cli-doctor-shape = 只输出微信答复的结构，不透露属于谁：可以直接贴到 issue 里。
doctor-no-shape = 微信没有给出可显示结构的答复；`baselib doctor` 会说明原因。

doctor-well = 一切正常：共检查了 { $count } 项。
doctor-warned = 没有失败项，有 { $count } 项值得留意：{ $checks }。
doctor-failing = 有 { $count } 项失败：{ $checks }。
doctor-line = *{ $status }* · { $check }：{ $sentence }
doctor-do = → { $advice }（{ $page }）
doctor-see = → { $page }
doctor-because = 需要先解决「{ $because }」。
doctor-broken = 检查本身出错（{ $trouble }）。
    .advice = 请再运行一次。如果仍然如此，请报告：这是 Baselib 的错误。
doctor-fine = 正常：{ $checks }。
doctor-more = 还有 { $count } 项未列出，`baselib doctor` 会显示。

doctor-status-ok = 正常
doctor-status-warning = 注意
doctor-status-failed = 失败
doctor-status-skipped = 跳过

doctor-check-settings = 配置
doctor-check-database = 数据库
doctor-check-running = 运行状态
doctor-check-disk = 磁盘
doctor-check-tables = 数据表
doctor-check-keys = 加密密钥
doctor-check-clock = 时钟
doctor-check-slack-token = Slack 令牌
doctor-check-scopes = Slack 权限范围
doctor-check-socket-mode = Socket Mode
doctor-check-public-url = 公网地址
doctor-check-signing = 签名
doctor-check-slash-command = 斜杠命令
doctor-check-wechat = 微信
doctor-check-ticket = verify_ticket
doctor-check-platform-token = 平台令牌
doctor-check-ip-allowlist = IP 白名单
doctor-check-program-token = 小程序令牌
doctor-check-permission-set = 权限集 18
doctor-check-quota = 调用额度
doctor-check-reading = 读取
doctor-check-public-numbers = 公开数据
doctor-check-font = 字体
doctor-check-catalogue = API 目录

doctor-settings-ok = 所需的配置齐全，都能读取。
doctor-settings-wrong = { $error }
doctor-settings-missing = 没有设置 `{ $name }`，而 `baselib run` 需要它。
    .advice = 请填写 `.env` 中的这一行；`.env.example` 说明了在哪里可以找到它的值。
doctor-settings-unused = `{ $name }` 虽已设置，但不起作用：起决定作用的是 `{ $used }`。
    .advice = 请从 `.env` 中去掉其中一个，或设置另一个。

doctor-database-ok = { $kind } 可以访问，也可以写入。
doctor-database-none = 还没有数据库文件。
    .advice = 不需要处理：`baselib run` 会创建。如果应该已有文件，请检查 `DATABASE_URL` 中的路径，它相对于工作目录。
doctor-database-old = PostgreSQL { $version } 已不再得到维护。
    .advice = 请迁移到 { $oldest } 或更新的版本：先 `baselib db backup`，再在新库上 `baselib db restore`。
doctor-database-locked = 有其他程序正在写入并占用数据库。
    .advice = 请一分钟后再运行 `baselib doctor`。如果一直如此，请查找是否有另一个程序在使用同一个文件。
doctor-database-read-only = 数据库可以读取，但不能写入。
    .advice = 请检查文件及其目录的所有者，以及是否以只读方式挂载；如果是 PostgreSQL，请检查 `DATABASE_URL` 是否指向备库。
doctor-database-unusable = { $error }
doctor-running-yes = 有一个 Baselib 正在使用这个数据库。如果它本身就是第三方平台，则只查看了它的令牌。
doctor-running-no = 没有 Baselib 正在使用这个数据库。
doctor-disk-ok = 数据库所在磁盘还有 { $free } MB 可用。
doctor-disk-server = 数据库在服务器上，磁盘由服务器自行管理。
doctor-disk-low = 数据库所在磁盘只剩 { $free } MB 可用。
    .advice = 请清理空间：一旦用尽，就不会再发送简报。
doctor-disk-full = 数据库所在磁盘已满：只剩 { $free } MB。
    .advice = 请立即清理空间，然后重新启动 Baselib。
doctor-disk-open = 所有者以外的人也可以写入数据库文件。
    .advice = 请对它运行 `chmod go-w`。
doctor-tables-ok = 与当前的 Baselib 一致。
doctor-tables-none = 数据库中还没有数据表。
    .advice = 不需要处理：`baselib run` 会创建。
doctor-tables-missing = 数据库中还没有数据表。
    .advice = 请运行 `baselib db upgrade`。
doctor-tables-older = 属于较旧的 Baselib。
    .advice = 不需要处理：`baselib run` 会升级。请先备份：`baselib db backup`。
doctor-tables-behind = 属于较旧的 Baselib。
    .advice = 请先运行 `baselib db backup`，再运行 `baselib db upgrade`。
doctor-tables-newer = 属于比当前更新的 Baselib。
    .advice = 请重新安装那个版本，旧版本无法读取。
doctor-keys-ok = 有 { $count } 条加密的机密，全部可以解开。
doctor-keys-unused = 还没有任何加密的内容。
doctor-keys-wrong = 数据库中有 { $count } 条机密无法用 `BASELIB_ENCRYPTION_KEYS` 中的任何密钥解开。
    .advice = 请把以前的密钥放在新密钥之后，用逗号隔开。如果已经丢失，`baselib keys rotate --forget` 会放弃只有它能解开的内容。

doctor-clock-ok = 与 Slack 和微信的时间一致。
doctor-clock-unknown = Slack 和微信都没有告知时间。
    .advice = 请先解决网络问题。
doctor-clock-whose = { $who ->
    [WeChat] 微信
   *[other] { " " }Slack{ " " }
}
doctor-clock-drifting = { $side ->
    [ahead] 比{ $who }的时间快 { $span }。
   *[behind] 比{ $who }的时间慢 { $span }。
}
    .advice = 请开启时间同步（NTP）：相差超过五分钟时，签名会被拒绝。
doctor-clock-wrong = { $side ->
    [ahead] 比{ $who }的时间快 { $span }，因此 Slack 的请求会因过旧而被拒绝。
   *[behind] 比{ $who }的时间慢 { $span }，因此 Slack 的请求会被拒绝。
}
    .advice = 请开启时间同步（NTP），并检查时区和小时是否正确。

doctor-slack-token-ok = 属于工作区 { $workspace } 中的 @{ $bot }。
doctor-slack-token-nobody = 还没有工作区安装 Baselib。
    .advice = 请打开公网地址下的 `/slack/install`，并按 Allow。
doctor-slack-token-refused = Slack 拒绝了它（{ $code }）。
    .advice = 请把 OAuth & Permissions 页面上的 Bot User OAuth Token（xoxb-…）填入 `SLACK_BOT_TOKEN`；如果应用已从工作区移除，请重新安装。
doctor-slack-token-unreachable = Slack 的 Web API 没有答复，或答复的不是 Slack。
    .advice = 请检查网络、`HTTPS_PROXY` 和 `SLACK_API_URL`，一分钟后再运行一次。
doctor-scopes-ok = Slack 授予了清单所要求的 { $count } 项。
doctor-scopes-unknown = Slack 没有说明授予了哪些。
    .advice = Baselib 与 Slack 之间有什么去掉了响应头，请检查代理。
doctor-scopes-extra = Slack 授予的比 Baselib 使用的多：{ $scopes }。
    .advice = 请从应用的清单中去掉这些，Baselib 不需要它们。
doctor-scopes-missing = Slack 没有授予 { $scopes }。
    .advice = 请把 manifest.yml 粘贴到应用的清单中，然后在工作区重新安装应用。如果仍无变化，说明令牌属于另一个应用：`baselib doctor` 的「Slack 令牌」一行写有它的机器人名称。
doctor-socket-mode-ok = Slack 给出了连接地址。
doctor-socket-mode-refused = Slack 没有给出连接地址（{ $code }）。
    .advice = 请把带有 connections:write 权限的应用级令牌（xapp-…）填入 `SLACK_APP_TOKEN`，并在应用设置中开启 Socket Mode。
doctor-socket-mode-unreachable = Slack 的 Web API 没有答复，或答复的不是 Slack。
    .advice = 请检查网络、`HTTPS_PROXY` 和 `SLACK_API_URL`，一分钟后再运行一次。
doctor-public-url-ok = Baselib 在那里答复。
doctor-public-url-plain = Baselib 在那里答复，但地址以 http 开头，而 Slack 只访问 https 地址。
    .advice = 请在前面加一个带证书的反向代理，并把 `BASELIB_PUBLIC_URL` 设为它的 https 地址。
doctor-public-url-not-set = 没有设置 `BASELIB_PUBLIC_URL`，因此无法检查 Slack 的请求能否到达。
    .advice = 请把它设为应用清单中 `/slack/events` 之前的地址。
doctor-public-url-not-running = 那里没有答复，也没有 Baselib 正在使用这个数据库。
    .advice = 请用 `baselib run` 启动，然后再运行一次。
doctor-public-url-unreachable = 虽然有 Baselib 正在运行，那里却没有答复。
    .advice = 请检查域名解析、证书和反向代理，以及代理是否指向 `HOST` 和 `PORT`。
doctor-public-url-untrusted = 那里没有可信的证书，而没有可信的证书，Slack 和微信都不会访问。
    .advice = 请换上由公认机构签发（不是自签名）、目前有效、与域名一致的证书，并附上中间证书。
doctor-public-url-redirected = 那里会重定向到另一个地址，Slack 和微信发来的内容会在途中丢失。
    .advice = 请把 `BASELIB_PUBLIC_URL` 设为直接答复的地址（https 和完整的域名），并在 Slack 和微信处也填写这个地址。
doctor-public-url-elsewhere = 在那里答复的不是 Baselib。
    .advice = 请检查 `BASELIB_PUBLIC_URL`，以及反向代理是否把 `/livez`、`/slack/events` 和 `/wechat/events` 转到 `HOST` 和 `PORT`。
doctor-signing-ok = Baselib 接受用 `SLACK_SIGNING_SECRET` 签名的请求，拒绝其他请求。它是否与 Slack 的一致，要到第一条命令才知道。
doctor-signing-not-running = `HOST` 和 `PORT` 处没有答复，因此无法检查。
    .advice = 请用 `baselib run` 启动 Baselib，然后再运行一次。
doctor-signing-refused = 正在运行的 Baselib 拒绝了用 `SLACK_SIGNING_SECRET` 签名的请求。
    .advice = 如果更改过配置，请重新启动；否则请检查代理是否原样转发请求体和请求头。
doctor-signing-elsewhere = 在 `/slack/events` 答复的不是这个 Baselib。
    .advice = 请检查反向代理是否把 `/slack/events` 原样、不加限制地转到 `HOST` 和 `PORT`。以 Socket Mode 启动的 Baselib 没有这个地址：请重新启动它。
doctor-signing-open = 那里接受了用伪造密钥签名的请求。
    .advice = 答复 `/slack/events` 的不是这个 Baselib：请停止它，否则任何人都能对它下命令。
doctor-slash-command-unasked = 无法向 Slack 查询它是否认识 `/baselib`：请在频道里输入 `/baselib help`。

doctor-wechat-ok = 可以访问。
doctor-wechat-unreachable = { $error }
    .advice = 请检查网络、`HTTPS_PROXY` 和 `WECHAT_API_URL`。
doctor-wechat-unreadable = 在 `WECHAT_API_URL` 答复的不是微信。{ $error }
    .advice = 请检查 `WECHAT_API_URL`，以及本机与微信之间的设备。
doctor-ticket-ok = 最近一次在 { $span }前收到。
doctor-ticket-late = 最近一次在 { $span }前收到，而本应每十分钟一次。
    .advice = 请检查微信能否访问公网地址下的 `/wechat/events`，并在日志中查找被拒绝的推送。
doctor-ticket-old = 最近一次在 { $span }前收到，而有效期是十二小时。
    .advice = 请检查微信能否访问公网地址下的 `/wechat/events`：授权事件接收 URL、Token 和 Key。正在运行的 Baselib 会请微信重新推送。
doctor-ticket-never = 还没有收到过。
    .advice = 请启动 Baselib，把平台的「授权事件接收 URL」设为公网地址下的 `/wechat/events`，并等待十分钟。平台审核通过后微信才会开始推送。
doctor-ticket-refused = 微信拒绝了最新的一个。{ $error }
    .advice = 请等待十分钟收到下一个，并检查 `WECHAT_COMPONENT_APPID` 是否就是向这里推送的平台。
doctor-platform-token-ok = 微信给出了令牌，有 { $count } 个帐号授权了此平台。
doctor-platform-token-kept = 正在运行的 Baselib 保存的令牌有效，有 { $count } 个帐号授权了此平台。`WECHAT_COMPONENT_SECRET` 是否正确，要到下次刷新时才知道。
doctor-platform-token-not-kept = 没有保存有效的令牌；在 Baselib 运行期间，或令牌无法保存时，doctor 不会获取新的令牌。
    .advice = Baselib 在需要时才会获取：请在 Slack 中查看一次报告，然后再运行一次。如果仍然没有，它的日志会说明原因；停止它之后，这里也会说明。
doctor-platform-token-secret = 微信没有给出令牌：平台的 AppID 与密钥不匹配（errcode { $code }）。
    .advice = 请从平台页面把 AppID 和 AppSecret 填入 `WECHAT_COMPONENT_APPID` 和 `WECHAT_COMPONENT_SECRET`。
doctor-platform-token-failed = 微信没有给出令牌。{ $error }
doctor-ip-allowlist-ok = 微信允许这台服务器的地址。
doctor-ip-allowlist-refused = { $address ->
    [none] 微信不允许这台服务器的地址（{ $code }）。
   *[other] 微信不允许 { $address }（{ $code }）。
}
    .advice = 请把它加入白名单：开放平台、第三方平台、开发资料；如果使用 AppSecret，则在 mp.weixin.qq.com 的开发设置中。请加入这台服务器可能使用的每一个出口地址。
doctor-program-token-ok = 小程序的令牌可以取得。
doctor-program-token-kept = 正在运行的 Baselib 为小程序保存的令牌有效。
doctor-program-token-none = 还没有小程序授权此平台。
    .advice = 请在 Slack 中输入 `/baselib programs add`，并以小程序管理员的身份打开链接。
doctor-program-token-unlisted = `WECHAT_PROGRAMS_URL` 的列表里没有小程序。
    .advice = 请询问该服务的维护者，或在 `WECHAT_PROGRAMS` 中填写小程序。
doctor-program-token-not-kept = 没有保存有效的令牌；在 Baselib 运行期间，或令牌无法保存时，doctor 不会获取新的令牌。
    .advice = Baselib 在需要时才会获取：请在 Slack 中查看一次报告，然后再运行一次。
doctor-program-token-revoked = 小程序没有授权此平台，或已取消授权。{ $error }
    .advice = 请其管理员重新授权：在 Slack 中输入 `/baselib programs add` 获取链接。
doctor-program-token-dead = 微信拒绝了 Baselib 得到的令牌。{ $error }
    .advice = `WECHAT_ACCESS_TOKEN` 只在两小时内有效：请换一个新的。如果使用令牌服务，请检查它给出的是否是最新的。如果 Baselib 本身就是第三方平台，说明还有别的程序在用它的 AppID 和密钥获取令牌：请只保留一个。
doctor-program-token-kind = 微信不向这个令牌的所有者开放此接口。{ $error }
    .advice = 请使用第三方平台的授权方令牌：`WECHAT_COMPONENT_APPID` 或 `WECHAT_TOKEN_URL`。如果已经是，请在 open.weixin.qq.com 查看平台自身是否拥有权限集 18 并已全网发布。
doctor-program-token-service = 令牌服务拒绝了请求。{ $error }
    .advice = 请检查 `WECHAT_TOKEN_URL`、`WECHAT_TOKEN_BEARER`，以及该服务是否认识 `WECHAT_PROGRAMS` 中的 AppID。
doctor-program-token-unreadable = 在 `WECHAT_TOKEN_URL` 得到的不是令牌。
    .advice = 该服务必须以 HTTP 200 返回 `{"{"}"access_token": "…", "expires_in": 7200{"}"}` 这样的 JSON。如果返回的是网页，可能是中间的代理或登录页造成的。
doctor-program-token-failed = 无法取得。{ $error }
doctor-permission-set-ok = 小程序已授予。
doctor-permission-set-unknown = 微信没有说明小程序是否已授予。{ $error }
doctor-permission-set-missing = 小程序没有授予权限集 18（开发管理与数据分析）。
    .advice = 请其管理员重新授权并勾选它（在 Slack 中输入 `/baselib programs add` 获取链接）。同一时间只能有一个平台持有。
doctor-quota-ok = 这个小程序今天还可以调用 { $remain } 次，共 { $limit } 次。
doctor-quota-low = 这个小程序今天只能再调用 { $remain } 次，共 { $limit } 次。
    .advice = 请查明还有谁在代它调用。北京时间零点后额度会恢复。
doctor-quota-unknown = 微信没有说明剩余额度。{ $error }
doctor-quota-used = 这个小程序的调用次数已用完。
    .advice = 请等到北京时间零点（如果是每分钟的限制，则等一分钟），并查明还有谁在代它调用。
doctor-reading-ok = 微信返回了 { $count } 个版本，从 { $first } 到 { $last }：{ $meaning }，{ $scale }。{ $reason }
doctor-reading-no-data = 微信返回的数据中没有用户。{ $reason }
    .advice = 请等到有人使用这个小程序。如果它有用户，请把 `baselib doctor --shape` 的输出贴到 issue 里。
doctor-reading-undetermined = 微信返回了数字，但无法判断含义。{ $reason }
    .advice = 请与微信后台对照，并设置 `WECHAT_PERCENTAGE_MEANING`。也请把 `baselib doctor --shape` 的输出贴到 issue 里。
doctor-reading-failed = 没有得到数字。{ $error }
    .advice = 如果是微信的答复无法读取，请把 `baselib doctor --shape` 的输出贴到 issue 里。
doctor-public-numbers-ok = { $day } 的数据可以读取。
doctor-public-numbers-off = 已关闭。
doctor-public-numbers-unreachable = 无法读取。{ $error }
    .advice = 只缺少与微信整体的比较。请让本机能访问 mp.weixin.qq.com，或设置 `WECHAT_PUBLIC_URL=off`。

doctor-font-ok = 有一个包含中文的字体（{ $name }）。
doctor-font-missing = 没有包含中文的字体：图表中会显示方框。
    .advice = 请安装一个；在 Debian 和 Ubuntu 上：`apt-get install fonts-noto-cjk`。
doctor-catalogue-ok = 可以查询 { $count } 个 API。
doctor-catalogue-unreadable = 它的文件无法读取。
    .advice = 请重新安装 Baselib：有一部分缺失或损坏。

error-token-not-kept = 正在运行的 Baselib 现在没有保存有效的这种令牌，而只有它可以获取。请先在 Slack 中查看一次报告，然后再试。
