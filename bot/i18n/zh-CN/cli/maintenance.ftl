### 数据库：数据库表、备份，以及彻底删除

cli-db = 管理数据库：数据库表和备份。
cli-db-upgrade = 把数据库表升级到最新版本。
cli-db-upgraded = 数据库已是最新。
cli-db-backup = 把整个数据库备份到一个文件；机器人可继续运行。
cli-db-backup-file = 新文件。此文件和加密密钥合在一起即可读出全部内容。
cli-db-backup-force = 覆盖已有的文件。
cli-db-backed-up = 已备份 { $rows } 行到 { $file }（表结构版本 { $revision }）。
    其中的敏感信息仍是加密的：请把 BASELIB_ENCRYPTION_KEYS 保存在别处。
cli-db-restore = 恢复备份到 SQLite 或 PostgreSQL，不限备份来源。请先停止机器人。
cli-db-restore-file = baselib db backup 写出的文件。
cli-db-restore-yes = 替换数据库中的全部内容。
cli-db-restored = 已恢复 { $rows } 行，数据截至 { $made }（UTC），数据库表已是最新。

cli-forget = 永久删除一个 Slack 工作区的全部数据。之前的备份中仍会保留。
cli-forget-team = 工作区 ID（T…），可在 Slack 的网址中看到。
cli-forget-yes = 不再确认。
cli-forget-kept = { $team } 的数据（行数）：
cli-forget-sure = 确定永久删除这些数据吗？
cli-forget-erased = { $team } 已删除的数据（行数）：
cli-forget-proved = 已核实：数据库中没有 { $team } 的任何数据。之前的备份中仍会保留。
cli-forget-left = 核实未通过：正在运行的 Baselib 又写入了 { $team } 的数据。请从该工作区移除应用或停止 Baselib，然后重新执行。

error-backup-refused = { $reason ->
    [exists] 文件 { $file } 已存在。请换一个文件名，或加上 `--force` 覆盖。
    [unwritable] 无法写入 { $file }。请检查所在目录、写入权限和磁盘空间。
    [unreadable] 无法读取 { $file }。请检查它是否存在，以及读取权限。
    [no-backup] { $file } 不是备份。请指定由 `baselib db backup` 写出的文件。
    [damaged] 备份 { $file } 已损坏或不完整，未做任何更改。请重新复制，或使用更早的备份。
    [newer] 备份 { $file } 由更新版本的 Baselib 创建。请先安装该版本。
    [too-old] 备份 { $file } 由 1.0.0 之前的 Baselib 创建。请用 1.0.0 恢复它，再更新到当前版本。
    [not-empty] 数据库中已有内容。请先备份，再加上 `--yes` 用 { $file } 全部替换。
   *[running] Baselib 正在使用此数据库。请先停止所有实例，否则它们会继续使用缓存中的旧数据。
}
error-unknown-workspace = 没有保存工作区“{ $team }”的数据。工作区 ID 以 T 开头，可在 Slack 的网址中看到：`app.slack.com/client/T…`。

### 用于加密数据库中敏感信息的密钥

cli-keys = 管理用于加密数据库中敏感信息的密钥。
cli-keys-new = 生成密钥，并输出写入 .env 的一行。
cli-keys-made =
    请把这一行写入 .env。如果已有这一行，请把新密钥放在其他密钥之前（用逗号隔开），重启所有正在运行的 Baselib，然后运行：baselib keys rotate
    请在数据库备份之外另存一份密钥：没有密钥就无法解密。
cli-keys-rotate = 用 BASELIB_ENCRYPTION_KEYS 中的第一个密钥重新加密全部敏感信息；机器人可继续运行。
cli-keys-forget = 密钥丢失时，删除无法解密的内容。微信会在十分钟内推送 component_verify_ticket，之后用 `baselib sync` 重新获取其余内容。
cli-keys-rotated = { $count ->
    [0] 全部敏感信息均已用第一个密钥加密，可以移除其余密钥。
   *[other] 已重新加密 { $count } 条敏感信息。现在均已用第一个密钥加密，可以移除其余密钥。
}
cli-keys-forgotten = 已删除 { $count } 条无法解密的敏感信息。收到微信推送的 component_verify_ticket 后，请运行：baselib sync
