### The command line and start-up.

cli = Who is cut off if a WeChat Mini Program raises its minimum base library? Ask here, or in Slack.
cli-program = Alias, AppID or start of the nickname; optional if there is only one program.
cli-json = Print JSON instead of text.
cli-completion = Print a script that completes commands and options in a shell, and exit.
cli-version = Show the version and exit.
cli-help = Show this help and exit.
cli-usage = Usage
cli-options = Options
cli-arguments = Arguments
cli-commands = Commands
cli-command = COMMAND
cli-default = (default: { $value })
cli-misuse-missing = { $name } is missing.
cli-misuse-option = There is no option `{ $name }`.
cli-misuse-needs-value = `{ $name }` needs a value.
cli-misuse-no-value = `{ $name }` takes no value.
cli-misuse-value = The value of { $name } cannot be used: { $why }
cli-misuse-number = { $name } must be a whole number, not “{ $word }”.
cli-misuse-choice = { $name } must be one of: { $choices }.
cli-misuse-too-many = There are too many words. Put a name with spaces in quotation marks.
cli-misuse-command = There is no command “{ $word }”.
    .suggested = There is no command “{ $word }”. Did you mean “{ $suggestion }”?
    .slack = That works only in Slack: `/baselib { $word }`.
cli-misuse-help = `{ $command }` explains more.
cli-run = Run the bot: answer Slack and send digests.
cli-report = Show the minimum to set, what it costs, and what follows.
cli-report-all = List every version.
cli-report-more = { $count ->
    [one] One more version: `--all`.
   *[other] { $count } more versions: `--all`.
}
cli-raise = Show how many users a minimum would cut off.
cli-raise-version = The minimum to try, such as 3.8.5.
cli-cover = Show the highest minimum that keeps this percentage of users.
cli-cover-percent = Percentage of users to keep, such as 99.
cli-on = Show an earlier day, such as 2026-10-01 or yesterday.
cli-and = Show another day beside it: the minimum, users cut off, shares.
cli-on-or-all = Show an earlier day, such as 2026-10-01 or yesterday; all: every stored day, as CSV or JSON.
cli-history-deprecated = --history will be removed. Use --on all.
cli-format = Print a file instead: csv, json or browserslist (custom usage statistics).
cli-history = Print every stored day, as CSV or as JSON (--format json).
cli-demo = Try the bot without a Slack or WeChat account; everything runs on this machine.
cli-demo-port = Port of the page; the bot takes the port before it, WeChat the one after it.
cli-demo-fleet = Add this many merchants, to try Baselib as a provider.
cli-demo-socket-mode = Connect the bot over Socket Mode instead of HTTP.
cli-demo-many-workspaces = Start with two Slack workspaces and install the bot by OAuth.
cli-demo-settings = Start no bot; write a bot's settings to this new file and delete it at the end.
cli-demo-settings-refused = { $file } cannot be created ({ $why }). Existing files are not overwritten; choose a new name.
cli-demo-ready = The sandbox is ready: open { $url } in a browser and type /baselib
cli-demo-ready-settings = A bot's settings are in { $file } while this runs. Use them as .env and start one: `baselib run`.
cli-demo-ready-install = Install the bot in each workspace: { $bot }/slack/install
cli-demo-ready-two = Open the workspaces in a browser and type /baselib: { $url } and { $url }/?team=T1NEIGHBOUR
cli-demo-ready-programs = Two Mini Programs are authorised; /baselib programs add lets you play a merchant who authorises another.
cli-demo-ready-end = Press Ctrl-C to stop. Nothing is saved.
cli-demo-not-installed = The sandbox is not installed here. It comes with a clone of Baselib: run `make demo` there.
cli-demo-failed = The demo stopped: { $why }. Run it again; if it fails again, see the lines above.

settings-missing = Baselib cannot start because settings are missing. Fill in these lines of { $file } (copy .env.example if you have none):
settings-where-slack-bot-token = api.slack.com/apps → your app → OAuth & Permissions → Bot User OAuth Token (xoxb-…)
settings-where-slack-signing-secret = api.slack.com/apps → your app → Basic Information → Signing Secret; or set SLACK_APP_TOKEN for Socket Mode
settings-where-wechat-programs = your Mini Programs as alias=appid,alias2=appid2; find the AppID at mp.weixin.qq.com → Development → Development settings; not needed with WECHAT_COMPONENT_APPID or WECHAT_PROGRAMS_URL
settings-where-wechat-access-token = an authorizer_access_token, for a first try; in production set WECHAT_COMPONENT_APPID (your own third-party platform, see docs/wechat.md), WECHAT_TOKEN_URL (your own token service) or WECHAT_APP_SECRET instead
cli-fleet = Show all programs at a glance, problems first.
cli-fleet-list = The programs to list: attention, blocked, revoked, not-granted, error, undetermined, doubtful, losing, ready, unsettled, fine, no-data or unjudged; or tags for the totals by tag. All if left out.
cli-fleet-tag = Only the programs with this tag.
cli-fleet-sort = attention (the default), loss, movement, minimum, age or name.
cli-fleet-raise = What this minimum would cost each program.
cli-fleet-format = Print a file instead: csv or json.

cli-manifest = Print the Slack app’s manifest, ready to use, and a link that creates the app from it.
cli-manifest-socket = For Socket Mode: needs no public address.
cli-manifest-host = For HTTP: the host (or the https address) where Slack reaches Baselib. Default: BASELIB_PUBLIC_URL, else Socket Mode.
cli-manifest-workflow-steps = Also offer steps to Slack’s Workflow Builder, which needs a paid plan.
cli-manifest-optional-scopes = Let the installer leave out scopes without which Baselib does less.
cli-manifest-untried = Optional scopes were not tried on real Slack; docs/marketplace.md says what Baselib lacks without each.
cli-manifest-paid = Workflow steps need a paid Slack plan; on a free plan, Slack refuses this manifest.
cli-manifest-json = Print JSON, which Slack’s own command line reads.
cli-manifest-either = Choose one: --socket or --host.
cli-manifest-bad-host = { $host } is not a public host with https, such as baselib.example.com.
cli-manifest-link = Open this link to create the app with it:
cli-manifest-paste = It is too long for a link. Open https://api.slack.com/apps?new_app=1, choose “From a manifest”, and paste it.
cli-manifest-then = Then copy the Bot User OAuth Token and the Signing Secret into .env.
cli-manifest-then-socket = Then copy the Bot User OAuth Token (xoxb-…) and an app-level token with connections:write (xapp-…) into .env.
cli-mcp = Serve a coding agent over standard input and output; needs no credential.
cli-mcp-shares = A file that `baselib report --json` printed: the agent may ask about its program. Can be repeated.
cli-manifest-mcp = Let Slackbot ask Baselib: add the server and the scope that this needs. Needs --host.
cli-manifest-mcp-address = Slackbot reaches Baselib at a public address only: add --host.
