"""The log: JSON lines with outcome codes, never personal data.

One line for each request: method, endpoint, status, milliseconds, outcome. A line has the name of the
endpoint and not the address, because a person may have typed anything into the address.
"""

import json
import logging
import secrets
import sys
import time
from contextlib import suppress
from typing import TextIO

import structlog
from flask import Flask, Response, g, has_request_context, request
from structlog.typing import Processor

log = structlog.stdlib.get_logger("cuaso")


class _Lines(logging.StreamHandler[TextIO]):
    """Writes lines, and one short line in place of a record that cannot be formatted."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name that logging calls
        """Say that a line of this logger was lost: the default writes two tracebacks for each such record."""
        kind = getattr(sys.exc_info()[0], "__name__", "unknown")
        with suppress(OSError, ValueError):
            self.stream.write(
                json.dumps({"event": "log_line_lost", "logger": record.name, "kind": kind}) + "\n"
            )


def set_up_logging(level: str) -> None:
    """Write all log lines of this process, those of libraries too, to standard error as JSON."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    encoder = json.JSONEncoder(ensure_ascii=False, default=repr)  # made once, not for every line
    renderer = structlog.processors.JSONRenderer(serializer=lambda line, **_: encoder.encode(line))
    handler = _Lines(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                renderer,
            ],
        )
    )
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # gunicorn's own handlers would write text, in a format that fails for a record without a process.
    for own in ("gunicorn.error", "gunicorn.access"):
        logging.getLogger(own).handlers.clear()
        logging.getLogger(own).propagate = True
    # Authlib would write each access token at the level DEBUG.
    for chatty in ("httpx2", "httpcore2", "engineio", "socketio", "authlib"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def outcome(code: str) -> None:
    """Set the outcome code in the log line of this request: ``matched``, ``refused_person_differs``."""
    g.outcome = code


def new_incident() -> str:
    """Make an incident number: a person reads it out on the phone, and an operator finds it in the log."""
    number = f"{secrets.randbelow(10**8):08d}"
    return f"{number[:4]}-{number[4:]}"


def init_request_log(app: Flask) -> None:
    """Log one line for each request, and add the request id to all lines that the request writes."""

    @app.before_request
    def begin() -> None:
        g.began_at = time.perf_counter()
        g.request_id = secrets.token_hex(8)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=g.request_id)

    @app.after_request
    def end(response: Response) -> Response:
        if request.endpoint not in {"assets.static", "health.live"}:
            response.headers["X-Request-Id"] = g.get("request_id", "")
            log.info(
                "request",
                method=request.method,
                endpoint=request.endpoint or "none",
                status=response.status_code,
                outcome=g.get("outcome", ""),
                milliseconds=round((time.perf_counter() - g.get("began_at", time.perf_counter())) * 1000, 1),
            )
        return response


def request_id() -> str:
    """Return the id of the current request; a new id outside a request."""
    return str(g.request_id) if has_request_context() and "request_id" in g else secrets.token_hex(8)
