"""A server with the limits that a test names, in which a search for "slowly" takes a second."""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from painsci_search import Index, Results
from painsci_search.server import Limits, Settings, create_app, logs, server


class SlowIndex(Index):
    def search(self, query: str, **wanted: Any) -> Results:
        if "slowly" in query:
            time.sleep(1)
        return super().search(query, **wanted)


def main() -> None:
    told = json.loads(sys.argv[1])
    settings = Settings(access_log=True, limits=Limits(**told["limits"]))
    logs.log_to_stderr()
    address = server.find_address("127.0.0.1", 0)
    with SlowIndex.open(told["index"]) as index, server.listen(address) as taken:
        app = create_app(index, settings)
        server.serve(app, taken, settings, lambda: print(address.url(taken), flush=True))  # noqa: T201


if __name__ == "__main__":
    main()
