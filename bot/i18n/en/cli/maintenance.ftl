### The database: tables, backups, erasing a workspace

cli-db = Manage the database: tables and backups.
cli-db-upgrade = Upgrade the database's tables.
cli-db-upgraded = The database is up to date.
cli-db-backup = Back up the whole database into one file; the bot can keep running.
cli-db-backup-file = A new file. This file and the encryption keys together reveal everything.
cli-db-backup-force = Overwrite an existing file.
cli-db-backed-up = { $rows ->
    [one] 1 row backed up in { $file } (revision { $revision }).
   *[other] { $rows } rows backed up in { $file } (revision { $revision }).
}
    Secrets in it stay encrypted: keep BASELIB_ENCRYPTION_KEYS in a different place.
cli-db-restore = Restore a backup into SQLite or PostgreSQL, regardless of its origin. Stop the bot first.
cli-db-restore-file = A file written by baselib db backup.
cli-db-restore-yes = Replace everything in the database.
cli-db-restored = { $rows ->
    [one] 1 row restored as of { $made } (UTC); the tables are up to date.
   *[other] { $rows } rows restored as of { $made } (UTC); the tables are up to date.
}

cli-forget = Erase all data of a Slack workspace permanently. Earlier backups still contain it.
cli-forget-team = The workspace's ID (T…), shown in Slack's address bar.
cli-forget-yes = Do not ask for confirmation.
cli-forget-kept = Rows stored for { $team }:
cli-forget-sure = Erase all of it permanently?
cli-forget-erased = Rows erased for { $team }:
cli-forget-proved = Verified: the database contains nothing of { $team }. Earlier backups still contain it.
cli-forget-left = Verification failed: a running Baselib has written rows of { $team } again. Remove the app from that workspace or stop Baselib, then run this again.

error-backup-refused = { $reason ->
    [exists] { $file } already exists. Choose another name, or add `--force` to overwrite it.
    [unwritable] { $file } cannot be written. Check its folder, permissions and disk space.
    [unreadable] { $file } cannot be read. Check that it exists and its permissions.
    [no-backup] { $file } is not a backup. Name a file written by `baselib db backup`.
    [damaged] The backup { $file } is damaged or incomplete; nothing was changed. Use another copy or an earlier backup.
    [newer] The backup { $file } was made by a newer Baselib. Install that version first.
    [too-old] The backup { $file } was made by a Baselib before 1.0.0. Restore it with 1.0.0, then update to this version.
    [not-empty] The database is not empty. Back it up, then add `--yes` to replace everything in it with { $file }.
   *[running] Baselib is running on this database. Stop every instance first: they would go on with cached data.
}
error-unknown-workspace = No data is stored for a workspace “{ $team }”. Its ID begins with T and is part of Slack’s address: `app.slack.com/client/T…`.

### The keys that encrypt secrets in the database

cli-keys = Manage the keys that encrypt secrets in the database.
cli-keys-new = Generate a key and print its line for .env.
cli-keys-made =
    Add this line to .env. If there is one already, put the new key before the others, separated by a comma, restart every running Baselib, then run: baselib keys rotate
    Store a copy apart from the database backups: without the key, its secrets cannot be decrypted.
cli-keys-rotate = Re-encrypt everything with the first key of BASELIB_ENCRYPTION_KEYS; the bot can keep running.
cli-keys-forget = Delete secrets that no key decrypts because the key is lost. WeChat pushes a ticket within ten minutes; then `baselib sync` fetches the rest.
cli-keys-rotated = { $count ->
    [0] Everything is encrypted with the first key. You can remove the others.
    [one] 1 secret was re-encrypted. Everything is encrypted with the first key; you can remove the others.
   *[other] { $count } secrets were re-encrypted. Everything is encrypted with the first key; you can remove the others.
}
cli-keys-forgotten = { $count ->
    [one] 1 secret that no key decrypts was deleted. When WeChat has pushed a ticket, run: baselib sync
   *[other] { $count } secrets that no key decrypts were deleted. When WeChat has pushed a ticket, run: baselib sync
}
