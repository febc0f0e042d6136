### 某天以来的变化

help-changes = 最近七天的变化，或 `14d`、`since 2026-11-20`：建议、最低版本、日期、版本、决策、授权
changes-nothing = { $since }以来没有变化。
changes-first = 没有{ $since }前后的数据可供比较
changes-since = 与{ $since }比较。
changes-quiet = 无变化：{ $programs }。
changes-left-out = 另有 { $count } 个小程序未显示。
changes-fleet = { $about }：{ $what }（{ $most } 个）；{ $since }以来 { $count } 个小程序有变化
changes-decisions = { $since }以来 { $count } 项决策有变化
changes-authorisations = { $since }以来授权有变化
changes-safe-before = 当时为 { $version }。
changes-minimum = 最低版本：{ $before } → { $now }
changes-date = { $version } 可放心提高的时间有变（{ $then } → { $now }）
changes-ready = 现在可以提高
changes-authorised = 已授权
changes-revoked = 已取消授权
changes-not-granted = 缺少权限集 18
