"""Where files go to and come from: `POST /upload/<token>` and `GET /files/<id>/<name>`."""

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.sandbox.slack.faults import UPLOAD
from bot.sandbox.slack.town import Town
from bot.sandbox.slack.web.dispatch import failure, interruption, lost_answer


async def upload(request: Request) -> Response:
    """Take the bytes of a file, raw or as the one part of a form."""
    town: Town = request.app.state.town
    token = request.path_params["token"]
    workspace = town.where(lambda each: each.files.uploading(token))
    if (fault := await interruption(workspace, UPLOAD)) is not None:
        return await failure(fault)
    file = workspace.files.uploading(token)
    if file is None:
        return PlainTextResponse("upload URL not found", 404)
    content = await _bytes(request)
    if len(content) != file.length:
        return PlainTextResponse(f"expected {file.length} bytes, got {len(content)}", 400)
    file.content = content
    return lost_answer(workspace, UPLOAD, writes=True) or PlainTextResponse(f"OK - {len(content)}")


async def download(request: Request) -> Response:
    """Hand out a file to the page."""
    town: Town = request.app.state.town
    file_id = request.path_params["id"]
    file = town.where(lambda each: each.files.find(file_id)).files.find(file_id)
    if file is None or file.content is None:
        return PlainTextResponse("file not found", 404)
    return Response(file.content, media_type=file.mimetype, headers={"x-content-type-options": "nosniff"})


async def _bytes(request: Request) -> bytes:
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await request.body()
    async with request.form() as form:
        for part in form.values():
            if isinstance(part, UploadFile):
                return await part.read()
    return b""
