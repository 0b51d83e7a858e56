"""What the server tells of itself, as lines of JSON, once ``log_to`` is called."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any, TextIO

ACCESS = "painsci_search.access"
SERVER = "painsci_search.server"
_ENGINES = ("uvicorn.error", "asyncio")
_LONGEST = 1_000

access_log = logging.getLogger(ACCESS)
server_log = logging.getLogger(SERVER)


def tell_request(**details: Any) -> None:
    """Tell of a request in the access log."""
    access_log.info("request", extra={"details": details})


def log_to(stream: TextIO) -> None:
    """Write what is told to a stream, for the rest of the process."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    for name in (ACCESS, SERVER, *_ENGINES):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(logging.ERROR if name in _ENGINES else logging.INFO)
        logger.propagate = False
    # A log that nobody reads any more is no reason to stop serving, nor to complain there.
    logging.raiseExceptions = False


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON in printable ASCII, whatever clients put into it."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one record."""
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {
            "time": time.replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
        }
        for name, value in getattr(record, "details", {}).items():
            line[name] = value[:_LONGEST] if isinstance(value, str) else value
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line).replace("\x7f", "\\u007f")


def log_to_stderr() -> None:
    """Write what is told to standard error, if there is one."""
    if sys.stderr is not None:
        log_to(sys.stderr)
