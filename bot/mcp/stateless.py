"""Streamable HTTP without sessions: any replica answers any request."""

from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings

from bot.mcp.admission import Admission
from bot.mcp.server import build_server


def session_of(admission: Admission, version: str) -> StreamableHTTPSessionManager:
    """The SDK's handler. Hosts are not compared: every request has proved who sends it before it gets here."""
    return StreamableHTTPSessionManager(
        build_server(admission, version),
        json_response=True,
        stateless=True,
        security_settings=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
