### 源代码需要的基础库

cli-scan = 检查小程序源代码中的 API 和组件需要的基础库版本和受影响的用户；超过上限时可让 CI 失败。不检查 JavaScript 语言本身。
cli-scan-folder = 项目目录，其中有 project.config.json 或 app.json。
cli-scan-program = 统计此小程序的用户；只有一个小程序时可省略。
cli-scan-shares = 统计此文件中的用户；文件由 baselib report --json 生成，无需 access_token。
cli-scan-max-loss = 受影响用户超过此百分比时，退出码为 1。
cli-scan-max-minimum = 需要的基础库高于此版本时，退出码为 1。
cli-scan-fail-on = 计入上限的内容：breaks（低版本会报错）或 degrades（还包括低版本会缺失的）。
cli-scan-allow-unjudged = 有内容无法判断时也通过；否则退出码为 3。
cli-scan-baseline = 接受此文件列出的内容；文件由 --write-baseline 生成。
cli-scan-write-baseline = 把现有问题写入基线，默认为 baselib-baseline.json，可用 --baseline 指定；已有的文件只会变小。
cli-scan-cache = 把结果保存在此目录中，源代码没有变化时不再重新读取；默认为用户的缓存目录。
cli-scan-no-cache = 重新读取所有文件，且不保存结果。
cli-scan-gitlab = 输出 GitLab Code Quality 报告，而不是文字。
cli-scan-junit = 输出 JUnit XML，而不是文字。
cli-scan-verdict = 只用一行 JSON 输出结论和 git 提交，供提议表单使用。
cli-scan-markdown = 输出 Markdown，而不是文字，用于合并请求或流水线概要，先说影响，再列新增内容。
cli-scan-sarif = 输出 SARIF 2.1.0（代码扫描），而不是文字。

cli-eslint = 输出 ESLint 规则 no-restricted-properties 的数据：wx、uni 和 Taro 中高于最低版本的 API。
cli-typings = 在项目自己的微信类型定义中标记高于最低版本的内容，编辑器会加上删除线。
cli-typings-folder = 类型定义的目录，例如 node_modules/miniprogram-api-typings；以前的标记会被替换。
cli-desk-minimum = 最低基础库版本；默认为小程序或文件中的最低版本。
cli-desk-program = 统计此小程序的用户，并采用其最低版本。
cli-desk-shares = 统计此文件中的用户，并采用其最低版本；文件由 baselib report --json 生成。
desk-needs = 需要基础库 { $version }；最低版本为 { $minimum }
desk-needs-users = 需要基础库 { $version }；最低版本为 { $minimum }，{ $program } 有 { $loss } 的用户用不了
desk-needs-users-break = 需要基础库 { $version }；最低版本为 { $minimum }，按微信变化前后的统计，{ $program } 有 { $loss } 的用户用不了
typings-marked = { $count ->
   *[other] { $folder }：已标记 { $count } 个高于 { $minimum } 的名称。
}

scan-package = { $package } { $version }
scan-package-newest = { $package } { $version }（收录到基础库 { $newest }）
scan-read = { $count ->
   *[other] 已读取 { $count } 个文件；起始版本来自 { $packages }。
}
scan-game = 这是小游戏，因此采用小游戏的起始版本。
scan-place-more = { $place }，另有 { $more } 处
scan-guarded = 已做兼容判断
scan-unguarded = 未做兼容判断
scan-partly-guarded = { $count } 处中有 { $unguarded } 处未做兼容判断
scan-unguardable = 无法做兼容判断
scan-severity-harmless = 低版本会忽略
scan-severity-breaks = 低版本会报错
scan-severity-degrades = 低版本会缺失
scan-accepted = 已接受 { $count } 处
scan-hidden = { $count ->
   *[other] 另有 { $count } 个名称只需 { $version } 或更低版本。
}
scan-in-plugin = 插件中
scan-packages = { $count ->
   *[other] 有 { $count } 个 npm 包需要更高版本：
}
scan-outdated = { $count ->
   *[other] 基线接受的 { $count } 处已不存在；请用 `--write-baseline` 更新。
}
scan-baseline-written = { $count ->
   *[other] { $file } 接受 { $count } 处。
}
scan-baseline-new = { $count ->
   *[other] 有 { $count } 处是新增的，未写入：基线只会变小。请做兼容判断，或用注释接受。
}
scan-undocumented = { $count ->
   *[other] 有 { $count } 个名称未标注起始版本，不计入结果；可用 `--json` 查看。
}
scan-deprecated = { $count ->
   *[other] 有 { $count } 个 API 已停止维护：
}
scan-instead = 请改用 { $names }，从 { $version } 开始支持，{ $loss } 的用户用不了。
scan-lacks-harmony = 鸿蒙系统在任何基础库版本下都不支持 { $names }。
scan-behind = 用户的基础库最高已到 { $version }，比以上数据更新的内容尚未收录。
scan-unjudged = { $count ->
   *[other] 有 { $count } 个名称或文件无法判断：
}
scan-unknown-options = { $count ->
   *[other] 有 { $count } 个属性或值不在文档中；使用 `--fail-on degrades` 时计入。
}
scan-left-out = { $reason ->
    [cloud] 作为云函数未读取（cloudfunctionRoot）：{ $paths }。
    [packing] packOptions 排除：{ $paths }。
    [config] 配置排除（exclude）：{ $paths }。
   *[framework] 构建产物、测试或其他平台的文件，未读取：{ $paths }。
}
scan-more = ……另有 { $count } 个
scan-doubt-api = 不在微信的类型定义中
scan-doubt-component = 既不是微信组件，也不是项目自己的组件
scan-doubt-attribute = 文档中该组件没有此属性或此值
scan-doubt-computed = 运行时才知道名称
scan-comparisons = { $count ->
   *[other] 有 { $count } 处把版本号当作文字或一个数字比较，2.10.0 会被视为低于 2.9.0：{ $places }。
}
scan-comparison = 版本号被当作文字或一个数字比较，2.10.0 会被视为低于 2.9.0。请逐段比较。
scan-comparison-advice = 请逐段比较点号之间的数字。
scan-unused-one-advice = 请删除此注释，或写上此处报告的名称和原因。
scan-unjudged-advice = 请确认没有 `{ $name }` 时源代码也能运行；可以的话，用注释接受：`baselib-ignore { $name }: 原因`。
scan-need-advice = 请先判断是否可用，或将最低版本提高到 { $version }。
scan-setting-advice = 请将最低版本提高到 { $version }：设置无法做兼容判断。
scan-unused = { $count ->
   *[other] 有 { $count } 处忽略注释没有可忽略的内容，或缺少名称、原因：{ $places }。
}
scan-unused-one = 此注释没有可忽略的内容，或缺少名称、原因
scan-notice-too-large = { $file } 超过 2 MB，没有读取。
scan-notice-unreadable = { $file } 无法读取。
scan-notice-not-json = { $file } 不是有效的 JSON，没有读取。
scan-notice-syntax = { $file } 有语法错误，其余部分已读取。
scan-notice-too-costly = { $file } 未能完整读取：读取它所需的步骤远多于同样大小的其他文件。
scan-notice-outside = { $file } 指向目录之外，未跟随。
scan-notice-bad-ignore = { $file } 的 `packOptions` 中有无法识别的条目，可能读取了不会打包的文件。
scan-notice-framework = { $file } 属于 Baselib 不理解的框架；请检查其为微信构建的产物。

scan-needs = 源代码需要基础库 { $version }。
scan-needs-both = 源代码运行需要基础库 { $version }，功能完整需要 { $whole }。
scan-needs-whole = 就文档所知，源代码用到的 API 和组件可在任何基础库上运行；功能完整需要 { $whole }。
scan-needs-nothing = 未做兼容判断的内容都没有标注起始版本，因此没有已知的最低版本要求。
scan-needs-plugin = 插件代码需要 { $version }。
scan-unchecked = 只检查 API 和组件，不检查 JavaScript 语言本身：旧基础库可能不支持 `Object.groupBy`、后行断言等语法和内置方法。
scan-whose = 用 `--program` 指定小程序，或用 `--shares` 指定 `baselib report --json` 生成的文件，即可查看会影响多少用户。
scan-guaranteed = { $program } 的最低版本已是 { $minimum }，能打开小程序的用户都满足要求。
scan-loses = 最低版本设为 { $version } 时，{ $program } 有 { $loss } 的用户受影响。
scan-raise = 请将最低版本提高到 { $version }：{ $names } 无法做兼容判断。
scan-guard-example = （例如 `if ({ $check })`）
scan-guard = 为 { $names } 加上兼容判断{ $example }，{ $lower } 即可；或将最低版本提高到 { $version }。
scan-guard-loss = 为 { $names } 加上兼容判断{ $example }，{ $lower } 即可（{ $less } 的用户受影响）；或将最低版本提高到 { $version }（{ $loss } 的用户受影响）。
scan-guard-last = 为 { $names } 加上兼容判断{ $example }，即没有已知的最低版本要求；或将最低版本提高到 { $version }。
scan-passed = 通过。
scan-failed-loss = 未通过：{ $loss } 的用户受影响，上限为 { $limit }。
scan-failed-minimum = 未通过：需要 { $version }，上限为 { $limit }。
scan-failed-unknown = 未通过：受影响用户占比未知。
scan-not-judged = { $count ->
   *[other] 无法判断：有 { $count } 个名称或文件的需求可能超过上限。请查看，或用 `--allow-unjudged` 接受。
}
scan-passed-unjudged = { $count ->
   *[other] 通过，但有 { $count } 个名称或文件无法判断。
}

scan-new = { $count ->
    [0] 没有新增：基线已接受 { $accepted } 处
   *[other] 新增 { $count } 个：基线已接受 { $accepted } 处
}
scan-column-needs = 基础库
scan-column-place = 位置
scan-all = 全部结果
scan-result = { $name } 需要基础库 { $version }
scan-deprecated-one = { $name }：{ $note }
scan-result-note = { $needs }（{ $note }）

error-bad-scan = { $part ->
    [folder] 无法读取目录“{ $text }”。请输入 `baselib scan <目录>`。
    [empty] “{ $text }”中没有会打包的 JavaScript、TypeScript、WXML 或 JSON。请指定 project.config.json 或 app.json 所在的目录。
    [no-shares] 无法读取文件“{ $text }”。请用 `baselib report --json` 生成。
    [shares] “{ $text }”中没有小程序的版本分布。请用 `baselib report --json` 生成。
    [whose] `--program` 和 `--shares` 只能使用一个。
    [format] `--json`、`--sarif`、`--gitlab`、`--junit`、`--markdown` 和 `--verdict` 只能使用一个。
    [config] 配置有误：“{ $text }”。参见 docs/scan.md。
    [typings] “{ $text }”中没有可写的微信类型定义。请指定项目自己的目录，例如 node_modules/miniprogram-api-typings。
    [minimum] 不知道最低版本。请输入 `--minimum <版本>`，或指定有最低版本的小程序。
    [baseline] 无法读取或写入基线“{ $text }”。请用 `baselib scan <目录> --write-baseline` 生成。
   *[numbers] `--max-loss` 需要用户数据。请用 `--program` 指定小程序，或用 `--shares` 指定 `baselib report --json` 生成的文件；没有数据时可用 `--max-minimum`。
}
