### Onboarding: welcome, sample data, connecting WeChat

welcome = Hello! I show you how many users a higher minimum base library would cut off from your Mini Programs, and whether that number is falling.
welcome-how = Type `/baselib` in any channel to ask, `/baselib digest mon 09:00` for a weekly digest there, and `/baselib help` for the rest.
welcome-begin = To start, try some sample data or connect WeChat. My Home tab shows your programs, digests and alerts.
button-sample = Try it on sample data
button-connect = Connect WeChat
hint = Thank you for inviting me. `/baselib` shows the version distribution; `/baselib digest mon 09:00` posts it here every week. Only you can see this message.

sample-mark = Sample data: these numbers are made up.
sample-again = Back to the breakdown

connect-title = Connect WeChat
connect-next = Next
connect-check = Check now
connect-close = Close
connect-intro = Baselib reads the version distribution through WeChat’s third-party platform API. It needs an access token for each Mini Program, and there are four ways to get one. Programs that WeChat does not let in work with imported numbers.
connect-way = Which one fits?
connect-way-platform = Baselib is your third-party platform
connect-way-service = Your own service issues tokens
connect-way-secret = The Mini Program’s own AppSecret
connect-way-static = One fixed access token
connect-for-platform = You serve merchants’ programs and have no token service yet.
connect-for-service = You already are a third-party platform and refresh tokens yourself.
connect-for-secret = You have one program. WeChat may refuse: the API is for platforms.
connect-for-static = For a two-hour trial.
connect-about-platform = WeChat pushes a verify ticket to Baselib every ten minutes, and each merchant’s admin authorises the platform once. This is the way WeChat documents.
connect-about-service = Baselib asks your service for a program’s token whenever it needs one, and never sees a refresh token.
connect-about-secret = Baselib gets a token with the program’s own secret. WeChat documents this API for third-party platforms only, and may refuse.
connect-about-static = Good for a first try: the token expires within two hours, and Baselib cannot renew it.
connect-is-set = set
connect-not-set = not set yet
connect-restart = Settings are environment variables of the process that runs Baselib (or lines in its `.env`). Never type them into Slack. After a change, restart Baselib, then check.
connect-checking = Checking settings, database, Slack and WeChat. This takes a few seconds.
connect-elsewhere = Baselib’s operator connects WeChat. Ask them, or send the link from `/baselib programs add` to a Mini Program’s admin. Or import numbers with `/baselib import`.
connect-where-wechat-token-url = the address of your token service; `{"{appid}"}` in it stands for the Mini Program’s AppID (docs/wechat.md)
connect-where-wechat-token-bearer = the bearer token with which Baselib calls your service (optional)
connect-where-wechat-app-secret = mp.weixin.qq.com → the Mini Program → Development → Development settings → AppSecret

ask-title = Base library of …
ask-submit = Ask
ask-program = Mini Program
ask-program-pick = Type part of its name
ask-what = What do you want to know?
ask-what-report = Users by version
ask-what-raise = What raising the minimum to a version costs
ask-what-cover = The highest minimum that keeps a percentage of users
ask-value = Version or percentage
ask-value-hint = A version such as 3.6.4 or a percentage such as 99; not needed for the first question. The answer comes to your direct messages with Baselib.
