### 初次使用、示例数据、连接微信

welcome = 你好！我能告诉你：提高小程序的最低基础库版本会影响多少用户，这个比例在怎样变化。
welcome-how = 在任意频道输入 `/baselib` 即可查询；`/baselib digest mon 09:00` 每周在该频道发送简报；`/baselib help` 列出全部用法。
welcome-begin = 可以先看看示例数据，或直接连接微信。我的首页上有你的小程序、简报和提醒。
button-sample = 用示例数据试试
button-connect = 连接微信
hint = 谢谢邀请。`/baselib` 查看用户分布在哪些基础库版本；`/baselib digest mon 09:00` 每周在这里发送简报。只有你能看到这条消息。

sample-mark = 示例数据：这些数字是虚构的。
sample-again = 返回版本分布

connect-title = 连接微信
connect-next = 下一步
connect-check = 立即检查
connect-close = 关闭
connect-intro = Baselib 通过微信第三方平台接口读取基础库版本分布。每个小程序都需要一个令牌，获取令牌有四种方式。
connect-way = 哪一种适合你？
connect-way-platform = Baselib 就是你的第三方平台
connect-way-service = 由你自己的服务提供令牌
connect-way-secret = 小程序自己的 AppSecret
connect-way-static = 一个固定的令牌
connect-for-platform = 你为商家管理小程序，还没有令牌服务。
connect-for-service = 你已经是第三方平台，自己刷新令牌。
connect-for-secret = 只有一个小程序。微信可能拒绝：该接口面向第三方平台。
connect-for-static = 试用两小时。
connect-about-platform = 微信每十分钟向 Baselib 推送一次 verify_ticket，每个商家的管理员授权一次即可。这是微信文档中的标准方式。
connect-about-service = Baselib 需要令牌时向你的服务索取，不会接触刷新令牌。
connect-about-secret = Baselib 用小程序自己的密钥获取令牌。微信文档中该接口只面向第三方平台，若被拒绝会如实说明。
connect-about-static = 适合先看一眼：令牌两小时内失效，而且不会更新。
connect-is-set = 已设定
connect-not-set = 尚未设定
connect-restart = 设定是运行 Baselib 的进程的环境变量（或它的 `.env` 文件中的一行），不会在 Slack 里输入。修改后请重启 Baselib，再来检查。
connect-checking = 正在检查回答问题所需的一切，需要几秒钟。
connect-elsewhere = 微信由运行这个 Baselib 的人连接。请联系对方，或把授权链接交给小程序的管理员：`/baselib programs add`。
connect-where-wechat-token-url = 你的令牌服务的地址，其中 `{"{appid}"}` 代表小程序（docs/wechat.md）
connect-where-wechat-token-bearer = Baselib 访问你的服务时出示的凭证（选填）
connect-where-wechat-app-secret = mp.weixin.qq.com → 小程序 → 开发 → 开发设置 → AppSecret

ask-title = 查询基础库
ask-submit = 查询
ask-program = 小程序
ask-program-pick = 输入名称的一部分
ask-what = 想知道什么？
ask-what-report = 用户分布在哪些版本
ask-what-raise = 把最低版本提高到某个版本会影响多少用户
ask-what-cover = 能覆盖指定比例用户的最高版本
ask-value = 版本或百分比
ask-value-hint = 版本如 3.0.0，百分比如 99；第一个问题不需要填写。答案会发到你与 Baselib 的私信。
