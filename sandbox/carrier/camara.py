"""How CAMARA interfaces tell errors: ``{"status", "code", "message"}`` with the status of the HTTP answer."""

from collections.abc import Mapping


class CamaraError(Exception):
    """An answer that is an error by CAMARA's Commonalities 0.6 (``ErrorInfo``)."""

    def __init__(
        self, status: int, code: str, message: str, *, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.headers = dict(headers or {})
        self.body = {"status": status, "code": code, "message": message}
