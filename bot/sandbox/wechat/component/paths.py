"""The paths of the component side."""

from typing import Final

COMPONENT_TOKEN: Final = "/cgi-bin/component/api_component_token"  # noqa: S105
START_PUSH: Final = "/cgi-bin/component/api_start_push_ticket"
PRE_AUTH_CODE: Final = "/cgi-bin/component/api_create_preauthcode"
QUERY_AUTH: Final = "/cgi-bin/component/api_query_auth"
AUTHORIZER_TOKEN: Final = "/cgi-bin/component/api_authorizer_token"  # noqa: S105
AUTHORIZER_LIST: Final = "/cgi-bin/component/api_get_authorizer_list"
AUTHORIZER_INFO: Final = "/cgi-bin/component/api_get_authorizer_info"

PC_PAGE: Final = "/cgi-bin/componentloginpage"
"""On `mp.weixin.qq.com` in reality."""
MOBILE_PAGE: Final = "/wxaopen/safe/bindcomponent"
"""On `open.weixin.qq.com` in reality."""
