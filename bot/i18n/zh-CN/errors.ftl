### 错误：发生了什么，接下来怎么办

error-unexpected = 发生了不应发生的错误。请再试一次；如果仍然出现，请 Baselib 的运维人员查看日志。
    .traced = 发生了不应发生的错误。请再试一次；如果仍然出现，请 Baselib 的运维人员查看日志。请求编号：`{ $request }`。
error-unknown-subcommand = 没有「{ $word }」这个子命令。输入 `/baselib help` 查看全部。
    .suggested = 没有「{ $word }」这个子命令。你是不是想输入 `/baselib { $suggestion }`？
error-no-program = { $count ->
    [0] 还没有小程序。用 `/baselib programs add` 获取授权链接，由小程序管理员授权；如果 Baselib 没有配置为第三方平台，请运维人员在 `WECHAT_PROGRAMS` 中列出，例如 `shop=wx1234567890abcdef`。
   *[other] 共有 { $count } 个小程序，这里没有默认的。请写明一个。用 `/baselib use <小程序>` 为频道选定，用 `/baselib programs` 列出全部。
}
    .terminal = { $count ->
        [0] 还没有小程序。请在 `WECHAT_PROGRAMS` 中写明，例如 `shop=wx1234567890abcdef`；第三方平台则由小程序管理员授权：在 Slack 中输入 `/baselib programs add` 获取链接。
       *[other] 共有 { $count } 个小程序。请用别名、AppID 或名称的开头写明一个：`baselib report shop`、`baselib can wx.request --program shop`。
    }
error-unknown-program = 没有叫「{ $name }」的小程序。`/baselib programs` 列出全部。
    .suggested = 没有叫「{ $name }」的小程序。你是不是想找「{ $suggestion }」？`/baselib programs` 列出全部。
    .terminal = 没有叫「{ $name }」的小程序。这里应填写它的别名、AppID 或名称的开头；在 Slack 中，`/baselib programs` 列出全部。
    .suggested-terminal = 没有叫「{ $name }」的小程序。你是不是想找「{ $suggestion }」？
error-ambiguous-program = 有多个小程序以「{ $name }」开头：{ $matches }。请多写几个字，或写别名或 appid。
error-bad-version = 「{ $text }」不是基础库版本号。请输入用点分隔的数字，例如 `3.0.0`。
error-bad-percent = 「{ $text }」不是用户占比。请输入大于 0、不超过 100 的数字，例如 `99` 或 `99.5`。
error-bad-schedule = { $part ->
    [weekday] 「{ $text }」不是星期。请输入 `周一` 至 `周日`，或 `mon` 至 `sun`。
    [time] 「{ $text }」不是时间。请输入时和分，例如 `09:00`。
   *[zone] 「{ $text }」不是时区。请输入时区名，例如 `Asia/Shanghai`。
}
    .suggested = { $part ->
        [weekday] 「{ $text }」不是星期。请输入例如 `{ $suggestion }` 或 `周一`。
        [time] 「{ $text }」不是时间。请输入时和分，例如 `{ $suggestion }`。
       *[zone] 「{ $text }」不是时区。你是不是想输入 `{ $suggestion }`？
    }
error-missing-argument = `{ $subcommand }` 后面缺少内容。请输入 `{ $usage }`。
error-no-subscription = 本频道没有简报。输入 `/baselib digest mon 09:00 Asia/Shanghai` 即可开始，星期、时间和时区可以自选。
error-unknown-feature = 微信发布的类型定义里没有叫「{ $name }」的 API。请输入完整名称，例如 `wx.request` 或 `wx.request.enableChunked`。
    .suggested = 微信发布的类型定义里没有叫「{ $name }」的 API。你是不是想找 { $suggestion }？
error-feature-elsewhere = { $platform ->
    [mini-game] 只有小游戏提供 `{ $name }`，小程序没有。查询小游戏请加上 `--game`。
   *[other] 只有小程序提供 `{ $name }`，小游戏没有。
}
error-too-many-versions = 一共 { $count } 个版本，一张图最多显示 { $limit } 个，请减少几个。
error-too-many-features = 一共 { $count } 个 API，一次最多查询 { $limit } 个。
error-nothing-kept = 没有保存 { $program } 在 { $day } 前后的数据。数据从第一次读取时开始保存；输入 `/baselib report` 可以立即读取一次。
    .suggested = 没有保存 { $program } 在 { $day } 前后的数据。离它最近的数据是 { $suggestion } 的。
    .terminal = 没有保存 { $program } 在 { $day } 前后的数据。数据从第一次读取时开始保存；运行 `baselib report` 可以立即读取一次。
error-day-to-come = { $day } 还没有到，今天是 { $today }。请指定已经过去的日期，例如 `{ $today }` 或 `yesterday`。
error-bad-option = 这里不能用 `{ $option }`。请输入 `{ $usage }`。
error-chart-undrawable = 图片没有画成功。请过一分钟再试；图表旁的表格里有同样的数字。
error-stale-control = 这个按钮或选项已经失效。输入 `/baselib` 重新查看。

error-settings = 配置项 `{ $name }` 缺失或有误：{ $reason }。请 Baselib 的运维人员修改 `.env` 并重启。
    .choices = 配置项 `{ $name }` 有误：只能是 { $choices } 之一。请 Baselib 的运维人员修改 `.env` 并重启。
    .file = 无法读取配置：{ $file } { $reason }。
settings-reason-not-utf-8 = 不是 UTF-8 文本。请用编辑器打开，并以 UTF-8 编码保存
settings-reason-closed = 无法打开。请 Baselib 的运维人员允许运行 Baselib 的用户读取它
settings-reason-not-plain = 含有令牌或密钥中不可能出现的字符，例如空格、省略号或弯引号；请重新复制
settings-reason-not-a-port = 不是 0 到 65535 的端口号
settings-reason-missing = 没有设置
settings-reason-not-allowed = 不允许这个值
settings-reason-not-a-schedule = 不是 `mon 09:00` 这样的星期和时间，或不是 `Asia/Shanghai` 这样的时区
settings-reason-not-a-url = 不是 http 或 https 地址
settings-reason-not-a-channel = 不是 `C0123456789` 这样的频道 ID；在 Slack 中点频道名称，可在「关于」页底部找到
settings-reason-one-program = 这个 access_token 只属于一个小程序，而列出的小程序不止一个；有多个小程序时请改为设置 `WECHAT_TOKEN_URL`
settings-reason-not-loopback = 只允许本机地址
settings-reason-not-programs = 不是 `shop=wx1234567890abcdef,news=wx0987654321fedcba` 这样的列表
settings-reason-programs-twice = 同一个 appid 或别名出现了两次
settings-reason-no-url = 不是 `sqlite:///baselib.db` 这样的数据库地址
settings-reason-not-sqlite-or-postgresql = 只允许 `sqlite:///` 和 `postgresql://` 地址
settings-reason-no-file = 没有写明文件
settings-reason-other = 无法读取
error-wechat-refused = { $meaning }{ $advice }（{ $evidence }）
error-token-service-refused = 提供微信 access_token 的服务拒绝了请求（HTTP { $status }）。请 Baselib 的运维人员检查 `WECHAT_TOKEN_URL` 和 `WECHAT_TOKEN_BEARER`。
error-slack-refused = Slack 拒绝了 `{ $method }`（{ $code }）。请 Baselib 的运维人员在 Slack 文档中查找这个错误码。
error-channel-unavailable = 无法在本频道发消息（{ $code }）。请用 `/invite @Baselib` 邀请机器人，或换一个频道。
error-workspace-unavailable = Slack 在这个工作区不再接受本应用（{ $code }）。请重新安装。
error-storage-unavailable = { $reason ->
    [locked] 数据库被其他程序锁定。请一分钟后再试；如果仍然出现，请 Baselib 的运维人员检查是否有另一个进程在使用同一个文件。
    [in-use] 另一个 Baselib 正在使用这个数据库文件；两个同时运行会把每份简报发两次，并使彼此的令牌失效。请先停止它，或为这一个设置另一个 `DATABASE_URL`；需要同时运行多个时请使用 PostgreSQL。
    [read-only] 数据库无法写入。请 Baselib 的运维人员检查文件权限和磁盘空间。
    [full] 数据库所在的磁盘已满，没有做任何更改。请 Baselib 的运维人员腾出空间，不需要停止机器人。
    [newer] 数据库由更新版本的 Baselib 创建。请 Baselib 的运维人员装回较新的版本。
    [older] 数据库的结构比当前的 Baselib 旧。请 Baselib 的运维人员运行 `baselib db upgrade`。
    [key] 数据库中的机密所用的加密密钥不在 `BASELIB_ENCRYPTION_KEYS` 中。请 Baselib 的运维人员把旧密钥放回新密钥之后（用逗号隔开），运行 `baselib keys rotate` 后再移除旧密钥；如果旧密钥已丢失，`baselib keys rotate --forget` 会放弃只有它能打开的内容，这些内容微信会重新提供。
    [damaged] 数据库文件已损坏，或者不是数据库文件。请 Baselib 的运维人员停止它，把该文件移到别处，再用 `baselib db restore` 恢复最近的备份。
    [no-folder] 数据库文件无法打开或创建。请 Baselib 的运维人员检查 `DATABASE_URL` 中的目录是否存在，以及 Baselib 能否写入；三个斜杠的路径相对于工作目录，四个斜杠的从根目录开始。
    [unreachable] 数据库服务器没有答复。请 Baselib 的运维人员检查 `DATABASE_URL` 中的主机和端口，以及服务器是否在运行、能否从本机访问。
    [not-let-in] 数据库服务器拒绝了连接。请 Baselib 的运维人员检查 `DATABASE_URL` 中的用户名、密码和数据库名（密码中的 `@` 要写成 `%40`），并查看服务器的日志。
    [encoding] 数据库使用的编码无法保存中文。请 Baselib 的运维人员用 `CREATE DATABASE baselib ENCODING 'UTF8' TEMPLATE template0` 新建一个数据库，并在 `DATABASE_URL` 中指向它。
   *[broken] 数据库无法使用。请 Baselib 的运维人员检查 `DATABASE_URL` 并查看日志。
}

error-wechat-busy = { $meaning }{ $advice }（{ $evidence }）
error-wechat-limited = { $meaning }{ $advice }Baselib 会在 { $until }之后再次请求。（{ $evidence }）
error-wechat-unreachable = { $reason ->
    [timeout] { $host } 没有及时答复。请几分钟后再试；如果仍然出现，请 Baselib 的运维人员检查网络。
   *[connection] 无法连接 { $host }。请几分钟后再试；如果仍然出现，请 Baselib 的运维人员检查网络和配置中的地址。
}
error-wechat-unreadable = { $reason ->
    [not-json] 微信的答复不是 JSON（{ $detail }）。请几分钟后再试；如果仍然出现，可能是中间的代理造成的。
    [too-large] 微信的答复过大，不像是占比数据（{ $detail }）。请几分钟后再试；如果仍然出现，可能是中间的代理造成的。
    [status] 微信返回了 HTTP 错误（{ $detail }）。请几分钟后再试。
   *[shape] 微信的答复中没有占比数据（{ $detail }）。请几分钟后再试；如果仍然出现，请告诉 Baselib 的运维人员。
}
error-slack-busy = Slack 要求等待 { $retry_after } 秒，消息没有发出。请稍后再试。
error-slack-unclear = 没有收到 Slack 的答复，消息可能已送达，也可能没有。再次发送之前，请先看一下频道。
error-meaning-unproved = 无法判断微信为 { $program } 返回的数字是什么含义，因此不计算影响用户占比。输入 `/baselib report` 可以看到这些数字、原因和解决办法。
    .terminal = 无法判断微信为 { $program } 返回的数字是什么含义，因此不计算影响用户占比。运行 `baselib report` 可以看到这些数字、原因和解决办法。
error-stalled = Baselib 的一个部分（{ $part }）已停止工作。重启即可恢复，原因见日志。
error-too-busy = 此刻查询的人太多，请几秒后再试。
error-shutting-down = Baselib 正在重启，请一分钟后再试。
