"""The modules for frameworks, each in a process of its own: without framework, without network."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from painsci_search import Index

OFFLINE = """
import socket, sys

def refuse(*arguments, **more):
    raise SystemExit("the network was asked for")

socket.getaddrinfo = socket.create_connection = refuse
socket.socket.connect = socket.socket.connect_ex = refuse
"""
LANGCHAIN = """
from painsci_search import Index
from painsci_search.integrations.langchain import PainSciSearchRetriever
retriever = PainSciSearchRetriever(index=Index.open(sys.argv[1]))
print(len(retriever.invoke("placebo")))
"""
LLAMAINDEX = """
from painsci_search import Index
from painsci_search.integrations.llamaindex import PainSciSearchRetriever
retriever = PainSciSearchRetriever(Index.open(sys.argv[1]))
print(len(retriever.retrieve("placebo")))
"""


def python(code: str, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code, *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, **more},
        check=False,
    )


@pytest.mark.parametrize("name", ["langchain", "llamaindex"])
def test_retrieving_asks_for_no_network_and_warns_of_nothing(
    name: str, demo_index: Index, tmp_path: Path
) -> None:
    package, code = {
        "langchain": ("langchain_core", LANGCHAIN),
        "llamaindex": ("llama_index", LLAMAINDEX),
    }[name]
    pytest.importorskip(package, reason=f"needs the extra {name!r}")
    # with an empty home, no file that was fetched earlier can help
    done = python(
        OFFLINE + code, str(demo_index.path), HOME=str(tmp_path), XDG_CACHE_HOME=str(tmp_path)
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "5\n"


@pytest.mark.parametrize(
    ("module", "package"), [("langchain", "langchain_core"), ("llamaindex", "llama_index")]
)
def test_without_the_framework_the_error_names_the_extra(
    module: str, package: str, tmp_path: Path
) -> None:
    (tmp_path / package).mkdir()
    (tmp_path / package / "__init__.py").write_text(
        f"raise ModuleNotFoundError('No module named {package}', name='{package}')"
    )
    code = f"import painsci_search.integrations.{module}"
    done = python(code, PYTHONPATH=str(tmp_path))
    assert done.returncode == 1
    assert f"pip install 'painsci-search[{module}]'" in done.stderr.splitlines()[-1]


def test_the_package_of_the_modules_imports_no_framework() -> None:
    code = (
        "import sys, painsci_search.integrations\n"
        "print(*({'langchain_core', 'llama_index', 'pydantic'} & set(sys.modules)))"
    )
    assert python(code).stdout == "\n"
