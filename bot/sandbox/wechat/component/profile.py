"""An account's profile, as in `api_get_authorizer_info`.

https://developers.weixin.qq.com/doc/oplatform/openApi/authorization-management/authorized-account-info/api_getauthorizerinfo.html
"""

from typing import Any

from bot.sandbox.wechat.component.authorisers import Authoriser, func_info
from bot.sandbox.wechat.config import Program


def profile(program: Program, authoriser: Authoriser) -> dict[str, Any]:
    """The whole answer. An official account has no `MiniProgramInfo`."""
    account: dict[str, Any] = {
        "nick_name": program.nickname,
        "head_img": "",
        "service_type_info": {"id": 2 if program.official_account else 0},
        "verify_type_info": {"id": 0},
        "user_name": f"gh_{program.appid[-12:]}",
        "principal_name": program.principal or f"{program.nickname} Co., Ltd.",
        "alias": "",
        "account_status": program.account_status,
    }
    if not program.official_account:
        account["MiniProgramInfo"] = {
            "network": {"RequestDomain": [], "WsRequestDomain": [], "UploadDomain": [], "DownloadDomain": []},
            "categories": [{"first": "工具", "second": "信息查询"}],
            "visit_status": 0,
        }
    information: dict[str, Any] = {"authorizer_appid": program.appid, "func_info": func_info(authoriser.sets)}
    if authoriser.refresh_token:
        information["authorizer_refresh_token"] = authoriser.refresh_token
    return {"authorizer_info": account, "authorization_info": information}
