"""A local WeChat platform: tokens, the base-library query, quotas and faults, on a clock that can be moved.

It stands in for `https://api.weixin.qq.com`, and for a third-party platform provider's own token service:

    GET /provider/token?appid=wx...        Authorization: Bearer <bearer>
    200 {"appid": "wx...", "authorizer_access_token": "...", "expires_in": 7200}
    401 {"error": "unauthorized"}          wrong or missing bearer
    400 {"error": "appid_missing"}         no appid in the query
    404 {"error": "unknown_appid"}         no such program

`expires_in` is in seconds and counts down, because the service hands out the same token until five minutes before its
end. This is the shape that the bot's `token-url` credential source reads.

WeChat answers HTTP 200 to everything; what went wrong is in `errcode` and `errmsg`
(https://developers.weixin.qq.com/doc/oplatform/openApi/miniprogram-management/code-management/api_getsupportversion.html).

For a third-party platform (第三方平台) it pushes tickets and authorisation events, issues component and authoriser
tokens, lists authorisers, and shows the pages on which a merchant's admin authorises the platform. In reality those are
`https://mp.weixin.qq.com/cgi-bin/componentloginpage` and `https://open.weixin.qq.com/wxaopen/safe/bindcomponent`; the
rule for finding them here is that **when `WECHAT_API_URL` is a loopback address, both pages are under it**, with the
same paths and queries. The bot follows the same rule: `Settings.wechat_pages_url`.
"""
