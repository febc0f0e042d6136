### 数据的异常之处。`.imported` 用于导入的数据，其中不提微信。

caveat-all-of-wechat = 微信全体用户（Android 和 iOS），不是某个小程序的用户。
caveat-imported = { $what ->
    [day] 这些数据是导入的，不是从微信读取的。
   *[program] 导入的数据：不向微信查询此小程序，也不知道它的最低版本。
}
caveat-imported-old = 这些数据是 { $age }前的。请导入新数据：`baselib import 文件 --program "{ $program }"`，或在主页选择“连接微信”。
caveat-older-day = 没有 { $day } 的数据，以下是 { $kept } 的数据。
caveat-unjudged = 这些数据是否可靠尚不清楚：Baselib 仍在评估。
caveat-break = { $counted }；{ $direction ->
    [lower] 用户不会更新得这么快。
   *[higher] 用户不会退回到那么旧的版本。
}
caveat-public-break = { $before ->
    [no] 这很可能影响所有小程序。这里不清楚变化之前的情况，请勿因此降低最低版本。
   *[yes] 这很可能影响所有小程序。已知变化之前情况的，建议保持之前的水平；请勿因此降低最低版本。
}
caveat-single-version = 只有一个版本有用户。除非用户极少，否则列表多半不完整：提高最低版本之前，请明天再查一次。
caveat-low-total = { $total ->
    [unknown] 合计远低于 100%：微信的列表缺少大量用户。
   *[other] 合计只有 { $total }：微信的列表缺少大量用户。
}
    .imported = { $total ->
        [unknown] 合计远低于 100%：导入的列表缺少大量用户。
       *[other] 合计只有 { $total }：导入的列表缺少大量用户。
    }
caveat-newest-missing = 列表缺少近期有用户的最新版本；连续三天缺少即视为已撤回。
caveat-contradicts = { $meaning ->
    [unknown] 此小程序以前的数据口径与现在不同。决定之前，请与微信公众平台核对。
   *[other] 此小程序以前的数据口径为“{ $meaning }”。决定之前，请与微信公众平台核对。
}
    .imported = { $meaning ->
        [unknown] 此小程序以前的数据口径与现在不同。决定之前，请确认导入的数据是哪种口径。
       *[other] 此小程序以前的数据口径为“{ $meaning }”。决定之前，请确认导入的数据是哪种口径。
    }
caveat-withdrawal = 版本撤回：{ $since }至 { $day }，{ $version } 的覆盖率从 { $before } 降到 { $after }。
caveat-today-only = { $version } 当天可覆盖 { $target }，但一周内还没有达到：单日数据可能有偏差。
caveat-either-way = { $count ->
    [0] 这些值符合多种口径。所示结果在每种口径下都成立。
   *[other] 这些值符合 { $count } 种口径：{ $meanings }。所示结果在每种口径下都成立。
}
caveat-unreported = 微信的列表缺少 { $share } 的用户，他们可能在任何版本上，因此结果以区间给出。
    .imported = 导入的列表缺少 { $share } 的用户，他们可能在任何版本上，因此结果以区间给出。
caveat-overcounted = 合计 { $total }，超过 100%，因此结果以区间给出。
caveat-newer-than-listed = { $share } 的用户高于列表中最新的版本 { $version }。
caveat-older-than-listed = { $share } 的用户低于列表中最旧的版本 { $version }。
caveat-other-labels = { $counted ->
    [no] 没有版本号，未计入：{ $labels }。
   *[yes] 没有版本号，计入总数，不计入覆盖率：{ $labels }。
}
