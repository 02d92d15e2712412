"""What the product writes down about itself: JSON lines with outcome codes, never a person.

One line a request: method, endpoint, status, milliseconds, outcome. Addresses are logged by the name
of their endpoint, so that nothing typed into one can reach a log.
"""

import json
import logging
import secrets
import sys
import time

import structlog
from flask import Flask, Response, g, has_request_context, request
from structlog.typing import Processor

log = structlog.stdlib.get_logger("cuaso")


def set_up_logging(level: str) -> None:
    """Write every log line of this process, a library's too, as JSON to standard error."""
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
    encoder = json.JSONEncoder(ensure_ascii=False, default=repr)  # once, and not at every line
    renderer = structlog.processors.JSONRenderer(serializer=lambda line, **_: encoder.encode(line))
    handler = logging.StreamHandler(sys.stderr)
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
    # No line tells its thread or process, so that nobody need find them out.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    for chatty in ("httpx2", "httpcore2", "engineio", "socketio"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def outcome(code: str) -> None:
    """Name what came of this request, for its log line: ``matched``, ``refused_person_differs``."""
    g.outcome = code


def new_incident() -> str:
    """Make the number a person can read out on the phone and an operator finds in the logs."""
    number = f"{secrets.randbelow(10**8):08d}"
    return f"{number[:4]}-{number[4:]}"


def init_request_log(app: Flask) -> None:
    """Log one line a request, and bind its id to every line written meanwhile."""

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
    """The id of the request being answered; a fresh one outside of any."""
    return str(g.request_id) if has_request_context() and "request_id" in g else secrets.token_hex(8)
