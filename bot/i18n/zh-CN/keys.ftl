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
