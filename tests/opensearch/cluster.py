"""A real OpenSearch cluster on loopback for tests: start, kill and restart its nodes, stop it.

Maven brings the modules of `pom.xml` once; Java 21 or newer runs each node as a process of its own.
`tests/opensearch/cluster` runs it from a shell.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Self

HERE = Path(__file__).parent
_GOAL = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath"
# Options of a node that starts fast and takes little memory.
_JAVA = ("-Xms512m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
# Seconds for a node to start on a busy machine, and for Maven to bring the modules.
_START, _BRING = 180, 600


class Unavailable(Exception):
    """A cluster cannot be started here; the message is the reason."""


def find_java() -> Path:
    """Return the `java` of version 21 or newer: of JAVA_HOME, the PATH or /usr/lib/jvm."""
    homes = [Path(os.environ["JAVA_HOME"])] if os.environ.get("JAVA_HOME") else []
    if found := shutil.which("java"):
        homes.append(Path(found).resolve().parents[1])
    homes += sorted(Path("/usr/lib/jvm").glob("*"), reverse=True)
    for home in homes:
        java = home / "bin" / "java"
        if java.exists() and _version_of(java) >= 21:
            return java
    raise Unavailable("no Java 21 or newer")


def _version_of(java: Path) -> int:
    output = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    match = re.search(r'version "(\d+)', output)
    return int(match[1]) if match else 0


def class_path(java: Path) -> str:
    """Return the class path of a node; Maven brings what its local repository lacks."""
    maven = shutil.which("mvn")
    if maven is None:
        raise Unavailable("no Maven (mvn)")
    environment = {**os.environ, "JAVA_HOME": str(java.parents[1])}
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder, "classpath")
        command = [maven, "-q", "-B", "-f", HERE / "pom.xml", _GOAL, f"-Dmdep.outputFile={output}"]
        for offline in (["-o"], []):  # what is there already needs no network
            with contextlib.suppress(subprocess.TimeoutExpired):
                subprocess.run(
                    [*command, *offline],
                    env=environment,
                    capture_output=True,
                    timeout=_BRING,
                    check=False,
                )
            if output.exists():
                return output.read_text()
    raise Unavailable("Maven cannot bring the modules of OpenSearch")


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


class Cluster:
    """Nodes on loopback, on free ports, with their data in a temporary folder.

    Attributes:
        urls: the HTTP address of each node.
    """

    def __init__(
        self, nodes: int = 1, settings: tuple[str, ...] = (), options: tuple[str, ...] = _JAVA
    ) -> None:
        self._options = options
        self._java = find_java()
        self._class_path = class_path(self._java)
        self._settings = settings
        self._folder = Path(tempfile.mkdtemp(prefix="painsci-search-opensearch-"))
        ports = _free_ports(2 * nodes)
        self._http, self._transport = ports[:nodes], ports[nodes:]
        self.urls = [f"http://127.0.0.1:{port}" for port in self._http]
        self._processes: dict[int, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        try:
            for number in range(len(self.urls)):
                self.start(number)
            self.wait(len(self.urls))
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def address(self) -> str:
        """The hosts as they are written in the address of an index, with commas."""
        return ",".join(url.removeprefix("http://") for url in self.urls)

    def start(self, number: int) -> None:
        """Start a node, or start it again with the data that it had."""
        home = self._folder / f"node{number}"
        (home / "config").mkdir(parents=True, exist_ok=True)
        names = ",".join(f"node{each}" for each in range(len(self.urls)))
        seeds = ",".join(f"127.0.0.1:{port}" for port in self._transport)
        settings = [
            "cluster.name=painsci-search-tests",
            f"node.name=node{number}",
            "network.host=127.0.0.1",
            f"http.port={self._http[number]}",
            f"transport.port={self._transport[number]}",
            f"discovery.seed_hosts={seeds}",
            f"cluster.initial_cluster_manager_nodes={names}",
            "cluster.routing.allocation.disk.threshold_enabled=false",
            # a node that was killed is noticed at once
            "cluster.fault_detection.leader_check.retry_count=1",
            *self._settings,
        ]
        log = (home / "log").open("ab")
        with log:
            self._processes[number] = subprocess.Popen(
                [
                    self._java,
                    *self._options,
                    "-cp",
                    self._class_path,
                    HERE / "TestNode.java",
                    home,
                    *settings,
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self, number: int) -> None:
        """Kill a node without any warning (SIGKILL)."""
        process = self._processes.pop(number)
        process.kill()
        process.wait()

    def wait(self, nodes: int, status: str = "") -> None:
        """Wait until this many nodes form the cluster, and for a status such as "green"."""
        alive = next(iter(self._processes))
        url = f"{self.urls[alive]}/_cluster/health?wait_for_nodes={nodes}&timeout=5s"
        if status:
            url += f"&wait_for_status={status}&wait_for_no_initializing_shards=true"
        for _ in range(_START):
            for number, process in self._processes.items():
                if process.poll() is not None:
                    raise Unavailable(f"a node ended: {self._end_of_log(number)}")
            try:
                with urllib.request.urlopen(url, timeout=30) as response:
                    if not json.load(response)["timed_out"]:
                        return
            except OSError:
                time.sleep(1)
        raise Unavailable(f"the cluster does not start: {self._end_of_log(alive)}")

    def _end_of_log(self, number: int) -> str:
        lines = (self._folder / f"node{number}" / "log").read_text(errors="replace").splitlines()
        return " | ".join(lines[-3:])

    def stop(self) -> None:
        """Stop all nodes and remove their data."""
        for number in list(self._processes):
            self.kill(number)
        shutil.rmtree(self._folder, ignore_errors=True)
