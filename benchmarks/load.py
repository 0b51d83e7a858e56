"""Clients that ask a server one request after the other for a time, and count what they get.

With wrk (https://github.com/wg/wrk, a package of most systems) if it is installed; else clients
written here, which take more of the machine's time themselves.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import time
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

_SCRIPT = """
local paths, at = {}, 0
for line in io.lines(os.getenv("PATHS")) do paths[#paths + 1] = line end
request = function()
  at = at % #paths + 1
  return wrk.format("GET", paths[at])
end
done = function(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\\nSUMMARY {"requests": %d, "seconds": %f, "failed": %d, "p50": %f, "p99": %f}\\n',
    summary.requests, summary.duration / 1e6,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
"""


class Load(NamedTuple):
    """What clients got.

    Attributes:
        failed: requests with another answer than 200, or none.
        p50, p99: milliseconds from a request to its answer.
    """

    client: str
    requests: int
    seconds: float
    failed: int
    p50: float
    p99: float


def ask(url: str, paths: Sequence[str], clients: int, seconds: float, folder: Path) -> Load:
    """Let clients ask for the paths in turn.

    Args:
        url: of the server: "http://127.0.0.1:8765".
        folder: for the files of wrk.
    """
    if shutil.which("wrk"):
        return _ask_with_wrk(url, paths, clients, seconds, folder)
    return asyncio.run(_ask(url, paths, clients, seconds))


def _ask_with_wrk(
    url: str, paths: Sequence[str], clients: int, seconds: float, folder: Path
) -> Load:
    (folder / "load.lua").write_text(_SCRIPT)
    (folder / "paths").write_text("\n".join(paths) + "\n")
    options = ["-t1", f"-c{clients}", f"-d{seconds:.0f}s", "--timeout", "10s"]
    done = subprocess.run(
        ["wrk", *options, "-s", folder / "load.lua", url],
        env={"PATHS": str(folder / "paths")},
        capture_output=True,
        text=True,
        check=True,
    )
    return Load("wrk", **json.loads(done.stdout.partition("SUMMARY ")[2]))


async def _ask(url: str, paths: Sequence[str], clients: int, seconds: float) -> Load:
    host, _, port = url.removeprefix("http://").partition(":")
    waiting = cycle(paths)
    times: list[float] = []
    failed = 0
    end = time.perf_counter() + seconds

    async def client() -> None:
        nonlocal failed
        reader, writer = await asyncio.open_connection(host, int(port))
        while (began := time.perf_counter()) < end:
            writer.write(f"GET {next(waiting)} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
            head = await reader.readuntil(b"\r\n\r\n")
            size = next(
                int(line.partition(b":")[2])
                for line in head.split(b"\r\n")
                if line.lower().startswith(b"content-length:")
            )
            await reader.readexactly(size)
            failed += not head.startswith(b"HTTP/1.1 200 ")
            times.append((time.perf_counter() - began) * 1000)
        writer.close()

    began = time.perf_counter()
    for ended in await asyncio.gather(*(client() for _ in range(clients)), return_exceptions=True):
        failed += ended is not None
    took = time.perf_counter() - began
    times.sort()
    middle, high = times[len(times) // 2], times[len(times) * 99 // 100]
    return Load("this script", len(times), took, failed, middle, high)
