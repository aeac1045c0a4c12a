"""Files on their way in and out: the bot with its token, people from the page."""

from collections.abc import Callable
from urllib.parse import quote

from aiohttp import web

from sandbox.errors import SlackError
from sandbox.faults import Faults
from sandbox.files import File
from sandbox.workspace import Workspace


class Transfers:
    def __init__(self, workspace: Workspace, faults: Faults) -> None:
        self._workspace = workspace
        self._faults = faults

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/upload/v1/{secret}", self._receive),
            web.get("/files-pri/{file}/{name:.*}", self._send_to_bot),
            web.post("/client/files", self._choose),
            web.get("/client/files/{file}", self._send_to_person),
        ]

    async def _receive(self, request: web.Request) -> web.StreamResponse:
        """The upload itself: the bytes as they are, or as the one file of a form. Its faults are called `upload`."""
        content, fault = await _uploaded(request), self._faults.next("upload")
        if fault and not fault.after_effect:
            return fault.answer(request)
        stored = self._stored(request.match_info["secret"], content)
        return fault.answer(request) if fault else stored

    def _stored(self, secret: str, content: bytes) -> web.Response:
        try:
            self._workspace.files.upload(secret, content)
        except SlackError as refusal:
            return web.Response(text=refusal.code, status=400)
        return web.Response(text=f"OK - {len(content)}")

    async def _send_to_bot(self, request: web.Request) -> web.Response:
        """Without the bot's token and scope there is only the sign-in page, as in Slack."""
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if token != self._workspace.bot_token or "files:read" not in self._workspace.scopes:
            raise web.HTTPFound("/")
        return self._sent(request.match_info["file"].partition("-")[2], lambda _: True)

    async def _choose(self, request: web.Request) -> web.Response:
        """A person chose a file in a form. A content type that other pages cannot send unasked keeps them out."""
        if request.content_type != "application/octet-stream":
            return web.json_response({"ok": False, "error": "octet_stream_expected"}, status=415)
        try:
            user = self._workspace.user(request.query.get("user", "")).id
            content, now = await request.read(), int(self._workspace.clock())
            file = self._workspace.files.add_from(user, request.query.get("name", "file"), content, now)
        except SlackError as refusal:
            return web.json_response(refusal.body())
        return web.json_response({"ok": True, "file": file.described(self._workspace.url)})

    async def _send_to_person(self, request: web.Request) -> web.Response:
        user = request.query.get("user", "")

        def visible(file: File) -> bool:
            return user == file.user or any(self._workspace.may_read(user, channel) for channel in file.channels)

        return self._sent(request.match_info["file"], visible)

    def _sent(self, file_id: str, visible: Callable[[File], bool]) -> web.Response:
        try:
            file = self._workspace.files.get(file_id)
        except SlackError:
            raise web.HTTPNotFound from None
        if not visible(file):
            raise web.HTTPNotFound
        return web.Response(body=file.content, content_type="application/octet-stream", headers=_download(file.name))


def _download(name: str) -> dict[str, str]:
    """Never shown as a page of ours, whatever is in it."""
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}", "X-Content-Type-Options": "nosniff"}


async def _uploaded(request: web.Request) -> bytes:
    if request.content_type != "multipart/form-data":
        return await request.read()
    form = await request.post()
    given = next((field for field in form.values() if isinstance(field, web.FileField)), None)
    return given.file.read() if given else b""
