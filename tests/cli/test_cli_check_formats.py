"""`check` for continuous integration: formats, severities that fail, and a baseline."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from running import assert_one_error_line, painsci

FLAWED = """<html lang=en><title>Flaws</title><article><h1>Flaws</h1>
<p>A text that is long enough to be one. <a href="#nowhere">A dead link</a></p></article>"""


def test_findings_fail_by_severity_and_are_known_by_a_baseline(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(FLAWED, encoding="utf-8")
    for arguments, status in (
        ([], 1),
        (["--fail-on", "never"], 0),
        (["--only", "dead-link", "--fail-on", "error"], 1),
        (["--only", "reading", "--fail-on", "warning"], 0),
    ):
        assert painsci("check", "a.html", *arguments, cwd=tmp_path).returncode == status
    painsci("check", "a.html", "--write-baseline", "known.json", cwd=tmp_path)
    (tmp_path / "a.html").write_text("\n\n" + FLAWED, encoding="utf-8")
    done = painsci("check", "a.html", "--baseline", "known.json", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, b"No findings in 1 file.\n")


@pytest.mark.parametrize("form", ["github", "sarif", "junit"])
def test_findings_have_formats_for_continuous_integration(tmp_path: Path, form: str) -> None:
    (tmp_path / "a.html").write_text(FLAWED, encoding="utf-8")
    done = painsci("check", "a.html", "--format", form, cwd=tmp_path)
    assert done.returncode == 1
    assert b"dead-link" in done.stdout
    refused = painsci("check", "--format", form, cwd=tmp_path)
    assert_one_error_line(refused, f"--format {form} needs PATHS")


@pytest.mark.parametrize(
    ("marks", "uri"),
    [
        ([".git", "made/painsci-search.toml"], "site/pages/a.html"),
        (["site/painsci-search.toml"], "pages/a.html"),
    ],
)
def test_uris_in_sarif_are_relative_to_the_repository_or_the_configuration(
    tmp_path: Path, marks: list[str], uri: str
) -> None:
    for folder in ("site/pages", "site/work", "made"):
        (tmp_path / folder).mkdir(parents=True)
    for mark in marks:
        (tmp_path / mark).touch()
    (tmp_path / "site/pages/a.html").write_text(FLAWED, encoding="utf-8")
    done = painsci("check", "../pages", "--format", "sarif", cwd=tmp_path / "site/work")
    (run,) = json.loads(done.stdout)["runs"]
    location = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location == {"uri": uri, "uriBaseId": "%SRCROOT%"}
    file = tmp_path / "site/pages/a.html"
    assert run["originalUriBaseIds"]["%SRCROOT%"]["uri"] + uri == file.as_uri()
