"""The page on deployment: its files are accepted by the programs that they are for."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from blocks import DOCS, blocks_of
from manual_page import TOOL, help_of

PAGE = "deploy.md"
OPTION = re.compile(r"--[a-z][a-z-]+")


def block(heading: str, language: str) -> str:
    [found] = blocks_of(PAGE, heading, language)
    return found.text


def needs(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"needs {program}")
    return found


def unit_command() -> list[str]:
    [line] = re.findall(r"^ExecStart=(.*)$", block("systemd", "ini"), re.MULTILINE)
    return shlex.split(line)


def test_every_option_of_serve_on_the_page_exists() -> None:
    options = set(OPTION.findall(help_of("serve")))
    text = (DOCS / PAGE).read_text(encoding="utf-8")
    named = set(re.findall(r"^\| `(--[a-z-]+)", text, re.MULTILINE))
    assert len(named) >= 4
    assert named <= options
    assert set(OPTION.findall(" ".join(unit_command()))) <= options


def nginx_folder(folder: Path, listen: int, socket: Path) -> Path:
    """Write the settings of nginx of the page, for a port and a socket of this test."""
    site = block("nginx", "nginx")
    site = site.replace("/run/painsci-search/socket", str(socket))
    site = site.replace("listen 80;", f"listen 127.0.0.1:{listen};")
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    settings = folder / "nginx.conf"
    settings.write_text(
        f"pid {folder}/pid;\nerror_log {folder}/errors;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{temporary}{site}}}\n",
        encoding="utf-8",
    )
    return settings


def test_the_settings_of_nginx_are_balanced_and_set_the_headers_that_are_believed() -> None:
    site = block("nginx", "nginx")
    assert site.count("{") == site.count("}")
    for line in site.splitlines():
        bare = line.split("#")[0].strip()
        assert not bare or bare[-1] in "{};", line
    for name in ("For", "Host", "Proto"):
        assert f"proxy_set_header X-Forwarded-{name} $" in site


@pytest.fixture
def behind_nginx(place: Path, tmp_path: Path) -> Iterator[str]:
    """Run the server and nginx with the settings of the page; give the address of nginx."""
    nginx = needs("nginx")
    import socket as sockets

    with sockets.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    socket = tmp_path / "s"
    settings = nginx_folder(tmp_path, port, socket)
    done = subprocess.run(
        [nginx, "-t", "-c", settings], capture_output=True, check=False, text=True
    )
    assert done.returncode == 0, done.stderr
    command = [str(TOOL), *unit_command()[1:]]
    command[command.index("--index") + 1] = str(place / "index")
    command[command.index("--uds") + 1] = str(socket)
    if os.geteuid() == 0:  # the workers of nginx have another user then
        command += ["--uds-mode", "666"]
        tmp_path.chmod(0o711)
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as server,
        subprocess.Popen([nginx, "-c", settings, "-g", "daemon off; master_process off;"]) as proxy,
    ):
        assert server.stdout is not None
        server.stdout.readline()
        for _ in range(500):
            try:
                sockets.create_connection(("127.0.0.1", port)).close()
                break
            except ConnectionRefusedError:
                time.sleep(0.02)
        yield f"http://127.0.0.1:{port}"
        proxy.terminate()
        server.terminate()


@pytest.mark.process
def test_nginx_publishes_the_server_below_its_path(behind_nginx: str) -> None:
    def fetch(target: str) -> bytes:
        asked = urllib.request.Request(f"{behind_nginx}{target}", headers={"Host": "example.org"})
        with urllib.request.urlopen(asked, timeout=60) as answer:
            body: bytes = answer.read()
            return body

    page = fetch("/find/?q=placebo").decode()
    links = set(re.findall(r'(?:href|src|action)="(/[^"]*)"', page))
    assert links
    assert all(link.startswith("/find/") for link in links)
    for link in sorted(links)[:20]:
        assert fetch(link.replace("&amp;", "&"))
    found = json.loads(fetch("/find/v1/search?q=sham+surgery"))
    assert found["hits"][0]["article"]["source"] == ""
    for target in ("works", "articles/sham-surgery"):
        there = set(
            re.findall(r'(?:href|src|action)="(/[^"]*)"', fetch(f"/find/{target}").decode())
        )
        assert there
        assert all(link.startswith("/find/") for link in there)
    feed = fetch("/find/v1/news.atom?since=1999").decode()
    assert set(re.findall(r'href="https?://example.org(/[^"]*)"', feed))
    assert not re.findall(r'href="https?://example.org/(?!find/)[^"]*"', feed)
    assert json.loads(fetch("/find/v1/suggest?q=place"))
    # a slash in an id is not a part of the path
    assert b"No article" not in fetch("/find/articles/sham-surgery")


def test_systemd_finds_nothing_wrong_with_the_unit_and_little_exposed(tmp_path: Path) -> None:
    systemd = needs("systemd-analyze")
    unit = tmp_path / "painsci-search.service"
    # a path without a space, which a unit would have to escape
    tool = tmp_path / "tool"
    tool.symlink_to(TOOL)
    text = block("systemd", "ini").replace("/opt/painsci-search/bin/painsci-search", str(tool))
    unit.write_text(text, encoding="utf-8")
    done = subprocess.run([systemd, "verify", unit], capture_output=True, check=False, text=True)
    wrong = [line for line in done.stderr.splitlines() if "painsci-search" in line]
    assert (done.returncode, wrong) == (0, [])
    rated = subprocess.run(
        [systemd, "security", "--offline=yes", "--threshold=20", unit],
        capture_output=True,
        check=False,
        text=True,
    )
    assert rated.returncode == 0, rated.stdout[-2000:] + rated.stderr


@pytest.mark.process
def test_the_command_of_the_unit_serves(place: Path, tmp_path: Path) -> None:
    command = [str(TOOL), *unit_command()[1:]]
    command[command.index("--index") + 1] = str(place / "index")
    command[command.index("--uds") + 1] = str(tmp_path / "s")
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as server:
        assert server.stdout is not None
        assert server.stdout.readline().decode() == f"unix:{tmp_path / 's'}\n"
        server.terminate()
        assert server.wait(60) == 0


def instructions() -> list[tuple[str, str]]:
    lines = block("A container", "dockerfile").splitlines()
    return [(line.partition(" ")[0], line.partition(" ")[2]) for line in lines if line]


def test_the_image_is_made_in_two_stages_and_runs_as_a_user_without_rights() -> None:
    known = {"FROM", "RUN", "COPY", "ENV", "USER", "EXPOSE", "HEALTHCHECK", "ENTRYPOINT", "CMD"}
    assert {name for name, _ in instructions()} <= known
    starts = [value for name, value in instructions() if name == "FROM"]
    assert len(starts) == 2
    assert starts[0].endswith(" AS build")
    assert not any("@sha256" in start for start in starts)
    last = instructions()[[name for name, _ in instructions()].index("FROM", 1) :]
    values = dict(last)
    assert values["COPY"].startswith("--from=build ")
    user, _, group = values["USER"].partition(":")
    assert int(user) > 0
    assert int(group) > 0


def test_the_commands_of_the_image_are_those_of_the_program() -> None:
    values = dict(instructions())
    program = json.loads(values["ENTRYPOINT"])
    assert Path(program[0]).name == TOOL.name
    name, *options = json.loads(values["CMD"])
    assert set(OPTION.findall(" ".join(options))) <= set(OPTION.findall(help_of(name)))
    _, flag, script = json.loads(values["HEALTHCHECK"].removeprefix("CMD "))
    assert flag == "-c"
    compile(script, "health", "exec")
    assert f":{values['EXPOSE']}/v1/health" in script
    run = next(each.text for each in blocks_of(PAGE, "A container", "sh"))
    assert f"127.0.0.1:{values['EXPOSE']}:{values['EXPOSE']}" in run
    assert "--read-only" in run
    assert "/index:ro" in run
    assert "PAINSCI_SEARCH_INDEX=/index" in values["ENV"]


@pytest.mark.process
def test_an_image_can_be_checked(tmp_path: Path) -> None:
    docker = needs("docker")
    if subprocess.run([docker, "info"], capture_output=True, check=False).returncode:
        pytest.skip("needs a running docker")
    file = tmp_path / "Dockerfile"
    file.write_text(block("A container", "dockerfile"), encoding="utf-8")
    done = subprocess.run(
        [docker, "build", "--check", "--file", file, tmp_path],
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_metric_on_the_page_exists_and_the_other_way_round() -> None:
    from painsci_search.server.metrics import Metrics

    text = (DOCS / PAGE).read_text(encoding="utf-8")
    metrics = Metrics()
    metrics.leave("/", 200, 0.1)
    written = set(re.findall(r"^# TYPE (\w+)", metrics.render({}), re.MULTILINE))
    named = set(re.findall(r"`(painsci_search_\w+)", text))
    assert written <= named
    assert all(name.startswith("painsci_search_index_") for name in named - written)


def test_the_settings_of_prometheus_are_yaml() -> None:
    [job] = yaml.safe_load(block("Metrics", "yaml"))["scrape_configs"]
    assert job["metrics_path"] == "/find/metrics"
