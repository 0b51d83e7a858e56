"""A server with the limits that a test names, in which a test can hold searches up.

A search for "slowly" takes a second. A search for "held" creates the file "begun", and waits for
the file "release", or for the end of the process.
"""

from __future__ import annotations

import json
import sys
import time
from concurrent.futures import thread
from pathlib import Path
from typing import Any

from painsci_search import Index, Results
from painsci_search.server import ServerLimits, Settings, create_app, process
from painsci_search.server.settings import log_to_stderr


class SlowIndex(Index):
    folder: Path

    def search(self, query: str, **options: Any) -> Results:
        if "slowly" in query:
            time.sleep(1)
        if "held" in query:
            (self.folder / "begun").touch()
            # at the end of the process, its worker threads are joined
            while not (self.folder / "release").exists() and not thread._shutdown:
                time.sleep(0.01)
        return super().search(query, **options)


def main() -> None:
    given = json.loads(sys.argv[1])
    settings = Settings(access_log=True, limits=ServerLimits(**given["limits"]))
    log_to_stderr()
    address = process.find_address("127.0.0.1", 0)
    with SlowIndex.open(given["index"]) as index, process.listen(address) as listening:
        index.folder = Path(given["folder"])
        app = create_app(index, settings)
        url = address.url(listening)
        process.serve(app, listening, settings, lambda: print(url, flush=True))  # noqa: T201


if __name__ == "__main__":
    main()
