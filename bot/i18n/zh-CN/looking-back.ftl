### 回看某一天

as-of = 截至 { $day }
as-of-text = 截至 { $day }，{ $sentence }
as-of-older = 没有保存 { $day } 的数据，以下是 { $kept } 的数据。
