### 导出数据

take-away-csv = 导出 CSV
take-away-json = 导出 JSON
take-away-browserslist = 导出 browserslist 统计
take-away-history = 导出保存的全部日期（CSV）
file-sent = { $name } 已通过私信发给你。
export-comment = { $name }：{ $program } 的版本分布，{ $day }。
export-comment-history = { $name }：{ $program } 的版本分布，共 { $count } 天（{ $first } 至 { $last }）。
export-comment-trend = { $name }：{ $program } 的覆盖率趋势，截至 { $day }。
cli-trend-format = 改为输出文件：csv（保存的全部日期）或 json（趋势）。
history-deprecated = `--history` 即将移除，请改用 `--on all`。
