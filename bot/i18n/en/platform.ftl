### Authorising Mini Programs: the link in Slack, and what becomes of it

authorise-text = Here is the link with which a Mini Program’s administrator lets Baselib read it.
authorise-how = *Open this link, or send it to the Mini Program’s administrator.* It leads to a page that says what Baselib reads, and from there to WeChat. It is good for 7 days and for any number of Mini Programs.
authorise-cost = ⚠️ What it costs the merchant: while a third-party platform holds permission set 18, they can no longer publish code from their own console (mp.weixin.qq.com), and only one platform at a time can hold it.
authorise-then = This channel is told when they have confirmed. If Baselib is not in this channel, you are told in a direct message.
authorise-no-ticket = The link below works as soon as a ticket has come.
button-authorise = Open the page
button-authorise-again = Authorise again
button-program-use = Use in this channel
program-use-label = Use { $program } in this channel

program-authorised = { $program } is authorised: Baselib can read its users per version from now on.
program-authorised-many = { $count ->
    [one] { $count } Mini Program can be read again: { $programs }.
   *[other] { $count } Mini Programs can be read again: { $programs }.
}
program-authorised-unread = Its numbers could not be read at this moment. Open the full breakdown to try again.
program-not-granted = { $program } cannot be read: permission set 18 was not granted.
program-not-granted-many = { $count ->
    [one] { $count } Mini Program cannot be read, because permission set 18 was not granted: { $programs }.
   *[other] { $count } Mini Programs cannot be read, because permission set 18 was not granted: { $programs }.
}
program-not-granted-what = Set 18 is “development management and data analysis” (开发管理与数据分析). WeChat gives the users per version only to the platform that holds it, and only one platform at a time can. While Baselib holds it, the merchant can no longer publish code from their own console.
program-not-granted-how = To grant it, the Mini Program’s administrator authorises the platform again and ticks that set on WeChat’s page. If it cannot be ticked there, another platform holds it and has to give it up first.
program-revoked = { $program } is no longer authorised, since { $since }.
program-revoked-many = { $count ->
    [one] { $count } Mini Program is no longer authorised: { $programs }.
   *[other] { $count } Mini Programs are no longer authorised: { $programs }.
}
program-revoked-what = Baselib stops asking WeChat. What was read before is kept: breakdowns and digests show the last numbers and say how old they are, and alerts stay silent.
program-revoked-how = If that was not meant, the Mini Program’s administrator authorises the platform again.
program-failed = A Mini Program was not authorised.
program-failed-expired = Its authorisation code was used already, or ran out before WeChat could be asked. The administrator opens the link once more and begins again.
program-failed-official-account = What was authorised is an official account. Only Mini Programs have a base library: on WeChat’s page, choose the Mini Program.

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
