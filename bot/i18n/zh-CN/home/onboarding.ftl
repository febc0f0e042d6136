### 初次使用、示例数据、连接微信

welcome = 你好！我可以告诉你：提高小程序的最低基础库版本会影响多少用户，以及这个占比如何变化。
welcome-how = 在任意频道输入 `/baselib` 即可查询；`/baselib digest mon 09:00` 在该频道订阅每周简报；`/baselib help` 查看全部用法。
welcome-begin = 可以先试试示例数据，或直接连接微信。我的主页上有你的小程序、简报和提醒。
button-sample = 试用示例数据
button-connect = 连接微信
hint = 谢谢邀请！`/baselib` 查看版本分布；`/baselib digest mon 09:00` 每周在这里发送简报。只有你能看到这条消息。

sample-mark = 示例数据：这些数字是虚构的。
sample-again = 返回版本分布

connect-title = 连接微信
connect-next = 下一步
connect-check = 立即检查
connect-close = 关闭
connect-intro = Baselib 通过微信第三方平台接口读取版本分布。每个小程序都需要一个 access_token，有四种获取方式。微信不允许读取的小程序可以使用导入的数据。
connect-way = 选择适合你的方式
connect-way-platform = Baselib 就是你的第三方平台
connect-way-service = 由你自己的服务提供 access_token
connect-way-secret = 小程序自己的 AppSecret
connect-way-static = 一个固定的 access_token
connect-for-platform = 你为商家管理小程序，还没有 access_token 服务。
connect-for-service = 你已经是第三方平台，自行刷新 access_token。
connect-for-secret = 只有一个小程序。微信可能拒绝：该接口面向第三方平台。
connect-for-static = 试用两小时。
connect-about-platform = 微信每十分钟向 Baselib 推送一次 component_verify_ticket，每个商家的管理员授权一次即可。这是微信文档中的标准方式。
connect-about-service = Baselib 需要时向你的服务请求 access_token，不会接触 refresh_token。
connect-about-secret = Baselib 用小程序自己的 AppSecret 获取 access_token。微信文档中该接口只面向第三方平台；被拒绝时会提示。
connect-about-static = 适合初次试用：access_token 两小时内失效，Baselib 无法续期。
connect-is-set = 已配置
connect-not-set = 尚未配置
connect-restart = 配置项是运行 Baselib 的进程的环境变量（或其 `.env` 文件中的一行），切勿在 Slack 中输入。修改后请重启 Baselib，再检查。
connect-checking = 正在检查配置、数据库、Slack 和微信，需要几秒钟。
connect-elsewhere = 微信由 Baselib 运维人员连接。请联系他们，或把 `/baselib programs add` 的授权链接发给小程序管理员。也可以用 `/baselib import` 导入数据。
connect-where-wechat-token-url = 你的 access_token 服务的地址，其中 `{"{appid}"}` 代表小程序的 AppID（docs/wechat.md）
connect-where-wechat-token-bearer = Baselib 访问你的服务时使用的 Bearer Token（选填）
connect-where-wechat-app-secret = mp.weixin.qq.com → 小程序 → 开发 → 开发设置 → AppSecret

ask-title = 查询基础库
ask-submit = 查询
ask-program = 小程序
ask-program-pick = 输入名称的一部分
ask-what = 想知道什么？
ask-what-report = 版本分布
ask-what-raise = 提高到某个最低版本会影响多少用户
ask-what-cover = 可覆盖指定比例用户的最高版本
ask-value = 版本或百分比
ask-value-hint = 版本如 3.6.4，百分比如 99；查询版本分布时不需要填写。结果会发到你与 Baselib 的私信。
