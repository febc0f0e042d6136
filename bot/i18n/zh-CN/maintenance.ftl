### 数据库：数据库表、备份，以及彻底删除

cli-db = 管理数据库：数据库表和备份。
cli-db-upgrade = 把数据库表升级到最新版本。
cli-db-upgraded = 数据库已是最新。
cli-db-backup = 把数据库中的全部内容写入一个文件；机器人可以照常运行。
cli-db-backup-file = 新文件。同时拥有它和加密密钥的人就拥有全部内容。
cli-db-backup-force = 如果文件已存在，则覆盖它。
cli-db-backed-up = 已备份 { $rows } 行到 { $file }（表结构版本 { $revision }）。
    请把 BASELIB_ENCRYPTION_KEYS 与它分开保存：其中的机密仍是加密的。
cli-db-restore = 恢复备份，可恢复到 SQLite 或 PostgreSQL，与备份来源无关。请先停止机器人。
cli-db-restore-file = baselib db backup 写出的文件。
cli-db-restore-yes = 替换数据库中现有的内容。
cli-db-restored = 已恢复 { $rows } 行，内容截至 { $made }（UTC），数据库表已是最新。

cli-forget = 彻底删除一个 Slack 工作区的全部内容。之前的备份中仍会保留。
cli-forget-team = 工作区 ID（T…），可在 Slack 的网址中看到。
cli-forget-yes = 不再询问。
cli-forget-kept = { $team } 现有内容（行数）：
cli-forget-sure = 要彻底删除这些内容吗？
cli-forget-erased = { $team } 已删除内容（行数）：
cli-forget-proved = 已再次检查：数据库中不再有 { $team } 的任何内容。之前的备份中仍然保留。
cli-forget-left = 已再次检查：又出现了 { $team } 的内容，由正在运行的 Baselib 写入。请先从该工作区移除应用或停止 Baselib，然后重新执行。

error-backup-refused = { $reason ->
    [exists] 文件 { $file } 已存在。请换一个文件名，或加上 `--force` 覆盖它。
    [unwritable] 无法写入 { $file }。请检查所在文件夹是否存在、写入权限和磁盘空间。
    [unreadable] 无法读取 { $file }。请检查它是否存在以及读取权限。
    [no-backup] { $file } 不是备份。请指定由 `baselib db backup` 写出的文件。
    [damaged] 备份 { $file } 已损坏或不完整，未作任何更改。请重新复制一份，或使用更早的备份。
    [newer] 备份 { $file } 由更新版本的 Baselib 创建。请先安装那个版本。
    [not-empty] 数据库中已有内容。如要用 { $file } 全部替换，请加上 `--yes`，并先做备份。
   *[running] 有 Baselib 正在使用这个数据库。请先全部停止：否则它们会继续使用内存中的旧内容。
}
error-unknown-workspace = 没有保存工作区“{ $team }”的任何内容。工作区 ID 以 T 开头，可在 Slack 的网址中看到：`app.slack.com/client/T…`。

### 用于加密数据库中机密的密钥

cli-keys = 生成和更换用于加密数据库中机密的密钥。
cli-keys-new = 生成一个新密钥，并输出 .env 中的一行。
cli-keys-made =
    请把这一行写入 .env。如果已有这一行，请把新密钥放在其他密钥之前（用逗号隔开），重新启动所有正在运行的 Baselib，然后运行：baselib keys rotate
    请在数据库备份之外另存一份密钥：没有它，就无法打开用它加密的内容。
cli-keys-rotate = 用 BASELIB_ENCRYPTION_KEYS 中的第一个密钥重新加密全部机密；机器人可以照常运行。
cli-keys-forget = 密钥已丢失时，放弃任何密钥都打不开的内容。微信会在十分钟内重新推送 ticket，之后用 `baselib sync` 重新获取其余内容。
cli-keys-rotated = { $count ->
    [0] 全部机密都已用第一个密钥加密，其后的密钥可以移除。
   *[other] 已重新加密 { $count } 条机密。全部机密现在都用第一个密钥加密，其后的密钥可以移除。
}
cli-keys-forgotten = 已放弃 { $count } 条任何密钥都打不开的机密。微信推送 ticket 之后，请运行：baselib sync
