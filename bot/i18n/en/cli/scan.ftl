### Which base library a source needs

cli-scan = Show the base library that the APIs and components in a Mini Program’s source need, and how many users it cuts off; fails CI above a limit. The JavaScript itself is not checked.
cli-scan-folder = The project’s folder, with project.config.json or app.json.
cli-scan-program = Count this program’s users; optional if there is only one.
cli-scan-shares = Count the users in this file, written by baselib report --json; needs no credentials.
cli-scan-max-loss = Exit 1 if more than this percentage of users would be cut off.
cli-scan-max-minimum = Exit 1 if the source needs a higher base library.
cli-scan-fail-on = What counts against the limits: breaks (what throws on older base libraries) or degrades (also what they leave out).
cli-scan-allow-unjudged = Pass although something could not be judged; else exit 3.
cli-scan-baseline = Accept what this file lists, as --write-baseline wrote it.
cli-scan-write-baseline = Write what counts now to the baseline, baselib-baseline.json unless --baseline names another; a file that exists only shrinks.
cli-scan-cache = Keep results in this folder, so that an unchanged source is not read again; by default in the user’s cache folder.
cli-scan-no-cache = Read everything again, and keep nothing.
cli-scan-gitlab = Print GitLab’s Code Quality report instead of text.
cli-scan-junit = Print JUnit XML instead of text.
cli-scan-verdict = Print only the verdict, in one line of JSON with the git commit: for the form of a proposal.
cli-scan-markdown = Print Markdown instead of text, for a pull request or a step’s summary: users first, then what is new.
cli-scan-sarif = Print SARIF 2.1.0 (code scanning) instead of text.

cli-eslint = Print data for ESLint’s rule no-restricted-properties: what needs more than the minimum, by wx, uni and Taro.
cli-typings = Mark what needs more than the minimum in your own copy of WeChat’s typings, so that editors strike it through.
cli-typings-folder = The copy, such as node_modules/miniprogram-api-typings; earlier marks are replaced.
cli-desk-minimum = The minimum base library; by default that of the program or of the file.
cli-desk-program = Count this program’s users, and take its minimum.
cli-desk-shares = Count the users in this file, written by baselib report --json, and take its minimum.
desk-needs = needs base library { $version }; the minimum is { $minimum }
desk-needs-users = needs base library { $version }; the minimum is { $minimum }, and { $loss } of { $program }’s users lack it
desk-needs-users-break = needs base library { $version }; the minimum is { $minimum }, and { $loss } of { $program }’s users lack it, by WeChat’s count before and since
typings-marked = { $count ->
    [one] { $folder }: one name that needs more than { $minimum } is marked.
   *[other] { $folder }: { $count } names that need more than { $minimum } are marked.
}

scan-package = { $package } { $version }
scan-package-newest = { $package } { $version } (up to base library { $newest })
scan-read = { $count ->
    [one] 1 file read; minimums from { $packages }.
   *[other] { $count } files read; minimums from { $packages }.
}
scan-game = This is a mini game, so minimums are those of mini games.
scan-place-more = { $place } and { $more } more
scan-guarded = guarded
scan-unguarded = not guarded
scan-partly-guarded = { $unguarded } of { $count } not guarded
scan-unguardable = cannot be guarded
scan-severity-harmless = ignored by older base libraries
scan-severity-breaks = older base libraries throw
scan-severity-degrades = left out by older base libraries
scan-accepted = { $count } accepted
scan-hidden = { $count ->
    [one] One more name needs { $version } or older.
   *[other] { $count } more names need { $version } or older.
}
scan-in-plugin = in the plugin
scan-packages = { $count ->
    [one] One npm package needs more:
   *[other] { $count } npm packages need more:
}
scan-outdated = { $count ->
    [one] The baseline accepts one use that is gone; renew it with `--write-baseline`.
   *[other] The baseline accepts { $count } uses that are gone; renew it with `--write-baseline`.
}
scan-baseline-written = { $count ->
    [one] { $file } accepts one use.
   *[other] { $file } accepts { $count } uses.
}
scan-baseline-new = { $count ->
    [one] One use is new and was not added: a baseline only shrinks. Guard it, or accept it with a comment.
   *[other] { $count } uses are new and were not added: a baseline only shrinks. Guard them, or accept them with comments.
}
scan-undocumented = { $count ->
    [one] One name without a documented minimum does not count; `--json` lists it.
   *[other] { $count } names without a documented minimum do not count; `--json` lists them.
}
scan-deprecated = { $count ->
    [one] One deprecated API:
   *[other] { $count } deprecated APIs:
}
scan-instead = Use { $names } instead, from { $version } on: { $loss } of users lack it.
scan-lacks-harmony = HarmonyOS lacks { $names } at every base library.
scan-behind = Users are on base libraries up to { $version }; these tables are older and lack what came since.
scan-unjudged = { $count ->
    [one] One name or file could not be judged:
   *[other] { $count } names and files could not be judged:
}
scan-unknown-options = { $count ->
    [one] One attribute or value is not documented; it counts with `--fail-on degrades`.
   *[other] { $count } attributes and values are not documented; they count with `--fail-on degrades`.
}
scan-left-out = { $reason ->
    [cloud] Left out as cloud functions (cloudfunctionRoot): { $paths }.
    [packing] Left out by packOptions: { $paths }.
    [config] Left out by the configuration (exclude): { $paths }.
   *[framework] Left out as built, tests or for another platform: { $paths }.
}
scan-more = … and { $count } more
scan-doubt-api = not in WeChat’s typings
scan-doubt-component = neither WeChat’s nor the project’s own
scan-doubt-attribute = not documented for this component
scan-doubt-computed = known only at run time
scan-comparisons = { $count ->
    [one] A version is compared as text or as one number, so 2.10.0 counts as older than 2.9.0: { $places }.
   *[other] Versions are compared as text or as one number in { $count } places, so 2.10.0 counts as older than 2.9.0: { $places }.
}
scan-comparison = The version is compared as text or as one number, so 2.10.0 counts as older than 2.9.0. Compare part by part.
scan-comparison-advice = Compare the numbers between the dots, one after the other.
scan-unused-one-advice = Remove the comment, or give it the name that is reported here and a reason.
scan-unjudged-advice = Make sure that the source works where `{ $name }` is not there. If it does, accept it with a comment: `baselib-ignore { $name }: reason`.
scan-need-advice = Use it only where it is there, or raise the minimum to { $version }.
scan-setting-advice = Raise the minimum to { $version }: a setting cannot be guarded.
scan-unused = { $count ->
    [one] An ignore comment has nothing to ignore, or lacks a name or a reason: { $places }.
   *[other] { $count } ignore comments have nothing to ignore, or lack a name or a reason: { $places }.
}
scan-unused-one = This comment has nothing to ignore, or lacks a name or a reason
scan-notice-too-large = { $file } is larger than 2 MB and was not read.
scan-notice-unreadable = { $file } cannot be read.
scan-notice-not-json = { $file } is not valid JSON and was not read.
scan-notice-syntax = { $file } has a syntax error; the rest of it was read.
scan-notice-too-costly = { $file } could not be read in full: reading it takes far more steps than other files of its size.
scan-notice-outside = { $file } points outside the folder and was not followed.
scan-notice-bad-ignore = { $file } has an entry in `packOptions` that Baselib does not understand, so files that do not ship may have been read.
scan-notice-framework = { $file } belongs to a framework that Baselib does not understand; scan what it builds for WeChat.

scan-needs = The source needs base library { $version }.
scan-needs-both = The source needs base library { $version } to run, and { $whole } to work whole.
scan-needs-whole = The APIs and components that the source uses run on every base library, as far as is documented; to work whole they need { $whole }.
scan-needs-nothing = Nothing used without a guard has a documented minimum, so no needed base library is known.
scan-needs-plugin = The plugin’s code needs { $version }.
scan-unchecked = APIs and components were checked, not JavaScript itself: an old base library may lack `Object.groupBy` or lookbehind.
scan-whose = To see how many users that cuts off, name a program with `--program`, or a file from `baselib report --json` with `--shares`.
scan-guaranteed = { $program }’s minimum is already { $minimum }, so all users who can open it have that.
scan-loses = { $version } as the minimum cuts off { $loss } of { $program }’s users.
scan-raise = Raise the minimum to { $version }: { $names } cannot be guarded.
scan-guard-example = , for example with `if ({ $check })`
scan-guard = Guard { $names }{ $example }, and { $lower } is enough; or raise the minimum to { $version }.
scan-guard-loss = Guard { $names }{ $example }, and { $lower } is enough ({ $less } cut off); or raise the minimum to { $version } ({ $loss } cut off).
scan-guard-last = Guard { $names }{ $example }, and no known minimum is needed; or raise the minimum to { $version }.
scan-passed = Passed.
scan-failed-loss = Failed: { $loss } of users would be cut off; the limit is { $limit }.
scan-failed-minimum = Failed: { $version } is needed; the limit is { $limit }.
scan-failed-unknown = Failed: how many users would be cut off is unknown.
scan-not-judged = { $count ->
    [one] Not judged: one name or file may need more than the limit. Look at it, or accept it with `--allow-unjudged`.
   *[other] Not judged: { $count } names and files may need more than the limit. Look at them, or accept them with `--allow-unjudged`.
}
scan-passed-unjudged = { $count ->
    [one] Passed, although one name or file could not be judged.
   *[other] Passed, although { $count } names and files could not be judged.
}

scan-new = { $count ->
    [0] Nothing new: the baseline accepts { $accepted }
    [one] One is new: the baseline accepts { $accepted }
   *[other] { $count } are new: the baseline accepts { $accepted }
}
scan-column-needs = Base library
scan-column-place = Place
scan-all = Everything that was found
scan-result = { $name } needs base library { $version }
scan-deprecated-one = { $name }: { $note }
scan-result-note = { $needs } ({ $note })

error-bad-scan = { $part ->
    [folder] The folder “{ $text }” cannot be read. Type `baselib scan <folder>`.
    [empty] “{ $text }” contains no JavaScript, TypeScript, WXML or JSON that ships. Name the folder with project.config.json or app.json.
    [no-shares] The file “{ $text }” cannot be read. Write it with `baselib report --json`.
    [shares] “{ $text }” does not contain a program’s users. Write it with `baselib report --json`.
    [whose] Use either `--program` or `--shares`, not both.
    [format] Use one of `--json`, `--sarif`, `--gitlab`, `--junit`, `--markdown` and `--verdict`.
    [config] The configuration is wrong at “{ $text }”. See docs/scan.md.
    [typings] “{ $text }” has no typings of WeChat’s that can be written. Name the folder of your own copy, such as node_modules/miniprogram-api-typings.
    [minimum] No minimum is known. Type `--minimum <version>`, or name a program that has one.
    [baseline] The baseline “{ $text }” cannot be read or written. Write it with `baselib scan <folder> --write-baseline`.
   *[numbers] `--max-loss` needs users to count. Name a program with `--program`, or a file from `baselib report --json` with `--shares`; without either, use `--max-minimum`.
}
