### Export

take-away-csv = Export CSV
take-away-json = Export JSON
take-away-browserslist = Export browserslist stats
take-away-history = Export all stored days (CSV)
file-sent = I’ve sent you { $name }.
export-comment = { $name }: users of { $program } by base-library version, { $day }.
export-comment-history = { $count ->
    [one] { $name }: users of { $program } by base-library version on the one day stored, { $last }.
   *[other] { $name }: users of { $program } by base-library version on { $count } stored days, { $first } to { $last }.
}
export-comment-trend = { $name }: coverage of { $program } over time, up to { $day }.
cli-trend-format = Print a file instead: csv (every stored day) or json (the trend).
history-deprecated = `--history` will be removed. Use `--on all`.
