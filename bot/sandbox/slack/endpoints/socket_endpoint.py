"""`WS /socket/<ticket>`: the WebSocket of Socket Mode."""

import json

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.sandbox.slack.workspace import Workspace


async def socket_mode(websocket: WebSocket) -> None:
    """Serve one connection until either side ends it."""
    workspace: Workspace = websocket.app.state.workspace
    sockets = workspace.sockets
    if not sockets.admit(websocket.path_params["ticket"]):
        await websocket.close(1008)
        return
    await websocket.accept()
    if not await sockets.greet(websocket):
        await websocket.close(1000)
        return
    workspace.changes.publish("state")
    try:
        while True:
            frame = _parsed(await websocket.receive_text())
            if isinstance(frame, dict):
                sockets.acknowledged(frame)
    except WebSocketDisconnect:
        pass
    finally:
        sockets.leave(websocket)
        workspace.changes.publish("state")


def _parsed(text: str) -> object:
    try:
        parsed: object = json.loads(text)
    except ValueError:
        return None
    return parsed
