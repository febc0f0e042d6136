### Which base library a source needs

cli-scan = Say which base library a Mini Program’s source needs, and who would be lost: a gate for CI.
cli-scan-folder = The project’s folder, with project.config.json or app.json.
cli-scan-program = Count this program’s users; may be left out when there is only one.
cli-scan-shares = Count the users in this file, written by baselib report --json; no credential is needed then.
cli-scan-max-loss = End with status 1 if more than this percentage of the users would be lost.
cli-scan-max-minimum = End with status 1 if a higher base library than this is needed.
cli-scan-sarif = Print SARIF 2.1.0, for code scanning, instead of text.

scan-package = { $package } { $version }
scan-read = { $count ->
    [one] Read 1 file; minimums from { $packages }.
   *[other] Read { $count } files; minimums from { $packages }.
}
scan-game = It is a mini game, so the minimums are those of mini games.
scan-place-more = { $place } and { $more } more
scan-guarded = guarded
scan-unguarded = not guarded
scan-partly-guarded = { $unguarded } of { $count } not guarded
scan-unguardable = cannot be guarded
scan-ignored = older base libraries ignore it
scan-in-plugin = in the plugin
scan-undocumented = { $count ->
    [one] No minimum is documented for { $names }. That does not mean that every base library has it.
   *[other] No minimum is documented for { $names }. That does not mean that every base library has them.
}
scan-deprecated = { $count ->
    [one] Deprecated among them: { $names }.
   *[other] Deprecated among them: { $names }.
}
scan-unknown = { $count ->
    [one] Not in WeChat’s typings, so nothing is known of it:
   *[other] Not in WeChat’s typings, so nothing is known of them:
}
scan-computed = { $count ->
    [one] In 1 place `wx` is handed on whole, or asked for a name that is only known when it runs, so what is used there cannot be told: { $places }.
   *[other] In { $count } places `wx` is handed on whole, or asked for a name that is only known when it runs, so what is used there cannot be told: { $places }.
}
scan-notice-too-large = { $file } is larger than 2 MB and was not read.
scan-notice-unreadable = { $file } cannot be read.
scan-notice-not-json = { $file } is no valid JSON and was not read.
scan-notice-syntax = { $file } has a syntax error; the rest of it was read.
scan-notice-outside = { $file } leads out of the folder and was not followed.
scan-notice-bad-ignore = { $file } has an entry in `packOptions` that cannot be understood, so more may have been read than ships.

scan-needs = The source needs base library { $version }.
scan-needs-nothing = Nothing that is used without a guard has a documented minimum, so the source needs none that is known.
scan-needs-plugin = The plugin’s code needs { $version }.
scan-whose = Name a program with `--program`, or a file from `baselib report --json` with `--shares`, to see how many users that would lose.
scan-guaranteed = { $program }’s minimum is already { $minimum }, so everybody who can open it has that.
scan-loses = { $loss } of { $program }’s users are below { $version } and would be lost.
scan-raise = Raise the minimum to { $version }: { $names } cannot be guarded.
scan-guard = Guard { $names }, for instance with `wx.canIUse`, and { $lower } is enough; or raise the minimum to { $version }.
scan-guard-loss = Guard { $names }, for instance with `wx.canIUse`, and { $lower } is enough, losing { $less }; or raise the minimum to { $version }, losing { $loss }.
scan-guard-last = Guard { $names }, for instance with `wx.canIUse`, and no minimum is needed that is known; or raise the minimum to { $version }.
scan-passed = Passed.
scan-failed-loss = Failed: { $loss } of users would be lost, and at most { $limit } may be.
scan-failed-minimum = Failed: { $version } is needed, and at most { $limit } may be.
scan-failed-unknown = Failed: how many users would be lost is not known.

scan-result = { $name } needs base library { $version }
scan-result-undocumented = No minimum base library is documented for { $name }
scan-result-unknown = { $name } is not in WeChat’s typings
scan-result-note = { $needs } ({ $note })

error-bad-scan = { $part ->
    [folder] There is no folder “{ $text }” that can be read. Type `baselib scan <folder>`.
    [empty] There is nothing to read in “{ $text }”: no JavaScript, TypeScript, WXML or JSON that ships. Name the folder with project.config.json or app.json.
    [no-shares] The file “{ $text }” cannot be read. Write it with `baselib report --json`.
    [shares] “{ $text }” does not hold a program’s users. Write it with `baselib report --json`.
    [whose] `--program` and `--shares` both say whose users are counted. Leave one out.
    [format] `--json` and `--sarif` cannot be printed at once. Leave one out.
   *[numbers] `--max-loss` needs somebody’s users. Name a program with `--program`, or a file from `baselib report --json` with `--shares`; without numbers, use `--max-minimum`.
}
