### 统计异常：微信对旧版本的统计与之前不同

break-counted-higher = { $since }起，微信统计的旧版本占比约为之前的 { $factor } 倍
break-counted-lower = { $since }起，微信统计的旧版本占比只有之前的约 { $factor }
break-counted-now = { $known ->
    [no] 微信如何统计旧版本尚不清楚；仅按数据本身：{ $sentence }
   *[yes] 按微信变化后的统计：{ $sentence }
}
break-not-known = 微信如何统计旧版本尚不清楚
break-costs = 之前 { $before }，之后 { $now }
break-before = { $since }之前，{ $version } 可覆盖 { $target }（影响的用户：{ $costs }）。
break-awaited = 按微信此前的统计，很可能已覆盖 { $target }；能否放心使用，取决于微信之后如何统计。
break-lasts = { $counted }；这一变化已持续八周，Baselib 将其视为新的水平。
break-unknown = 据微信最近一次公布的数据，{ $counted }。该数据比这里的数据早数周，此后如何统计尚不清楚，因此 Baselib 不认定任何最低版本安全；请勿因此降低最低版本。
break-of-all = 微信全体用户：{ $sentence }
break-marked = { $day }*
break-mark = * 微信统计口径与之前不同
break-over = { $direction ->
    [higher] { $since }至{ $until }，微信统计的旧版本占比约为之前的 { $factor } 倍，这些日期不参与比较。
   *[lower] { $since }至{ $until }，微信统计的旧版本占比只有之前的约 { $factor }，这些日期不参与比较。
}
break-turned-began = 自{ $since }起，微信对旧版本的统计与之前不同
break-turned-over = { $since }起微信对旧版本的统计恢复如前
break-turned-lasts = { $since }起微信对旧版本的统计已成为新的水平
break-ended = { $since }起微信对旧版本的统计恢复如前。
