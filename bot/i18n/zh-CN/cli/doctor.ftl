### `baselib doctor` 检查的内容与结果；docs/doctor.md 为每项检查各有一节

cli-doctor = 检查配置、数据库、Slack 和微信，并说明如何修复。可在机器人运行时使用。
cli-doctor-shape = 只输出微信响应的结构，不含身份信息，可直接贴到 issue 里。
cli-doctor-blocks = 改为请 Slack 校验记录在案的每条消息，不会发出任何消息（需在克隆的仓库中）。
doctor-blocks-none = 这里没有记录在案的消息，它们在 Baselib 的仓库中。
doctor-blocks-done = 共 { $count } 条消息，Slack 拒绝其中 { $refused } 条。
doctor-no-shape = 没有可显示的微信响应；请运行 `baselib doctor` 查看原因。

doctor-well = 全部 { $count } 项检查通过。
doctor-warned = 没有失败项，{ $count } 项警告：{ $checks }。
doctor-failing = { $count } 项检查失败：{ $checks }。
doctor-line = *{ $status }* · { $check }：{ $sentence }
doctor-do = → { $advice }（{ $page }）
doctor-see = → { $page }
doctor-because = 请先解决“{ $because }”。
doctor-broken = 检查本身出错（{ $trouble }）。
    .advice = 请再运行一次。如果仍然如此，这是 Baselib 的缺陷，请反馈。
doctor-fine = 通过：{ $checks }。
doctor-more = 另有 { $count } 项未显示，请运行 `baselib doctor` 查看。

doctor-status-ok = 正常
doctor-status-warning = 警告
doctor-status-failed = 失败
doctor-status-skipped = 跳过

doctor-check-settings = 配置
doctor-check-database = 数据库
doctor-check-running = 运行状态
doctor-check-disk = 磁盘
doctor-check-tables = 数据表
doctor-check-keys = 加密密钥
doctor-check-workspaces = 工作区
doctor-check-clock = 时钟
doctor-check-slack-token = Slack token
doctor-check-scopes = Slack 权限范围
doctor-check-socket-mode = Socket Mode
doctor-check-public-url = 公网地址
doctor-check-signing = 签名
doctor-check-slash-command = 斜杠命令
doctor-check-wechat = 微信
doctor-check-ticket = component_verify_ticket
doctor-check-platform-token = component_access_token
doctor-check-ip-allowlist = IP 白名单
doctor-check-program-token = 小程序 access_token
doctor-check-permission-set = 权限集 18
doctor-check-quota = 调用额度
doctor-check-reading = 版本分布
doctor-check-users = 用户数
doctor-check-public-numbers = 公开数据
doctor-check-font = 字体
doctor-check-catalogue = API 目录

doctor-settings-ok = 所需的配置齐全且有效。
doctor-settings-wrong = { $error }
doctor-settings-missing = 没有设置 `{ $name }`，而 `baselib run` 需要它。
    .advice = 请在 `.env` 中填写；`.env.example` 说明了在哪里找到它的值。
doctor-settings-may-set = `BASELIB_MAY_SET_MINIMUM` 已开启：可以在微信设置已批准的最低版本，仅限管理员已允许的小程序。
doctor-settings-unused = `{ $name }` 不起作用，因为 `{ $used }` 优先。
    .advice = 请从 `.env` 中去掉其中一个。

doctor-database-ok = { $kind } 可以访问和写入。
doctor-database-none = 还没有数据库文件。
    .advice = 无需处理：`baselib run` 会创建。如果本应有文件，请检查 `DATABASE_URL` 中的路径（相对于工作目录）。
doctor-database-old = PostgreSQL { $version } 官方已停止维护。
    .advice = 请迁移到 { $oldest } 或更高版本：先 `baselib db backup`，再在新库上 `baselib db restore`。
doctor-database-locked = 另一个进程正在写入并锁定数据库。
    .advice = 请一分钟后再运行 `baselib doctor`。如果一直锁定，请查找使用同一文件的其他进程。
doctor-database-read-only = 数据库是只读的。
    .advice = 请检查文件及其目录的所有者，以及是否以只读方式挂载；如果是 PostgreSQL，请检查 `DATABASE_URL` 是否指向备库。
doctor-database-unusable = { $error }
doctor-running-yes = Baselib 正在使用此数据库。如果它本身就是第三方平台，doctor 只读取已保存的 access_token。
doctor-running-no = 没有 Baselib 正在使用这个数据库。
doctor-disk-ok = 数据库所在磁盘还有 { $free } MB 可用。
doctor-disk-server = 数据库在服务器上，不检查其磁盘。
doctor-disk-low = 数据库所在磁盘只剩 { $free } MB 可用。
    .advice = 请清理空间：磁盘写满后将无法发送简报。
doctor-disk-full = 数据库所在磁盘已满：只剩 { $free } MB。
    .advice = 请立即清理空间，然后重启 Baselib。
doctor-disk-open = 其他用户可以写入数据库文件或其所在目录。
    .advice = 请对两者运行 `chmod go-w`。
doctor-tables-ok = 已是最新。
doctor-tables-older = 不存在，或由旧版 Baselib 创建。
    .advice = 无需处理：`baselib run` 会创建或升级。如有旧表，请先备份：`baselib db backup`。
doctor-tables-behind = 不存在，或由旧版 Baselib 创建。
    .advice = 如有旧表，请先运行 `baselib db backup`；然后运行 `baselib db upgrade`。
doctor-tables-newer = 由更新版本的 Baselib 创建。
    .advice = 请重新安装该版本，旧版本无法读取。
doctor-tables-too-old = 由 1.0.0 之前的 Baselib 创建。
    .advice = 请先更新到 1.0.0，再更新到当前版本。
doctor-keys-ok = { $count ->
    [0] 还没有加密的内容。
   *[other] 共 { $count } 条加密的敏感信息，均可解密。
}
doctor-keys-wrong = 数据库中有 { $count } 条敏感信息无法用 `BASELIB_ENCRYPTION_KEYS` 中的任何密钥解密。
    .advice = 请把以前的密钥加在新密钥之后，用逗号隔开。如果已丢失，`baselib keys rotate --forget` 会删除无法解密的内容。
doctor-workspaces-ok = 已安装的工作区都没有被 Slack 暂停。
doctor-workspaces-suspended = Slack 暂时不接受 { $count } 个工作区的 token（{ $codes }）。
    .advice = 消息不会丢失：Baselib 会自动重试，并在一天内补发到期的内容。如果持续出现，请在 Slack 中确认应用仍已安装，且工作区未迁移或停用。
doctor-workspaces-left-out = { $count } 个工作区已在 Slack 中启用应用，却收不到简报和提醒：{ $teams }。
    .advice = Slack 的通知没有送达。Baselib 运行时会在一小时内自动恢复；在该工作区输入 `/baselib` 可立即恢复。

doctor-clock-ok = 与 Slack 和微信的时间一致。
doctor-clock-unknown = Slack 和微信都没有返回时间。
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
doctor-slack-token-not-installed = 还没有工作区安装 Baselib。
    .advice = 请打开公网地址下的 `/slack/install`，并点击 Allow。
doctor-slack-token-refused = Slack 拒绝了它（{ $code }）。
    .advice = 请把 OAuth & Permissions 页面上的 Bot User OAuth Token（xoxb-…）填入 `SLACK_BOT_TOKEN`；如果应用已从工作区移除，请重新安装。
doctor-slack-token-unreachable = Slack 的 Web API 没有响应，或响应的不是 Slack。
    .advice = 请检查网络、`HTTPS_PROXY` 和 `SLACK_API_URL`，一分钟后再运行一次。
doctor-scopes-ok = Slack 已授予清单请求的全部 { $count } 项权限。
doctor-scopes-unknown = Slack 的响应没有列出已授予的权限。
    .advice = 请检查代理：Baselib 与 Slack 之间有环节移除了响应头。
doctor-scopes-extra = Slack 授予了 Baselib 不使用的权限：{ $scopes }。
    .advice = 请从应用的清单中移除。
doctor-scopes-missing = Slack 没有授予 { $scopes }。
    .advice = 请把 manifest.yml 粘贴到应用的清单中，然后重新安装应用。如果仍无变化，说明 token 属于另一个应用：请看 `baselib doctor` 的“Slack token”一行中的机器人名称。
doctor-socket-mode-ok = Slack 返回了连接地址。
doctor-socket-mode-refused = Slack 没有返回连接地址（{ $code }）。
    .advice = 请把带有 connections:write 权限的应用级 token（xapp-…）填入 `SLACK_APP_TOKEN`，并在应用设置中开启 Socket Mode。
doctor-public-url-ok = Baselib 响应正常。
doctor-public-url-plain = Baselib 通过 http 响应，但 Slack 只访问 https 地址。
    .advice = 请在前面加一个带证书的反向代理，并把 `BASELIB_PUBLIC_URL` 设为它的 https 地址。
doctor-public-url-not-set = 没有设置 `BASELIB_PUBLIC_URL`，因此无法测试 Slack 的请求能否到达。
    .advice = 请把它设为应用清单中 `/slack/events` 之前的地址。
doctor-public-url-not-running = 该地址没有响应，也没有 Baselib 正在使用此数据库。
    .advice = 请用 `baselib run` 启动，然后再运行一次。
doctor-public-url-unreachable = Baselib 正在运行，但该地址没有响应。
    .advice = 请检查域名解析、证书和反向代理，以及代理是否转发到 `HOST` 和 `PORT`。
doctor-public-url-untrusted = 该地址的证书不受信任，Slack 和微信不会访问。
    .advice = 请换上由公共机构签发（非自签名）、在有效期内、与域名一致的证书，并附上中间证书。
doctor-public-url-redirected = 该地址会重定向到另一个地址，Slack 和微信的请求会因此丢失。
    .advice = 请把 `BASELIB_PUBLIC_URL` 设为最终地址（https 和完整的域名），并在 Slack 和微信中填写同一地址。
doctor-public-url-elsewhere = 该地址下 `{ $path }` 的服务不是此 Baselib。
    .advice = 请检查 `BASELIB_PUBLIC_URL`，以及反向代理是否把 `/livez`、`/slack/events` 和 `/wechat/events` 原样转发到 `HOST` 和 `PORT`，且不需要登录。Socket Mode 下的 Baselib 没有 `/slack/events`：请以 HTTP 方式重启。
doctor-signing-ok = Baselib 接受用 `SLACK_SIGNING_SECRET` 签名的请求，拒绝其他请求。它是否与 Slack 的一致，第一条命令即可验证。
doctor-signing-not-running = `HOST` 和 `PORT` 没有响应，因此无法测试。
    .advice = 请用 `baselib run` 启动 Baselib，然后再运行一次。
doctor-signing-refused = 正在运行的 Baselib 拒绝了用 `SLACK_SIGNING_SECRET` 签名的请求。
    .advice = 如果修改过配置，请重启 Baselib；否则请检查代理是否原样转发请求体和请求头。
doctor-signing-open = 该服务接受了用伪造密钥签名的请求。
    .advice = 响应 `/slack/events` 的是另一个程序。请停止它，否则任何人都能向它发命令。
doctor-slash-command-unasked = Slack 没有接口可检查 `/baselib`：请在频道里输入 `/baselib help`。

doctor-wechat-ok = 可以访问。
doctor-wechat-unreachable = { $error }
    .advice = 请检查网络、`HTTPS_PROXY` 和 `WECHAT_API_URL`，以及本机与微信之间的代理。
doctor-ticket-ok = 最近一次于 { $span }前收到。
doctor-ticket-late = 最近一次于 { $span }前收到；正常为每十分钟一次。
    .advice = 请检查微信能否访问公网地址下的 `/wechat/events`，并在日志中查找被拒绝的推送。
doctor-ticket-old = 最近一次于 { $span }前收到，已失效（有效期十二小时）。
    .advice = 请检查微信能否访问公网地址下的 `/wechat/events`：授权事件接收 URL、Token 和 Key。正在运行的 Baselib 会请微信重新推送。
doctor-ticket-never = 尚未收到过。
    .advice = 请启动 Baselib，把平台的“授权事件接收 URL”设为公网地址下的 `/wechat/events`，并等待十分钟。平台审核通过后微信才会开始推送。
doctor-ticket-refused = 微信拒绝了最新的一个。{ $error }
    .advice = 请等待十分钟收到下一个，并检查 `WECHAT_COMPONENT_APPID` 是否就是向这里推送的平台。
doctor-platform-token-ok = 可以获取，有 { $count } 个账号授权了此平台。
doctor-platform-token-kept = 正在运行的 Baselib 保存的有效，有 { $count } 个账号授权了此平台。`WECHAT_COMPONENT_SECRET` 是否正确，下次刷新时即可验证。
doctor-platform-token-not-kept = 没有保存有效的。Baselib 运行期间，或无法保存时，doctor 不会获取新的。
    .advice = 请在 Slack 中查看一次版本分布，Baselib 会随之获取，然后再运行一次。如果仍然没有，请查看 Baselib 的日志，或停止 Baselib 后再运行一次。
doctor-platform-token-secret = 微信拒绝提供：平台的 AppID 与 AppSecret 不匹配（errcode { $code }）。
    .advice = 请从平台页面把 AppID 和 AppSecret 填入 `WECHAT_COMPONENT_APPID` 和 `WECHAT_COMPONENT_SECRET`。
doctor-platform-token-failed = 无法获取。{ $error }
doctor-ip-allowlist-ok = 微信接受此服务器的地址。
doctor-ip-allowlist-refused = { $address ->
    [none] 微信不接受此服务器的地址（{ $code }）。
   *[other] 微信不接受 { $address }（{ $code }）。
}
    .advice = 请把它加入白名单：开放平台 → 第三方平台 → 开发资料；如果使用 AppSecret，则为 mp.weixin.qq.com → 开发设置。请加入此服务器的每一个出口地址。
doctor-program-token-ok = 可以获取。
doctor-program-token-none = 还没有小程序授权此平台。
    .advice = 请在 Slack 中输入 `/baselib programs add`，并以小程序管理员的身份打开链接。
doctor-program-token-unlisted = `WECHAT_PROGRAMS_URL` 的列表为空。
    .advice = 请联系该服务的维护者，或在 `WECHAT_PROGRAMS` 中列出小程序。
doctor-program-token-not-connected = 未连接微信：只能查询 `wechat`（微信全体用户）和导入数据的小程序。
    .advice = 试用时无需处理。要读取小程序自己的数据，请在主页选择“连接微信”，或者导入数据。
doctor-program-token-not-kept = 没有保存有效的。Baselib 运行期间，或无法保存时，doctor 不会获取新的。
    .advice = 请在 Slack 中查看一次版本分布，Baselib 会随之获取，然后再运行一次。
doctor-program-token-revoked = 小程序没有授权此平台，或已取消授权。{ $error }
    .advice = 请其管理员重新授权：在 Slack 中输入 `/baselib programs add` 获取链接。
doctor-program-token-dead = 微信拒绝了所配置的 access_token。{ $error }
    .advice = `WECHAT_ACCESS_TOKEN` 只在两小时内有效：请换一个新的。如果使用 access_token 服务，请检查它返回的是否为最新。如果 Baselib 本身就是第三方平台，说明另有程序在用它的 AppID 和 AppSecret 获取：请停止该程序。
doctor-program-token-kind = 微信不向此 access_token 的所有者开放此接口。{ $error }
    .advice = 请使用第三方平台的 authorizer_access_token：`WECHAT_COMPONENT_APPID` 或 `WECHAT_TOKEN_URL`。如果已经是，请在 open.weixin.qq.com 查看平台自身是否拥有权限集 18 并已全网发布。
doctor-program-token-service = access_token 服务拒绝了请求。{ $error }
    .advice = 请检查 `WECHAT_TOKEN_URL` 和 `WECHAT_TOKEN_BEARER`，以及该服务是否认识 `WECHAT_PROGRAMS` 中的 AppID。
doctor-program-token-unreadable = `WECHAT_TOKEN_URL` 的响应中没有 access_token。
    .advice = 该服务必须以 HTTP 200 返回 `{"{"}"access_token": "…", "expires_in": 7200{"}"}` 这样的 JSON。如果返回的是网页，请检查中间的代理或登录页。
doctor-program-token-failed = 无法获取。{ $error }
doctor-permission-set-ok = 小程序已授予。
doctor-permission-set-unknown = 微信没有返回是否已授予。{ $error }
doctor-permission-set-missing = 小程序没有授予权限集 18（开发管理与数据分析）。
    .advice = 请其管理员重新授权并勾选它（在 Slack 中输入 `/baselib programs add` 获取链接）。同一时间只能有一个平台持有。
doctor-quota-ok = 此小程序今天还可调用 { $remain } 次，共 { $limit } 次。
doctor-quota-low = 此小程序今天只能再调用 { $remain } 次，共 { $limit } 次。
    .advice = 请查明还有谁在代它调用。北京时间零点恢复。
doctor-quota-unknown = 微信没有返回剩余额度。{ $error }
doctor-quota-used = 此小程序的调用次数已用完。
    .advice = 请等到北京时间零点（如果是每分钟的限制，则等一分钟），并查明还有谁在代它调用。
doctor-reading-ok = 微信返回 { $count } 个版本，从 { $first } 到 { $last }：{ $meaning }（{ $scale }）。{ $reason }
doctor-reading-no-data = 微信暂无用户数据。{ $reason }
    .advice = 请等到有人使用此小程序。如果它有用户，请把 `baselib doctor --shape` 的输出贴到 issue 里。
doctor-reading-undetermined = 微信数据的口径待确认。{ $reason }
    .advice = 请与微信公众平台对照，并设置 `WECHAT_PERCENTAGE_MEANING`。也请把 `baselib doctor --shape` 的输出贴到 issue 里。
doctor-reading-failed = 没有数据。{ $error }
    .advice = 如果是微信的响应无法读取，请把 `baselib doctor --shape` 的输出贴到 issue 里。
doctor-users-ok = 已有 { $count } 个小程序截至 { $day } 的 30 天用户数。
doctor-users-off = 未统计。
doctor-users-not-yet = 尚未统计：每天北京时间中午以后读取。
doctor-users-absent = { $absent } 个小程序没有截至 { $day } 的 30 天用户数（{ $reasons }）；{ $count } 个有。
    .advice = 不需要人数时可以忽略。被拒绝时需要权限集 18；empty 表示新的或用户很少的小程序。
doctor-public-numbers-ok = { $day } 的数据可以读取。
doctor-public-numbers-off = 已关闭。
doctor-public-numbers-unreachable = 无法读取。{ $error }
    .advice = 只缺少与微信整体的比较。请让本机能访问 mp.weixin.qq.com，或设置 `WECHAT_PUBLIC_URL=off`。

doctor-font-ok = { $name } 包含中文。
doctor-font-missing = 没有包含中文的字体：图片形式的图表改用英文，标题只写别名或 AppID。
    .advice = 请安装一个；在 Debian 和 Ubuntu 上：`apt-get install fonts-noto-cjk`。
doctor-catalogue-ok = 可以查询 { $count } 个 API。
doctor-catalogue-unreadable = 其文件无法读取。
    .advice = 请重新安装 Baselib：有部分文件缺失或损坏。

error-token-not-kept = 没有保存有效的 access_token，只有正在运行的 Baselib 可以获取。请先在 Slack 中查看一次版本分布，然后再试。
