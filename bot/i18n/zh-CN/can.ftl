### 能不能用

can-needs = { $count ->
   *[other] { $names } 从基础库 { $version } 开始支持
}
can-shares = { $needs }：{ $program } 有 { $coverage } 的用户可用，{ $loss } 的用户受影响
can-shares-minimum = { $shares }；最低版本 { $minimum } 不能保证可用。
can-shares-imported = { $shares }。
can-shares-no-minimum = { $shares }。微信没有返回此小程序的最低基础库版本。
can-all-of-wechat = { $needs }：{ $coverage } 的微信用户可用，{ $loss } 的用户受影响。
can-guaranteed = { $needs }。{ $program } 的最低版本 { $minimum } 已能保证：能打开小程序的用户都可用。
can-guaranteed-below = 低于 { $version } 的 { $loss } 用户本来就无法打开小程序。
can-not-guaranteed = { $needs }。{ $program } 的最低版本 { $minimum } 不能保证可用。
can-alone = { $needs }。
can-no-program = 还没有配置小程序，因此不统计用户。
can-undocumented = 官方文档未标注 { $names } 的起始版本。
can-undocumented-some = 官方文档未标注 { $names } 的起始版本；以上数据只针对其余 API。
can-deprecated = { $name } 已停止维护。
can-deprecated-since = { $name } 从 { $version } 起停止维护。
can-instead = 请改用 { $names }。
can-instead-needs = 请改用 { $names }，从 { $version } 开始支持。
can-instead-users = 请改用 { $names }，从 { $version } 开始支持：{ $program } 有 { $coverage } 的用户可用。
can-instead-all = 请改用 { $names }，从 { $version } 开始支持：{ $coverage } 的微信用户可用。
can-lacks-harmony = 鸿蒙系统在任何基础库版本下都不支持 { $names }；占比中也包含鸿蒙用户。
can-options = { $count ->
   *[other] { $names } 有 { $count } 个参数或字段需要更高的版本。
}
can-options-pick = 选择参数或字段…
can-option-minimum = 需要 { $version }

can-caption = 各 API 的起始版本
can-column-api = API
can-column-minimum = 起始版本
can-column-loss = 受影响用户占比
can-column-client = 最早支持的微信版本
can-column-note = 说明
can-together = 合计
can-undocumented-cell = 未标注
can-note-owner = 取自 { $name }
can-note-deprecated = 已停止维护
can-note-deprecated-since = 从 { $version } 起停止维护
can-note-renderer = { $renderer ->
    [skyline] 仅 Skyline
   *[webview] 仅 WebView
}
can-note-emptied = { $lost ->
    [form-id] 自{ $day }起不再返回可用的 formId
   *[profile] 自{ $day }起不再返回真实的昵称和头像
}
can-emptied = { $name } { $note }。
can-announced = 微信公告
can-note-plugin = 插件中需要 { $version }
can-note-comma = ，
can-source = { $of ->
    [mini-game] 小游戏的起始版本来自 `{ $package }` { $version }。
    [components] 组件的起始版本来自 `{ $package }`，读取于 { $version }。
   *[other] 小程序的起始版本来自 `{ $package }` { $version }。
}
can-newest = 其中最新的基础库为 { $version }。
can-behind = 微信最新的基础库为 { $version }（{ $day }），比以上数据更新的内容尚未收录。
can-guaranteed-mark = { $mark } 最低版本已能保证。
can-pages = { $count ->
   *[other] 官方文档：{ $pages }
}
can-clients-of = 最早支持的微信版本：取自微信 { $day } 公布的列表。

can-button-raise = 如果最低版本设为 { $version }
can-button-others = 查询其他 API

can-suggestion-check = 查询
can-suggestion-label = 查询 { $name }
can-suggestion-game = 按小游戏查询

can-view-title = 能不能用…
can-view-check = 查询
can-view-apis = API
can-view-apis-hint = 输入名称的一部分，例如 getUserProfile 或 enableChunked，最多 { $count } 个。
can-view-apis-pick = 搜索 API
can-view-program = 小程序
can-view-program-pick = 搜索小程序
can-view-program-hint = 统计哪个小程序的用户
can-view-game = 小游戏
can-view-game-choice = 使用小游戏的数据
can-view-option-game = { $minimum }（仅小游戏）
can-view-nothing = 请至少选择一个 API。
can-view-none-found = 这条消息中没有已知的小程序 API 或组件，请在下面选择。
can-view-unknown = { $count ->
   *[other] Baselib 收录的官方文档中没有 { $names }：可能拼写有误，或是尚未收录的新 API。
}
can-view-beyond = 一次最多查询 { $count } 个 API，未列入：{ $names }。
cli-can = 查看 API 的起始版本，以及小程序有多少用户可用。
cli-can-apis = API，例如 wx.getPrivacySetting 或 request.enableChunked，最多十个。
cli-can-game = 使用小游戏的数据。
