### Taking data away

take-away-csv = Take away as CSV
take-away-json = Take away as JSON
take-away-browserslist = Take away as browserslist stats
take-away-history = Take away every day kept (CSV)
file-sent = The file comes to you in a direct message: { $name }.
export-comment = { $name }: users of { $program } per base-library version, { $day }.
export-comment-history = { $count ->
    [one] { $name }: users of { $program } per base-library version on the one day kept, { $last }.
   *[other] { $name }: users of { $program } per base-library version on { $count } days kept, { $first } to { $last }.
}
export-comment-trend = { $name }: how coverage of { $program } moved up to { $day }.
cli-trend-format = Print a file instead: csv (every day kept) or json (the trend).
