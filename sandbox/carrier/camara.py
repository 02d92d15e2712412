"""The error format of CAMARA interfaces: ``{"status", "code", "message"}``, with the same HTTP status."""

from collections.abc import Mapping


class CamaraError(Exception):
    """An error response by CAMARA's Commonalities 0.6 (``ErrorInfo``)."""

    def __init__(
        self, status: int, code: str, message: str, *, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.headers = dict(headers or {})
        self.body = {"status": status, "code": code, "message": message}
