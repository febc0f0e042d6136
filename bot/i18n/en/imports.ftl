### Imported numbers

data-of-imported = Numbers of { $day }, imported by { $who } on { $moment }.
who-terminal = { $name } (command line)
imported-undetermined = The meaning of the numbers is unclear, so Baselib does not compute who is cut off.
imported-unusable = { $reason ->
    [no-data] The newest imported list has no usage data.
    [undetermined] The meaning of the newest imported numbers is unclear.
    [single-version] Only one version has users in the newest imported list, so it is probably incomplete.
    [newest-missing] The newest imported list lacks the newest version that recently had users.
    [contradicts] The newest imported numbers have another meaning than the earlier ones.
   *[low-total] The shares in the newest imported list add up to far less than 100%.
}
imported-advice = Import them once more and choose what they mean: `--meaning` on the command line, *Meaning* in the form.
imported-reason-never-falls = The values are cumulative (sum: { $total }); they are converted to shares.
imported-reason-pinned = Chosen at the import.
imported-reason-ambiguous = The values fit more than one meaning, and neither WeChat’s public numbers nor earlier imports show which.
imported-reason-pin-contradicted = The meaning chosen at the import contradicts the values.
raise-not-listed-imported = The imported numbers do not list { $version }, and WeChat accepts only versions that it has released. Nearest: { $nearest }.
deed-imported = Numbers imported
error-all-of-wechat-not-imported = `wechat` is all of WeChat, whose numbers are read every day. Choose another name for your program.
error-imported-unset = The numbers of { $program } are imported, without a minimum that could change. Watch a loss, a coverage or a withdrawal instead.
error-nothing-imported = No numbers of { $program } are imported: the import was cut off. Import them again.

cli-import = Import a program’s numbers from CSV, JSON or text copied from WeChat’s console.
cli-import-file = The file; - for standard input. Columns: version, percentage and, for several days, date.
cli-import-program = The program’s name; an unknown one is created, without an AppID.
cli-import-day = The day of numbers without a date, such as 2026-10-01 or yesterday; today if left out.
cli-import-meaning = What the numbers mean; auto finds out, as for WeChat’s own.
cli-import-users = How many users it had in the 30 days up to the newest day, such as 160000, if you know.
cli-import-dry-run = Show how the file is read, and keep nothing.

import-days = { $count ->
    [one] { $program }: { $first }, { $versions } versions.
   *[other] { $program }: { $count } days from { $first } to { $last }; { $versions } versions on the last one.
}
import-new = { $program } is new: a program without an AppID.
import-newest = { $day }: { $sentence }
import-undetermined = { $count ->
    [one] 1 day does not prove what its numbers mean, and is in no trend.
   *[other] { $count } days do not prove what their numbers mean, and are in no trend.
}
import-users-of = Users in the 30 days up to { $day }: { $count }.
import-users-left-out = The number of users is not kept: WeChat itself tells it for this program.
import-replaced = Replaces the numbers of { $days }.
import-from-wechat = Keeps WeChat’s own numbers of { $days }.
import-all-from-wechat = { $program }: WeChat’s own numbers for { $count ->
    [one] this day
   *[other] all { $count } days
} are kept, so nothing is imported.
import-dry-run = Nothing is kept. Leave out `--dry-run` to import.
import-next = Imported. Next: `baselib report "{ $program }"`
import-refused = Nothing is imported. These lines cannot be read:
import-line = Line { $line }: { $sentence }
import-more-problems = { $count ->
    [one] 1 more line cannot be read: { $lines }.
   *[other] { $count } more lines cannot be read: { $lines }.
}
import-mistake-empty = No line has a version and a percentage, such as `3.5.5  0.78%`.
import-mistake-too-long = The text is longer than two million characters or 100,000 lines. Import fewer days at a time.
import-mistake-too-many-days = { $text } days are too many: the limit is 400. Import fewer days at a time.
import-mistake-not-text = This is not a text file. Save a spreadsheet as CSV.
import-mistake-not-json = This is not valid JSON ({ $text }).
import-mistake-no-version = No version stands before “{ $text }”.
import-mistake-no-percentage = No percentage stands after “{ $text }”.
import-mistake-not-a-percentage = “{ $text }” is not a percentage, such as `0.78%` or `0.78`.
import-mistake-not-a-day = “{ $text }” is not a day. Write it as 2026-10-01.
import-mistake-to-come = { $text } is in the future.
import-mistake-twice = “{ $text }” has two different percentages on one day.

button-import = Import numbers
import-title = Import numbers
import-intro = For a program that WeChat does not let Baselib read. Paste its versions with the share of users on each: from WeChat’s console, from a spreadsheet or from your own analytics. Several days at once are fine.
import-check = Check
import-submit = Import
import-checked = Nothing is imported yet. This is how the numbers are read:
import-running = Importing.
import-ask = Ask now: `/baselib report { $program }`
import-program = Mini Program
import-program-hint = A new name creates a program without an AppID.
import-numbers = Versions and percentages
import-placeholder = 3.5.5  0.78%
import-numbers-hint = One version a line, or CSV with version, percentage and date. For more than 3,000 characters use the command baselib import.
import-day = Day
import-day-hint = Of numbers without a date of their own.
import-users = Users in 30 days
import-users-hint = If you know: answers then say how many people are cut off.
import-meaning = Meaning
import-meaning-auto = Find out
import-meaning-share = Users on exactly that version
import-meaning-below = Users below that version
import-meaning-at_or_below = Users on that version or below
help-import = numbers of a program that WeChat does not let Baselib read: a form to paste them
connect-way-import = Without WeChat: import numbers
connect-for-import = You have one program and no third-party platform. Works at once.

program-outdated = The numbers of { $program } are { $age } old. Please import newer ones.
program-outdated-why = Its answers, alerts and digests stay at that day until then.
program-outdated-many = The imported numbers of { $count } Mini Programs are old: { $programs }. Please import newer ones.

deletion-title = Delete a program
deletion-sure = Delete { $program } and its imported numbers? This cannot be undone.
deletion-submit = Delete
deletion-days = { $count ->
    [one] Numbers of { $first }
   *[other] Numbers of { $count } days, { $first } to { $last }
}
deletion-no-days = No numbers
deletion-alerts = { $count ->
    [one] 1 alert ends: { $channels }
   *[other] { $count } alerts end: { $channels }
}
deletion-digests = { $count ->
    [one] The digest of { $channels } ends
   *[other] The digests of { $channels } end
}
deletion-digests-shorter = { $count ->
    [one] The digest of { $channels } goes on without it
   *[other] The digests of { $channels } go on without it
}
deletion-default = No longer the default of { $channels }
deletion-stays = Decisions about it and the audit log stay.
deletion-posted = Each channel named here gets a message.
deletion-done = { $program } and its imported numbers are deleted.
deletion-by = By { $who }.
deed-import-deleted = Imported program deleted
error-not-imported = { $program } is read from WeChat. Only a program whose numbers were imported can be deleted; `/baselib programs restrict` limits the channels that see this one.
error-deletion-waits = Decision { $number } about { $program } is open. Withdraw it first (`/baselib decisions`), then delete the program.
cli-delete = Delete a program whose numbers were imported.
cli-delete-program = Its name.
cli-delete-yes = Do not ask.
