"""Findings for continuous integration, held to the published shape of each format."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from painsci_search.auditing.kinds import KINDS
from painsci_search.model import Finding
from painsci_search.render.findings_for_ci import render_github, render_junit, render_sarif

HOSTILE = "50%: a,b\x1b[31m\n::error::<&]]>\x00\ud800"
FINDINGS = [
    Finding("dead-link", "error", "pages/a b,c.html", 12, "x", "the link leads to #x"),
    Finding("reading", "hint", "/tmp/ä.html", 1, "", HOSTILE),
    Finding("not-updated", "warning", "c.html", 3, "", "last updated 2019"),
]
ANY = st.builds(
    Finding,
    st.sampled_from(list(KINDS)),
    st.sampled_from(["error", "warning", "hint"]),
    st.text(min_size=1).filter(lambda text: "\0" not in text),
    st.integers(1, 10**6),
    st.text(),
    st.text(),
)


@given(st.lists(ANY, max_size=3))
def test_each_finding_is_one_command_of_github(findings: list[Finding]) -> None:
    written = render_github([*FINDINGS, *findings])
    lines = written.removesuffix("\n").split("\n")
    assert len(lines) == len(FINDINGS) + len(findings)
    for line in lines:
        assert re.fullmatch(
            r"::(error|warning|notice) file=[^,:]*,line=\d+,title=[a-z-]+::[^\r\n\x00-\x1f]*", line
        )


def check_sarif(log: dict[str, object]) -> None:
    """Check the rules of SARIF 2.1.0 that a log of one run must keep (section 3)."""
    assert set(log) == {"$schema", "version", "runs"}
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]  # type: ignore[misc]
    assert set(run) == {"tool", "columnKind", "originalUriBaseIds", "results"}
    assert run["columnKind"] in ("utf16CodeUnits", "unicodeCodePoints")
    driver = run["tool"]["driver"]
    assert driver["name"]
    rules = driver["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    levels = {"none", "note", "warning", "error"}
    for rule in rules:
        assert rule["shortDescription"]["text"]
        assert rule["defaultConfiguration"]["level"] in levels
    for result in run["results"]:
        assert result["message"]["text"] is not None
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in levels
        (location,) = result["locations"]
        physical = location["physicalLocation"]
        base = physical["artifactLocation"].get("uriBaseId")
        assert base is None or base in run["originalUriBaseIds"]
        # a URI reference (RFC 3986)
        uri = physical["artifactLocation"]["uri"]
        assert re.fullmatch(r"[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]*", uri)
        assert physical["region"]["startLine"] >= 1
        assert all(isinstance(value, str) for value in result["partialFingerprints"].values())


@given(st.lists(ANY, max_size=3))
def test_the_log_is_sarif(findings: list[Finding]) -> None:
    log = json.loads(render_sarif([*FINDINGS, *findings], KINDS, "1.0", Path.cwd()))
    check_sarif(log)
    first = log["runs"][0]["results"][0]
    assert first["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == (
        "pages/a%20b%2Cc.html"
    )
    assert [each["level"] for each in log["runs"][0]["results"]][:3] == ["error", "note", "warning"]


@given(st.lists(ANY, max_size=3))
def test_the_report_is_junit(findings: list[Finding]) -> None:
    every = [*FINDINGS, *findings]
    root = ET.fromstring(render_junit(every, 5, ("error",)))
    (suite,) = root
    assert (root.tag, suite.tag) == ("testsuites", "testsuite")
    cases = list(suite)
    failures = [case for case in cases if case.find("failure") is not None]
    skipped = [case for case in cases if case.find("skipped") is not None]
    assert int(suite.attrib["tests"]) == len(cases) == len(every)
    assert int(suite.attrib["failures"]) == len(failures)
    assert int(suite.attrib["skipped"]) == len(skipped) == len(every) - len(failures)
    assert all(case.attrib["name"] for case in cases)


def test_no_findings_are_a_test_that_passes() -> None:
    (case,) = ET.fromstring(render_junit([], 5, ("error",))).iter("testcase")
    assert (case.attrib["name"], list(case)) == ("5 files audited", [])
    assert render_github([]) == ""
    check_sarif(json.loads(render_sarif([], KINDS, "1.0", Path.cwd())))


@pytest.mark.parametrize("failing", [(), ("error",), ("error", "warning", "hint")])
def test_the_failures_are_the_failing_severities(failing: tuple[str, ...]) -> None:
    root = ET.fromstring(render_junit(FINDINGS, 3, failing))  # type: ignore[arg-type]
    assert root.attrib["failures"] == str(len(failing))
