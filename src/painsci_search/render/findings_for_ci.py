"""The findings of an audit for continuous integration: GitHub's commands, SARIF and JUnit."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from painsci_search.escaping import clean, dump
from painsci_search.model import Finding, Severity

_GITHUB: Mapping[Severity, str] = {"error": "error", "warning": "warning", "hint": "notice"}
_SARIF: Mapping[Severity, str] = {"error": "error", "warning": "warning", "hint": "note"}
# The name that code scanning has for the folder of the repository.
_ROOT = "%SRCROOT%"


def render_github(findings: Sequence[Finding]) -> str:
    r"""Render each finding as a workflow command of GitHub Actions, which annotates its line.

    Source: GitHub, "Workflow commands for GitHub Actions".

    >>> dead = Finding("dead-link", "error", "a,b.html", 12, "x", "50% lead\nnowhere")
    >>> print(render_github([dead]), end="")
    ::error file=a%2Cb.html,line=12,title=dead-link::50%25 lead nowhere
    """
    return "".join(
        f"::{_GITHUB[one.severity]} file={_property(one.source)},line={one.line},"
        f"title={_property(one.kind)}::{_data(one.message)}\n"
        for one in findings
    )


def _data(text: str) -> str:
    return " ".join(clean(text).split()).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def render_sarif(
    findings: Sequence[Finding], kinds: Mapping[str, Severity], version: str, root: Path
) -> str:
    """Render findings as a log of SARIF 2.1.0, as code scanning reads it.

    Args:
        kinds: all kinds of findings with their severities.
        version: of this program.
        root: the absolute path of the folder that URIs of files below it are relative to.

    Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0".
    """
    names = list(kinds)
    rules = [
        {
            "id": kind,
            "name": "".join(part.capitalize() for part in kind.split("-")),
            "shortDescription": {"text": kind.replace("-", " ")},
            "defaultConfiguration": {"level": _SARIF[severity]},
        }
        for kind, severity in kinds.items()
    ]
    driver = {"name": "painsci-search", "version": version, "rules": rules}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"uri": root.as_uri().removesuffix("/") + "/"}},
        "results": [_result(one, names, root) for one in findings],
    }
    return (
        dump(
            {
                "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
                "version": "2.1.0",
                "runs": [run],
            }
        )
        + "\n"
    )


def _result(finding: Finding, names: Sequence[str], root: Path) -> dict[str, Any]:
    identity = repr((finding.source, finding.kind, finding.anchor, finding.message))
    digest = hashlib.sha256(identity.encode("utf-8", "replace")).hexdigest()
    location = {
        "artifactLocation": _location(finding.source, root),
        "region": {"startLine": finding.line},
    }
    return {
        "ruleId": finding.kind,
        "ruleIndex": names.index(finding.kind),
        "level": _SARIF[finding.severity],
        "message": {"text": clean(finding.message)},
        "locations": [{"physicalLocation": location}],
        "partialFingerprints": {"painsciSearch/v1": digest},
    }


def _location(source: str, root: Path) -> dict[str, str]:
    """Return the URI of a file: relative to the root if the file is below it."""
    path = Path(os.path.normpath(Path.cwd() / source))
    if not path.is_relative_to(root):
        return {"uri": path.as_uri()}
    below = path.relative_to(root).as_posix()
    return {"uri": quote(below.encode("utf-8", "surrogateescape")), "uriBaseId": _ROOT}


def render_junit(findings: Sequence[Finding], files: int, failing: Collection[Severity]) -> str:
    """Render findings as test cases of JUnit: failures, or skipped where they do not count.

    Args:
        files: the number of audited files.
        failing: the severities that are failures.

    Source: the reports of Apache Ant's JUnit task, as the readers of Jenkins and GitLab take them.
    """
    failures = sum(one.severity in failing for one in findings)
    cases = [_case(one, is_failure=one.severity in failing) for one in findings]
    if not findings:
        cases = [f'    <testcase classname="painsci-search" name="{files} files audited"/>\n']
    skipped = len(findings) - failures
    counts = f'tests="{len(cases)}" failures="{failures}" errors="0" skipped="{skipped}"'
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<testsuites name="painsci-search check" {counts}>\n'
        f'  <testsuite name="painsci-search check" {counts}>\n'
        f"{''.join(cases)}  </testsuite>\n</testsuites>\n"
    )


def _case(finding: Finding, *, is_failure: bool) -> str:
    source, message = _xml(finding.source), _xml(finding.message)
    result = (
        f'<failure type="{finding.kind}" message="{message}">{source}:{finding.line}: {message}'
        "</failure>"
        if is_failure
        else f'<skipped message="{finding.kind}: {message}"/>'
    )
    return (
        f'    <testcase classname="{source}" name="{finding.kind}, line {finding.line}" '
        f'file="{source}" line="{finding.line}">\n      {result}\n    </testcase>\n'
    )


def _xml(text: str) -> str:
    """Escape a text; `clean` removed the characters that XML cannot have."""
    cleaned = " ".join(clean(text).split())
    return escape(cleaned.encode("utf-8", "replace").decode())
