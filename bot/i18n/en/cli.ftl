### The command line and start-up.

cli = Who is cut off if a WeChat Mini Program raises its minimum base library? Ask here, or in Slack.
cli-program = Alias, appid or the start of the nickname; may be left out when there is only one program.
cli-json = Print JSON instead of text.
cli-run = Run the bot: answer Slack and send the digests.
cli-report = Show a program's users per base-library version.
cli-raise = Show what raising the minimum to a version would cost.
cli-cover = Show the highest minimum that keeps this percentage of the users.
cli-on = Look back: what one would have seen on that day, such as 2026-10-01 or yesterday.
cli-format = Print a file instead: csv, json, or browserslist (custom usage statistics).
cli-history = Print every day kept, as CSV or as JSON (--format json).
cli-demo = Try the bot without a Slack or WeChat account: everything runs on this machine.
cli-demo-port = Where the page is served; the bot and WeChat take the ports beside it.
cli-demo-socket-mode = Connect the bot over Socket Mode instead of HTTP.
cli-demo-many-workspaces = Nobody has installed the bot yet: two Slack workspaces can, by OAuth.
cli-demo-settings = Start no bot, write the settings of one to this new file, and take it away at the end.
cli-demo-settings-refused = { $file } cannot be made ({ $why }), and what is there is not overwritten. Name a new file.
cli-demo-ready = The sandbox is ready: open { $url } in a browser and type /baselib
cli-demo-ready-settings = The settings of a bot are in { $file } as long as this runs. Start one with them: `baselib run`, where they are the .env.
cli-demo-ready-install = Install the bot, once in each workspace: { $bot }/slack/install
cli-demo-ready-two = The workspaces are { $url } and { $url }/?team=T1NEIGHBOUR: open them in a browser and type /baselib
cli-demo-ready-programs = Two Mini Programs are authorised; /baselib programs add shows how a merchant authorises another.
cli-demo-ready-end = Press Ctrl-C to end it. Nothing is kept.
cli-demo-not-installed = The sandbox is not installed here. It comes with a clone of Baselib: run `make demo` there.
cli-demo-failed = The demo has ended: { $why }. Run it again; if that does not help, look at the lines above.

settings-missing = Baselib cannot start: some settings are missing. Fill in these lines of { $file } (copy .env.example if there is none):
settings-where-slack-bot-token = api.slack.com/apps → your app → OAuth & Permissions → Bot User OAuth Token (xoxb-…)
settings-where-slack-signing-secret = api.slack.com/apps → your app → Basic Information → Signing Secret; or set SLACK_APP_TOKEN for Socket Mode
settings-where-wechat-programs = your Mini Programs as alias=appid,alias2=appid2; the appid is in mp.weixin.qq.com → Development → Development settings; not needed with WECHAT_COMPONENT_APPID or WECHAT_PROGRAMS_URL
settings-where-wechat-access-token = an authorizer_access_token to try it out; for good, set instead WECHAT_COMPONENT_APPID (your own third-party platform, see docs/wechat.md), WECHAT_TOKEN_URL (your own token service) or WECHAT_APP_SECRET
