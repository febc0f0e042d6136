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
