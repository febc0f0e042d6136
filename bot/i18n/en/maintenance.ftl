### The database: its tables, its backups, and what is forgotten

cli-db = Look after the database: its tables and its backups.
cli-db-upgrade = Bring the database's tables up to date.
cli-db-upgraded = The database is up to date.
cli-db-backup = Write everything in the database into one file; the bot may run meanwhile.
cli-db-backup-file = A new file. Whoever has it and the encryption keys has everything.
cli-db-backup-force = Overwrite the file if there is one.
cli-db-backed-up = { $rows ->
    [one] 1 row is backed up in { $file } (revision { $revision }).
   *[other] { $rows } rows are backed up in { $file } (revision { $revision }).
}
    Keep BASELIB_ENCRYPTION_KEYS apart from it: the secrets in it stay encrypted.
cli-db-restore = Bring a backup back, into SQLite or PostgreSQL, whichever it was made of. Stop the bot first.
cli-db-restore-file = What baselib db backup has written.
cli-db-restore-yes = Replace what is in the database now.
cli-db-restored = { $rows ->
    [one] 1 row is restored, as it was at { $made } (UTC), and the tables are up to date.
   *[other] { $rows } rows are restored, as they were at { $made } (UTC), and the tables are up to date.
}

cli-forget = Erase everything of a Slack workspace, for good. Backups made before still hold it.
cli-forget-team = The workspace's id (T…); its Slack address bar shows it.
cli-forget-yes = Do not ask.
cli-forget-kept = Kept of { $team }, in rows:
cli-forget-sure = Erase all of it for good?
cli-forget-erased = Erased of { $team }, in rows:
cli-forget-proved = Looked again: nothing of { $team } is left in the database. Backups made before still hold it.
cli-forget-left = Looked again: there are rows of { $team } once more. A running Baselib wrote them; take the app out of that workspace, or stop Baselib, and run this again.

error-backup-refused = { $reason ->
    [exists] There is a file { $file } already. Name another one, or add `--force` to overwrite it.
    [unwritable] { $file } cannot be written. Check that its folder exists, who may write to it, and the space on its disk.
    [unreadable] { $file } cannot be read. Check that it exists and who may read it.
    [no-backup] { $file } is no backup. Name a file that `baselib db backup` has written.
    [damaged] The backup { $file } is damaged or incomplete, and nothing was changed. Take another copy of it, or an earlier one.
    [newer] The backup { $file } was made by a newer Baselib than this one. Install that one first.
    [not-empty] There is something in the database already. Add `--yes` to replace all of it with { $file }, and back it up first.
   *[running] A Baselib is running on this database. Stop every one of them first: they would go on with what they remember.
}
error-unknown-workspace = Nothing is kept of a workspace “{ $team }”. Its id begins with T and stands in Slack’s address: `app.slack.com/client/T…`.

### The keys with which secrets in the database are encrypted

cli-keys = Make and change the keys that encrypt secrets in the database.
cli-keys-new = Make a new key and print the line for .env.
cli-keys-made =
    Put this line into .env. If there is one already, put the new key in front of the others, separated by a comma, start every running Baselib again, and run: baselib keys rotate
    Keep a copy of it apart from the backups of the database: nothing else opens what it encrypts.
cli-keys-rotate = Encrypt everything with the first key of BASELIB_ENCRYPTION_KEYS; the bot may run meanwhile.
cli-keys-forget = Let go of what no key opens, because the key is lost. WeChat pushes tickets again within ten minutes; then `baselib sync` fetches the rest.
cli-keys-rotated = { $count ->
    [0] Everything is encrypted with the first key. The keys behind it can be taken away.
    [one] 1 secret was encrypted anew. Everything is encrypted with the first key now, and the keys behind it can be taken away.
   *[other] { $count } secrets were encrypted anew. Everything is encrypted with the first key now, and the keys behind it can be taken away.
}
cli-keys-forgotten = { $count ->
    [one] 1 secret that no key opens was let go. Once WeChat has pushed a ticket, run: baselib sync
   *[other] { $count } secrets that no key opens were let go. Once WeChat has pushed a ticket, run: baselib sync
}
