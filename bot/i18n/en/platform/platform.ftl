### Authorising Mini Programs: the link in Slack, and the result

authorise-text = Link for a Mini Program’s administrator to authorise Baselib.
authorise-how = *Open this link or send it to the Mini Program’s administrator.* It opens a page that lists what Baselib reads and leads on to WeChat. It is valid for 7 days and for any number of Mini Programs.
authorise-cost = ⚠️ Cost to the merchant: while a third-party platform holds permission set 18, they cannot publish code from their own console (mp.weixin.qq.com). Only one platform at a time can hold it.
authorise-then = Baselib posts here when they confirm, or sends you a direct message if it is not in this channel.
authorise-no-ticket = The link starts to work when WeChat pushes the next verify ticket.
button-authorise = Open the page
button-authorise-again = Authorise again
button-program-use = Make default
program-use-label = Make { $program } this channel’s default

program-authorised = { $program } is authorised. Baselib can now read its version distribution.
program-authorised-many = { $count ->
    [one] { $count } Mini Program can be read again: { $programs }.
   *[other] { $count } Mini Programs can be read again: { $programs }.
}
program-authorised-unread = Its data could not be read just now. Open the breakdown to try again.
program-not-granted = { $program } cannot be read: permission set 18 is missing.
program-not-granted-many = { $count ->
    [one] { $count } Mini Program cannot be read because permission set 18 is missing: { $programs }.
   *[other] { $count } Mini Programs cannot be read because permission set 18 is missing: { $programs }.
}
program-not-granted-what = Set 18 is “development management and data analysis” (开发管理与数据分析). WeChat gives the version distribution only to the platform that holds it, and only one platform at a time can. While Baselib holds it, the merchant cannot publish code from their own console.
program-not-granted-how = To grant it, the Mini Program’s administrator authorises the platform again and ticks that set on WeChat’s page. If it cannot be ticked, another platform holds it and must release it first.
program-revoked = { $program } is no longer authorised (since { $since }).
program-revoked-many = { $count ->
    [one] { $count } Mini Program is no longer authorised: { $programs }.
   *[other] { $count } Mini Programs are no longer authorised: { $programs }.
}
program-revoked-what = Baselib no longer asks WeChat about it. Stored data stays: breakdowns and digests show the last data with its age, and alerts stay silent.
program-revoked-how = If this was a mistake, the Mini Program’s administrator can authorise the platform again.
program-failed = A Mini Program was not authorised.
program-failed-expired = The authorisation code had been used already or had expired. The administrator opens the link again and starts over.
program-failed-official-account = An official account was authorised. Only Mini Programs have a base library: choose the Mini Program on WeChat’s page.

### The third-party platform: errors and settings

error-bad-label = { $kind ->
    [tags] A Mini Program can have { $text } tags at most. Remove some with `/baselib programs untag <program> <tag>`.
    [reserved] “{ $text }” means something else in Baselib’s commands, so they would not find this Mini Program. Choose another name, such as `shop`.
    [name] “{ $text }” cannot be a program’s name. Type 1 to 40 letters, digits or characters without commas and equals signs, such as `shop`.
    [tag] “{ $text }” cannot be a tag. Type 1 to 40 letters, digits or characters without spaces and commas, such as `food` or `餐饮`.
   *[other] “{ $text }” cannot be an alias. Type 1 to 40 letters, digits or characters without spaces, commas and equals signs, such as `shop`.
}
error-alias-taken = “{ $alias }” is not available as a name. Choose another one.
error-unknown-tag = No Mini Program has the tag “{ $tag }”. `/baselib programs tag <program> <tag>` sets one.
    .suggested = No Mini Program has the tag “{ $tag }”. Did you mean “{ $suggestion }”?
    .agent = No Mini Program that you may ask about has the tag “{ $tag }”. find_programs lists the tags of each.
error-no-platform = Mini Programs cannot be authorised here because this Baselib is not a third-party platform. Operator: list programs in `WECHAT_PROGRAMS` or `WECHAT_PROGRAMS_URL`, or set `WECHAT_COMPONENT_APPID` (docs/wechat.md).
error-bad-link = This link has expired or comes from another Baselib. Get a new one in Slack: `/baselib programs add`.
error-reauthorise = { $program }: not authorised. The admin has not authorised this third-party platform, or has ended that. Send the admin the link that `/baselib programs add` gives.
    .terminal = { $program }: not authorised. The admin has not authorised this third-party platform, or has ended that. Send the admin the link that `/baselib programs add` gives in Slack.
error-push-refused = A push was rejected: it is not from WeChat, or not for this third-party platform. If WeChat’s pushes fail, check `WECHAT_COMPONENT_APPID`, `WECHAT_COMPONENT_TOKEN` and `WECHAT_COMPONENT_AES_KEY`.
error-ticket-missing = { $hours ->
    [0] WeChat has not pushed a verify ticket to this third-party platform yet. It pushes one every ten minutes once the platform is approved and its authorisation event URL points to `/wechat/events`; Baselib has asked it to start.
    [1] WeChat’s last verify ticket arrived less than two hours ago, but WeChat does not accept it. Baselib has asked for a new one, which takes up to ten minutes. If none arrives, check that the authorisation event URL reaches `/wechat/events`.
   *[other] WeChat’s last verify ticket arrived { $hours } hours ago and has expired. Baselib has asked for a new one, which takes up to ten minutes. If none arrives, check that the authorisation event URL reaches `/wechat/events`.
}
settings-where-wechat-component-appid = open.weixin.qq.com → your third-party platform → details → AppID (docs/wechat.md)
settings-where-wechat-component-secret = open.weixin.qq.com → your third-party platform → details → AppSecret
settings-where-wechat-component-token = open.weixin.qq.com → your third-party platform → development settings → message verification token
settings-where-wechat-component-aes-key = open.weixin.qq.com → your third-party platform → development settings → message encryption key (43 characters)
settings-where-baselib-encryption-keys = encrypts the secrets in the database; generate one with: { $command } keys new
settings-where-baselib-public-url = the address at which WeChat and merchants reach this Baselib, such as https://baselib.example.com; its domain is the platform’s authorisation domain
settings-reason-not-an-appid = not an AppID such as `wx1234567890abcdef`
settings-reason-not-an-aes-key = not an EncodingAESKey: 43 letters and digits (during a change, two separated by a comma)
settings-reason-not-a-key = not a key from `baselib keys new` (separate several with commas)
settings-reason-not-a-window = not two times of one day such as `01:00-07:00`
