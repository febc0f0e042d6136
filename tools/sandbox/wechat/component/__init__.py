"""The component side of the local WeChat platform: what WeChat does for a third-party platform (第三方平台).

It pushes verify tickets and authorisation events, issues component and authoriser tokens, lists authorisers, and
shows the pages on which a merchant's admin authorises the platform. In reality those pages are
`https://mp.weixin.qq.com/cgi-bin/componentloginpage` and `https://open.weixin.qq.com/wxaopen/safe/bindcomponent`; the
rule for finding them here is that **when `WECHAT_API_URL` is a loopback address, both pages are under it**, with the
same paths and queries. The bot follows the same rule: `Settings.wechat_pages_url`.

https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Before_Develop/Authorization_Process_Technical_Description.html
"""
