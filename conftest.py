"""Tests and doctests that need an extra which is not installed are skipped, with its name."""

from __future__ import annotations

import sys
from collections.abc import Generator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest

# By the name under which a package is imported: its distribution, and the extra that installs it.
PACKAGES = {
    "anyio": ("anyio", "mcp"),
    "axe_playwright_python": ("axe-playwright-python", "dev"),
    "bibtexparser": ("bibtexparser", "bibliography"),
    "citeproc": ("citeproc-py", "dev"),
    "fastapi": ("fastapi", "server"),
    "httptools": ("httptools", "server"),
    "IPython": ("ipython", "dev"),
    "langchain_core": ("langchain-core", "langchain"),
    "llama_index": ("llama-index-core", "llamaindex"),
    "markupsafe": ("markupsafe", "server"),
    "mcp": ("mcp", "mcp"),
    "pybtex": ("pybtex", "dev"),
    "pydantic": ("pydantic", "server"),
    "rispy": ("rispy", "bibliography"),
    "schemathesis": ("schemathesis", "dev"),
    "starlette": ("starlette", "server"),
    "uvicorn": ("uvicorn", "server"),
}


def missing_extra(error: BaseException | None) -> str | None:
    """Return the extra whose package is not installed, if that is the reason of an error."""
    while error is not None:
        if isinstance(error, ModuleNotFoundError):
            package = (error.name or "").partition(".")[0]
            name, extra = PACKAGES.get(package, ("", ""))
            if extra and not _is_installed(name):
                return extra
        error = error.__cause__
    return None


def _is_installed(name: str) -> bool:
    try:
        distribution(name)
    except PackageNotFoundError:
        return False
    return True


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Skip a module that imports a package of a missing extra."""
    report = yield
    call: pytest.CallInfo[object] | None = getattr(report, "call", None)
    if report.failed and call is not None and call.excinfo is not None:
        extra = missing_extra(call.excinfo.value)
        if extra is not None:
            report.outcome = "skipped"
            report.longrepr = (str(collector.path), 0, f"Skipped: needs the extra {extra!r}")
            _forget(collector.path)
    return report


def _forget(path: Path) -> None:
    """Remove a module whose import failed; pytest keeps it, and a later import would succeed."""
    for name, module in list(sys.modules.items()):
        if getattr(module, "__file__", None) == str(path):
            del sys.modules[name]
            parent, _, child = name.rpartition(".")
            vars(sys.modules.get(parent, module)).pop(child, None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Skip a test that imports a package of a missing extra, or calls what does."""
    report = yield
    if report.failed and call.excinfo is not None:
        extra = missing_extra(call.excinfo.value)
        if extra is not None:
            report.outcome = "skipped"
            report.longrepr = (str(item.path), 0, f"Skipped: needs the extra {extra!r}")
    return report
