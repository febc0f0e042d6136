### 导出数据

take-away-csv = 导出为 CSV
take-away-json = 导出为 JSON
take-away-browserslist = 导出为 browserslist 统计
take-away-history = 导出保存的全部日期（CSV）
file-sent = 文件已通过私信发给你：{ $name }。
export-comment = { $name }：{ $program } 各基础库版本的用户占比，{ $day }。
export-comment-history = { $name }：{ $program } 各基础库版本的用户占比，保存了 { $count } 天（{ $first } 至 { $last }）。
export-comment-trend = { $name }：截至 { $day }，{ $program } 的覆盖率变化。
cli-trend-format = 改为输出文件：csv（保存的每一天）或 json（趋势）。
