### 源代码需要的基础库

cli-scan = 检查小程序源代码需要的基础库版本，以及会影响多少用户；可用于 CI。
cli-scan-folder = 项目目录，其中有 project.config.json 或 app.json。
cli-scan-program = 统计这个小程序的用户；只有一个小程序时可以省略。
cli-scan-shares = 统计这个文件中的用户，文件由 baselib report --json 生成，因此不需要凭证。
cli-scan-max-loss = 受影响的用户超过这一百分比时，退出码为 1。
cli-scan-max-minimum = 需要的基础库高于这个版本时，退出码为 1。
cli-scan-sarif = 输出 SARIF 2.1.0（用于代码扫描），而不是文字。

scan-package = { $package } { $version }
scan-read = { $count ->
   *[other] 读取了 { $count } 个文件；最低版本来自 { $packages }。
}
scan-game = 这是小游戏，因此采用小游戏的最低版本。
scan-place-more = { $place }，另有 { $more } 处
scan-guarded = 已做兼容判断
scan-unguarded = 未做兼容判断
scan-partly-guarded = { $count } 处中有 { $unguarded } 处未做兼容判断
scan-unguardable = 无法用代码判断
scan-ignored = 低版本会忽略
scan-in-plugin = 插件中
scan-undocumented = { $count ->
   *[other] { $names } 没有记载最低版本，这并不表示所有基础库都支持。
}
scan-deprecated = { $count ->
   *[other] 其中已停止维护：{ $names }。
}
scan-unknown = { $count ->
   *[other] 以下 { $count } 个名称不在微信的类型定义中，因此一无所知：
}
scan-computed = { $count ->
   *[other] 有 { $count } 处把 `wx` 整个传了出去，或者用运行时才确定的名称访问，无法判断使用了什么：{ $places }。
}
scan-notice-too-large = { $file } 超过 2 MB，没有读取。
scan-notice-unreadable = { $file } 无法读取。
scan-notice-not-json = { $file } 不是有效的 JSON，没有读取。
scan-notice-syntax = { $file } 有语法错误，其余部分已读取。
scan-notice-outside = { $file } 指向目录之外，没有跟随。
scan-notice-bad-ignore = { $file } 的 `packOptions` 中有无法理解的条目，读取的文件可能多于实际打包的文件。

scan-needs = 源代码需要基础库 { $version }。
scan-needs-nothing = 未做兼容判断而使用的内容都没有记载最低版本，因此就目前所知没有最低版本要求。
scan-needs-plugin = 插件代码需要 { $version }。
scan-whose = 用 `--program` 指定小程序，或用 `--shares` 指定 `baselib report --json` 生成的文件，即可查看会影响多少用户。
scan-guaranteed = { $program } 的最低版本已经是 { $minimum }，能打开它的用户都满足要求。
scan-loses = { $program } 有 { $loss } 的用户低于 { $version }，会受影响。
scan-raise = 请把最低版本提高到 { $version }：{ $names } 无法用代码判断。
scan-guard = 为 { $names } 加上兼容判断（例如 `wx.canIUse`），{ $lower } 就够了；或者把最低版本提高到 { $version }。
scan-guard-loss = 为 { $names } 加上兼容判断（例如 `wx.canIUse`），{ $lower } 就够了，影响 { $less } 的用户；或者把最低版本提高到 { $version }，影响 { $loss } 的用户。
scan-guard-last = 为 { $names } 加上兼容判断（例如 `wx.canIUse`），就目前所知便没有最低版本要求；或者把最低版本提高到 { $version }。
scan-passed = 通过。
scan-failed-loss = 未通过：会影响 { $loss } 的用户，最多允许 { $limit }。
scan-failed-minimum = 未通过：需要 { $version }，最高允许 { $limit }。
scan-failed-unknown = 未通过：不知道会影响多少用户。

scan-result = { $name } 需要基础库 { $version }
scan-result-undocumented = { $name } 没有记载最低基础库版本
scan-result-unknown = { $name } 不在微信的类型定义中
scan-result-note = { $needs }（{ $note }）

error-bad-scan = { $part ->
    [folder] 没有可以读取的目录「{ $text }」。请输入 `baselib scan <目录>`。
    [empty] 「{ $text }」中没有可以读取的内容：没有会打包的 JavaScript、TypeScript、WXML 或 JSON。请指定 project.config.json 或 app.json 所在的目录。
    [no-shares] 无法读取文件「{ $text }」。请用 `baselib report --json` 生成。
    [shares] 「{ $text }」中没有小程序的用户占比。请用 `baselib report --json` 生成。
    [whose] `--program` 和 `--shares` 都指定了统计谁的用户，请只保留一个。
    [format] 不能同时输出 `--json` 和 `--sarif`，请只保留一个。
   *[numbers] `--max-loss` 需要知道统计谁的用户。请用 `--program` 指定小程序，或用 `--shares` 指定 `baselib report --json` 生成的文件；没有数据时可用 `--max-minimum`。
}
