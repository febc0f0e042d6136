### The third-party platform: what can go wrong with it, and its settings

error-bad-label = { $kind ->
    [tags] A Mini Program can have { $text } tags at most. Take some back with `/baselib programs untag <program> <tag>`.
    [tag] “{ $text }” cannot be a tag. Type 1 to 40 letters, digits or characters without spaces and commas, such as `food` or `餐饮`.
   *[other] “{ $text }” cannot be an alias. Type 1 to 40 letters, digits or characters without spaces, commas and equals signs, such as `shop`.
}
error-alias-taken = Another Mini Program is called “{ $alias }” already. Choose another alias.
error-unknown-tag = No Mini Program has the tag “{ $tag }”. `/baselib programs tag <program> <tag>` sets one.
    .suggested = No Mini Program has the tag “{ $tag }”. Did you mean “{ $suggestion }”?
error-no-platform = Mini Programs cannot be authorised here: this Baselib is not set up as a third-party platform of its own. Whoever runs it names the programs in `WECHAT_PROGRAMS` or `WECHAT_PROGRAMS_URL`, or sets `WECHAT_COMPONENT_APPID` (docs/wechat.md).
error-bad-link = This link is too old or was not made by this Baselib. Ask in Slack for a new one: `/baselib programs add`.
error-reauthorise = WeChat no longer accepts what lets Baselib act for { $appid }. Its admin must authorise it once more: `/baselib programs add` gives the link.
    .terminal = WeChat no longer accepts what lets Baselib act for { $appid }. Its admin must authorise it once more: in Slack, `/baselib programs add` gives the link.
error-push-refused = A push was refused: it does not come from WeChat, or not to this third-party platform. If WeChat’s pushes fail, check `WECHAT_COMPONENT_APPID`, `WECHAT_COMPONENT_TOKEN` and `WECHAT_COMPONENT_AES_KEY`.
error-ticket-missing = { $hours ->
    [0] WeChat has not pushed a verify ticket to this third-party platform yet. It comes every ten minutes once the platform is approved and its authorisation event URL points to `/wechat/events`; WeChat was asked to begin.
    [1] WeChat’s last verify ticket came less than two hours ago, and WeChat does not take it. WeChat was asked to push again, which takes up to ten minutes; if none comes, check that the authorisation event URL reaches `/wechat/events`.
   *[other] WeChat’s last verify ticket came { $hours } hours ago and is no longer good. WeChat was asked to push again, which takes up to ten minutes; if none comes, check that the authorisation event URL reaches `/wechat/events`.
}
settings-where-wechat-component-appid = open.weixin.qq.com → your third-party platform → details → AppID (docs/wechat.md)
settings-where-wechat-component-secret = open.weixin.qq.com → your third-party platform → details → AppSecret
settings-where-wechat-component-token = open.weixin.qq.com → your third-party platform → development settings → message verification token
settings-where-wechat-component-aes-key = open.weixin.qq.com → your third-party platform → development settings → message encryption key (43 characters)
settings-where-baselib-encryption-keys = secrets in the database are encrypted with it; make one with: { $command } keys new
settings-where-baselib-public-url = where WeChat and merchants reach this Baselib, such as https://baselib.example.com; its domain is the platform’s authorisation domain
settings-reason-not-an-appid = it is not an AppID such as `wx1234567890abcdef`
settings-reason-not-an-aes-key = it is not an EncodingAESKey: 43 letters and digits (two of them, separated by a comma, while one replaces the other)
settings-reason-not-a-key = it is not a key made by `baselib keys new` (several are separated by commas)
settings-reason-not-a-window = it is not two times of one day such as `01:00-07:00`
