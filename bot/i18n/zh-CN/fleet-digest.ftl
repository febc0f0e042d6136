### 全部小程序的简报：一览众多小程序

about-each = 逐个介绍小程序
about-glance = 小程序一览
about-fleet = 全部小程序一览
about-tag = 带标签「{ $tag }」的小程序一览
form-about = 范围
form-about-hint = 逐个介绍时每个小程序各有一段；一览则用一条消息说明众多小程序中有哪些变化。
change-scope = 范围
subscription-scope = 范围：{ $scope }
subscription-glance = 一览的小程序：{ $programs }
