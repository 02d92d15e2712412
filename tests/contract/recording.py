"""A transport that passes everything on and keeps it, so that a description can be held against it."""

from dataclasses import dataclass

import httpx2


@dataclass(frozen=True)
class Exchange:
    """One question and its answer, both read whole."""

    request: httpx2.Request
    answer: httpx2.Response


class Recording(httpx2.BaseTransport):
    """Records what goes through *inner*."""

    def __init__(self, inner: httpx2.BaseTransport) -> None:
        self._inner = inner
        self.exchanges: list[Exchange] = []

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        request.read()
        answer = self._inner.handle_request(request)
        answer.read()
        self.exchanges.append(Exchange(request, answer))
        return answer

    def close(self) -> None:
        self._inner.close()
