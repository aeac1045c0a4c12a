"""Bad days on order: the next calls of a Web API method fail as Slack or the network may fail."""

from collections import defaultdict, deque
from dataclasses import dataclass

from aiohttp import web


@dataclass(frozen=True)
class Fault:
    error: str | None = None
    status: int | None = None
    retry_after: int | None = None
    """Seconds; makes it a 429."""
    after_effect: bool = False
    """The method does its work before the answer goes wrong."""
    drop: bool = False
    """The connection is cut instead of an answer."""

    def answer(self, request: web.Request) -> web.StreamResponse:
        if self.drop:
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=500)
        if self.retry_after is not None:
            headers = {"Retry-After": str(self.retry_after)}
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
        body = {"ok": False, "error": self.error or "internal_error"}
        return web.json_response(body, status=self.status or 200)


class Faults:
    def __init__(self) -> None:
        self._due: defaultdict[str, deque[Fault]] = defaultdict(deque)

    def fail(
        self,
        method: str,
        times: int = 1,
        *,
        error: str | None = None,
        status: int | None = None,
        retry_after: int | None = None,
        after_effect: bool = False,
        drop: bool = False,
    ) -> None:
        """Let the next calls of this method (`times` of them) go wrong."""
        self._due[method].extend([Fault(error, status, retry_after, after_effect, drop)] * times)

    def next(self, method: str) -> Fault | None:
        return self._due[method].popleft() if self._due[method] else None
