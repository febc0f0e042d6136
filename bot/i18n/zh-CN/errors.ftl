### 错误：发生了什么，接下来怎么办

error-unexpected = 出错了。请再试一次；如果仍然出现，请 Baselib 运维人员查看日志。
    .traced = 出错了。请再试一次；如果仍然出现，请 Baselib 运维人员在日志中查找请求编号 `{ $request }`。
error-unknown-subcommand = Baselib 没看懂“{ $text }”。试试：`/baselib { $first }`、`/baselib { $second }` 或 `/baselib { $third }`。
error-command-first = “{ $name }”是小程序，名称应放在后面。请输入 `/baselib { $command }`。
    .terminal = 小程序名称“{ $name }”应放在最后。请输入 `baselib { $command }`。
error-form-needs-command = Slack 只能由命令打开表单，不能由消息打开。请输入 `/baselib { $command }`。
error-no-program = { $count ->
    [0] 还没有小程序。用 `/baselib programs add` 获取授权链接，由小程序管理员授权；如果 Baselib 本身不是第三方平台，请 Baselib 运维人员在 `WECHAT_PROGRAMS` 中列出，例如 `shop=wx1234567890abcdef`。
   *[other] 要查哪个小程序？共有 { $count } 个，本频道尚未设置默认小程序。用 `/baselib use <小程序>` 设置，用 `/baselib programs` 列出全部。
}
    .terminal = { $count ->
        [0] 还没有小程序。请在 `WECHAT_PROGRAMS` 中列出，例如 `shop=wx1234567890abcdef`；第三方平台则由小程序管理员授权：在 Slack 中用 `/baselib programs add` 获取链接。
       *[other] 要查哪个小程序？共有 { $count } 个。请用别名、AppID 或名称开头指定：`{ $example }`。
    }
    .agent = { $count ->
        [0] 没有你可以查询的小程序，或许可以查 `wechat`，即微信全体用户。其他小程序由成员在 Slack 中用 `/baselib programs add` 添加，或在启动 `baselib mcp` 时用 `--shares` 提供。
       *[other] 要查哪个小程序？共有 { $count } 个。请用 `program` 指定；find_programs 列出全部。
    }
error-all-of-wechat-fixed = `wechat` 代表微信全体用户：没有别名和标签，在所有频道中都可用。
error-all-of-wechat-unset = `wechat` 代表微信全体用户，没有会变化的最低版本。请改为关注受影响用户占比、覆盖率或版本撤回。
error-unknown-program = 没有名为“{ $name }”的小程序。用 `/baselib programs` 列出全部。
    .suggested = 没有名为“{ $name }”的小程序。你是不是想找“{ $suggestion }”？用 `/baselib programs` 列出全部。
    .terminal = 没有名为“{ $name }”的小程序。请输入别名、AppID 或名称开头；在 Slack 中可用 `/baselib programs` 列出全部。
    .suggested-terminal = 没有名为“{ $name }”的小程序。你是不是想找“{ $suggestion }”？
    .listed-terminal = 没有名为“{ $name }”的小程序。现有：{ $known }。
    .agent = 没有名为“{ $name }”且你可以查询的小程序。find_programs 列出可以查询的全部小程序。
    .suggested-agent = 没有名为“{ $name }”且你可以查询的小程序。你是不是想找“{ $suggestion }”？find_programs 列出全部。
error-ambiguous-program = 多个小程序以“{ $name }”开头：{ $matches }。请多输入几个字，或输入别名或 AppID。
error-bad-version = “{ $text }”不是基础库版本号。请输入以点分隔的数字，例如 `3.6.4`。
error-bad-users = “{ $text }”不是用户数。请输入整数，例如 `1000`。
error-bad-percent = “{ $text }”不是用户占比。请输入大于 0、不超过 100 的数字，例如 `99` 或 `99.5`。
    .suggested = “{ $text }”不到百分之一。是指 { $suggestion } 吗？如果不是，请输入 `{ $text }%`。
error-bad-schedule = { $part ->
    [weekday] “{ $text }”不是星期。请输入 `周一` 至 `周日`，或 `mon` 至 `sun`。
    [time] “{ $text }”不是时间。请输入时和分，例如 `09:00`。
   *[zone] “{ $text }”不是时区。请输入时区名，例如 `Asia/Shanghai`。
}
    .suggested = { $part ->
        [weekday] “{ $text }”不是星期。请输入例如 `{ $suggestion }` 或 `周一`。
        [time] “{ $text }”不是时间。请输入时和分，例如 `{ $suggestion }`。
       *[zone] “{ $text }”不是时区。你是不是想输入 `{ $suggestion }`？
    }
error-missing-argument = `{ $subcommand }` 后面还缺参数。请输入 `{ $usage }`。
error-missing-version = 要提高到哪个版本？例如 `{ $example }`。
placeholder = …
    .only = 列表
    .sort = 排序
    .format = 格式
    .host = 主机
    .alias = 别名
    .api = 接口
    .apis = 接口
    .channel = 频道
    .condition = 条件
    .date = 日期
    .day = 日期
    .days = 星期
    .file = 文件
    .folder = 目录
    .large = 较多
    .name = 名称
    .number = 编号
    .percent = 百分比
    .person = 成员
    .port = 端口
    .program = 小程序
    .programs = 数量
    .reason = 理由
    .role = 角色
    .small = 较少
    .tag = 标签
    .team = 工作区
    .text = 文字
    .token = token
    .version = 版本
    .words = 词
    .zone = 时区
error-no-subscription = 本频道没有简报。输入 `/baselib digest mon 09:00 Asia/Shanghai` 即可设置（星期、时间、时区）。
error-unknown-feature = 基础库 { $newest } 及以前的官方文档中没有名为“{ $name }”的 API 或组件。请输入完整名称，例如 `wx.request` 或 `wx.request.enableChunked`。
    .suggested = 基础库 { $newest } 及以前的官方文档中没有名为“{ $name }”的 API 或组件。你是不是想找 { $suggestion }？
error-feature-elsewhere = { $platform ->
    [mini-game] `{ $name }` 只在小游戏中提供，小程序没有。查询小游戏请加上 `--game`。
   *[other] `{ $name }` 只在小程序中提供，小游戏没有。
}
error-too-many-versions = 共 { $count } 个版本，一张图最多显示 { $limit } 个，请减少。
error-too-many-features = 共 { $count } 个 API，一次最多查询 { $limit } 个。
error-nothing-kept = 没有 { $program } 在 { $day } 前后的数据。数据从第一次读取时开始保存；输入 `/baselib report` 可立即读取。
    .suggested = 没有 { $program } 在 { $day } 前后的数据。最近的数据日期为 { $suggestion }。
    .terminal = 没有 { $program } 在 { $day } 前后的数据。数据从第一次读取时开始保存；运行 `baselib report` 可立即读取。
    .agent = 没有 { $program } 在 { $day } 前后的数据。数据从第一次读取时开始保存；调用不带 `on` 的 get_breakdown 可立即读取。
error-day-to-come = { $day } 还没有到，今天是 { $today }。请指定过去的日期，例如 `{ $today }` 或 `yesterday`。
error-no-such-day = 没有 { $day } 这一天，请检查月份和日期。
error-bad-option = 这里不能用 `{ $option }`。请输入 `{ $usage }`。
error-not-compared = 不能与“{ $text }”比较。请输入不超过 { $weeks } 周的时长，例如 `7d`，或今天之前的日期。
error-chart-undrawable = 无法绘制图片。请一分钟后再试；表格中有同样的数据。
error-stale-control = 此按钮或选项已失效。输入 `/baselib` 重新查看。

error-settings = 配置项 `{ $name }` 缺失或有误：{ $reason }。请 Baselib 运维人员修改 `.env` 并重启。
    .choices = 配置项 `{ $name }` 有误：只能是 { $choices } 之一。请 Baselib 运维人员修改 `.env` 并重启。
    .file = 无法读取配置：{ $file } { $reason }。
settings-reason-not-utf-8 = 不是 UTF-8 文本。请以 UTF-8 编码保存
settings-reason-closed = 无法打开。请授予运行 Baselib 的用户读取权限
settings-reason-not-plain = 含有 token 或密钥中不允许的字符，例如空格、省略号或弯引号；请重新复制
settings-reason-not-a-port = 不是有效的端口号（0 到 65535）
settings-reason-missing = 没有设置
settings-reason-not-allowed = 不允许这个值
settings-reason-not-a-schedule = 不是有效的星期和时间（格式如 `mon 09:00`），或不是有效的时区（格式如 `Asia/Shanghai`）
settings-reason-not-a-url = 不是 http 或 https 地址
settings-reason-not-a-channel = 不是有效的频道 ID（格式如 `C0123456789`）；在 Slack 中点击频道名称，可在“关于”页底部找到
settings-reason-one-program = 此 access_token 只属于一个小程序，而列出了多个；有多个小程序时请改为配置 `WECHAT_TOKEN_URL`
settings-reason-not-loopback = 只允许本机地址
settings-reason-not-programs = 不是有效的列表（格式如 `shop=wx1234567890abcdef,news=wx0987654321fedcba`）
settings-reason-programs-twice = 同一个 AppID 或别名出现了两次
settings-reason-no-url = 不是有效的数据库地址（格式如 `sqlite:///baselib.db`）
settings-reason-not-sqlite-or-postgresql = 只允许 `sqlite:///` 和 `postgresql://` 地址
settings-reason-no-file = 没有指定文件
settings-reason-other = 无法读取
error-wechat-refused = { $meaning }{ $advice }（{ $evidence }）
error-token-service-refused = access_token 服务拒绝了请求（HTTP { $status }）。请 Baselib 运维人员检查 `WECHAT_TOKEN_URL` 和 `WECHAT_TOKEN_BEARER`。
error-slack-refused = Slack 拒绝了 `{ $method }`（{ $code }）。请 Baselib 运维人员在 Slack 文档中查找这个错误码。
    .scope = 应用在 Slack 中缺少权限范围 `{ $scope }`，`{ $method }` 被拒绝。请 Baselib 运维人员按 `manifest.yml` 重新安装应用。
error-channel-unavailable = 无法在本频道发消息（{ $code }）。请用 `/invite @Baselib` 邀请 Baselib，或换一个频道。
error-workspace-unavailable = Slack 在此工作区不再接受本应用（{ $code }）。请重新安装。
error-storage-unavailable = { $reason ->
    [locked] 数据库被另一个进程锁定。请一分钟后再试；如果仍然出现，请 Baselib 运维人员查找使用同一文件的其他进程。
    [in-use] 另一个 Baselib 正在使用此数据库文件；两个同时运行会重复发送简报，并使彼此的 access_token 失效。请先停止它，或为这一个另设 `DATABASE_URL`；需要同时运行多个时请使用 PostgreSQL。
    [read-only] 数据库是只读的。请 Baselib 运维人员检查文件权限和磁盘空间。
    [full] 数据库所在磁盘已满。请 Baselib 运维人员清理空间，无需停止机器人。
    [newer] 数据库由更新版本的 Baselib 创建。请 Baselib 运维人员重新安装该版本。
    [older] 数据库的结构比当前的 Baselib 旧。请 Baselib 运维人员运行 `baselib db upgrade`。
    [too-old] 数据库由 1.0.0 之前的 Baselib 创建。请 Baselib 运维人员先更新到 1.0.0，再更新到当前版本。
    [key] 数据库中有敏感信息所用的密钥不在 `BASELIB_ENCRYPTION_KEYS` 中。请 Baselib 运维人员把旧密钥加在新密钥之后（用逗号隔开），运行 `baselib keys rotate` 后再移除。如果旧密钥已丢失，`baselib keys rotate --forget` 会删除无法解密的内容，Baselib 会重新从微信获取。
    [damaged] 数据库文件已损坏，或不是数据库。请 Baselib 运维人员停止 Baselib，把该文件移到别处，再用 `baselib db restore` 恢复最近的备份。
    [no-folder] 数据库文件无法打开或创建。请 Baselib 运维人员检查 `DATABASE_URL` 中的目录是否存在、Baselib 能否写入；三个斜杠为相对路径，四个斜杠为绝对路径。
    [unreachable] 数据库服务器没有响应。请 Baselib 运维人员检查 `DATABASE_URL` 中的主机和端口，以及服务器是否在运行、能否从本机访问。
    [no-answer] 数据库没有及时响应。请一分钟后再试；如果仍然出现，请 Baselib 运维人员检查到数据库服务器的网络，以及服务器的负载。
    [no-tls] 到数据库服务器的连接无法按 `DATABASE_URL` 中 `sslmode` 的要求加密。请 Baselib 运维人员在服务器上启用 TLS，并使用本机信任的证书，或修改 `sslmode`。
    [not-let-in] 数据库服务器拒绝了连接。请 Baselib 运维人员检查 `DATABASE_URL` 中的用户名、密码和数据库名（密码中的 `@` 要写成 `%40`），以及服务器的日志。
    [pooler] 数据库前面的连接池不允许使用事务。请 Baselib 运维人员把连接池的 `pool_mode` 设为 `transaction` 或 `session`。
    [encoding] 数据库的编码无法保存中文。请 Baselib 运维人员用 `CREATE DATABASE baselib ENCODING 'UTF8' TEMPLATE template0` 新建数据库，并在 `DATABASE_URL` 中指向它。
   *[broken] 数据库无法使用。请 Baselib 运维人员检查 `DATABASE_URL` 和日志。
}

error-setting-unsettled = 微信可能已设置 { $version }，也可能尚未设置：数据库出错（{ $reason }）。请不要重复设置：数据库恢复后，Baselib 会读取微信核对，结果显示在卡片上。请 Baselib 运维人员检查数据库所在磁盘和日志。
error-wechat-busy = { $meaning }{ $advice }（{ $evidence }）
error-wechat-limited = { $meaning }{ $advice }{ $until }之后可以再次读取。（{ $evidence }）
error-wechat-unreachable = { $reason ->
    [timeout] 请求 { $host } 超时。请几分钟后再试；如果仍然出现，请 Baselib 运维人员检查网络。
    [damaged] { $host } 有响应，但收到的内容损坏或不完整。请几分钟后再试；如果仍然出现，请 Baselib 运维人员检查中间的代理。
   *[connection] 无法连接 { $host }。请几分钟后再试；如果仍然出现，请 Baselib 运维人员检查网络和配置中的地址。
}
error-minimum-not-sent = 无法连接 { $host }，没有设置任何内容。请几分钟后再试。
error-held-up = Baselib 在调用微信之前中断，没有设置任何内容。请再按一次按钮。
error-minimum-unclear = { $reason ->
    [busy] 微信系统繁忙，最低版本可能已设置，也可能没有。请不要重复设置：Baselib 会读取微信，直到生效。
   *[other] 未收到微信的响应，最低版本可能已设置，也可能没有。请不要重复设置：Baselib 会读取微信，直到生效。
}
error-wechat-unreadable = { $reason ->
    [not-json] 微信返回的不是 JSON（{ $detail }）。请几分钟后再试；如果仍然出现，请检查中间的代理。
    [too-large] 微信返回的内容过大（{ $detail }）。请几分钟后再试；如果仍然出现，请检查中间的代理。
    [status] 微信返回了 HTTP 错误（{ $detail }）。请几分钟后再试。
   *[shape] 微信返回的内容与文档不符（{ $detail }）。请几分钟后再试；如果仍然出现，请联系 Baselib 运维人员。
}
error-slack-busy = Slack 限流，消息没有发出。请 { $retry_after } 秒后再试。
error-slack-unclear = 未收到 Slack 的响应，消息可能已送达，也可能没有。请先查看频道，再决定是否重新发送。
error-slack-unheard = Slack 对 `{ $method }` 的响应丢失或无法识别，消息没有发出。请一分钟后再试；如果仍然出现，请 Baselib 运维人员检查中间的代理。
error-slack-unreachable = 无法连接 Slack，消息没有发出。请一分钟后再试。如再次出现，请 Baselib 运维人员检查网络和代理。
error-numbers-unusable = { $reason ->
    [no-data] 微信最新返回的列表暂无用户数据。
    [undetermined] 微信最新数据的口径待确认。
    [single-version] 微信最新返回的列表中只有一个版本有用户，多半不完整。
    [newest-missing] 微信最新返回的列表缺少近期有用户的最新版本。
    [contradicts] 微信最新数据的口径与以前不同。
   *[low-total] 微信最新返回的各版本占比合计远低于 100%。
}
error-no-usage-data = { $program } 暂无用户数据，无法计算受影响的用户。有用户后再试。
error-meaning-unproved = { $program } 的数据口径待确认，因此不计算受影响用户占比。输入 `/baselib report` 查看数据和解决办法。
    .terminal = { $program } 的数据口径待确认，因此不计算受影响用户占比。运行 `baselib report` 查看数据和解决办法。
    .agent = { $program } 的数据口径待确认，因此不计算受影响用户占比。get_breakdown 显示数据和解决办法。
error-stalled = Baselib 的一个部分（{ $part }）已卡住。请重启 Baselib，原因见日志。
error-too-busy = Baselib 繁忙，请几秒后再试。
error-shutting-down = Baselib 正在重启，请一分钟后再试。
error-bad-arguments = 不能这样调用 `{ $tool }`：{ $wrong } 缺失、有误或未知。请查看该工具的输入 schema。
error-asker-unknown = Slack 没有提供提问者的身份。请在与 Slackbot 的对话中重新提问。
error-not-installed = Baselib 未安装到此工作区。请让 Baselib 的运维人员安装。
    .suggested = Baselib 未安装到此工作区。请在此安装：{ $suggestion }
error-too-many-calls = 你的智能体每分钟最多调用 { $limit } 次。请等一分钟，并在一次调用中多问一些。
error-too-slow = 响应超时。请一分钟后重试。
error-agents-off = 这里已关闭智能体访问（BASELIB_AGENTS=off），token 无处可用。请联系 Baselib 的运维人员；`/baselib token list` 列出你已有的 token。
error-too-many-tokens = 你已有 { $limit } 个 token，达到上限。`/baselib token list` 列出它们，`/baselib token revoke <token>` 吊销一个。
error-unknown-token = 你没有 token `{ $token }`。`/baselib token list` 列出全部。
error-loss-not-acknowledged = 现在会影响 { $loss }% 的用户，与已确认的百分比不同。请告知提问者，对方同意 { $loss }% 后再提议。
error-unknown-resource = 没有资源 { $uri }。地址须符合模板，例如 baselib://docs/use。
