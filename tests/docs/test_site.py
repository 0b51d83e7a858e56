"""The documentation as a site: it builds without a warning, and asks no other host for anything."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from blocks import DOCS

pytestmark = pytest.mark.skipif(
    any(find_spec(name) is None for name in ("sphinx", "myst_parser", "furo")),
    reason="needs painsci-search[docs]",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    built = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-W", "-q", "-d", built / ".doctrees", DOCS, built],
        capture_output=True,
        check=False,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return built


def test_every_page_is_built_and_in_the_contents(site: Path) -> None:
    contents = (site / "index.html").read_text(encoding="utf-8")
    for page in DOCS.glob("*.md"):
        built = (site / f"{page.stem}.html").read_text(encoding="utf-8")
        assert "<h1>" in built
        assert page.stem == "index" or f'href="{page.stem}.html"' in contents


def test_no_page_loads_anything_from_elsewhere(site: Path) -> None:
    for page in site.glob("*.html"):
        text = page.read_text(encoding="utf-8")
        loaded = re.findall(r'<(?:script|img|iframe)[^>]* src="([^"]+)"', text)
        loaded += re.findall(r'<link[^>]* href="([^"]+)"', text)
        assert loaded
        assert [address for address in loaded if "//" in address] == []
    for style in site.rglob("*.css"):
        assert not re.search(r"url\([\"']?(https?:)?//", style.read_text(encoding="utf-8"))


def test_what_a_result_is_made_of_leads_to_its_page(site: Path) -> None:
    reference = (site / "api.html").read_text(encoding="utf-8")
    assert 'href="#painsci_search.Snippet"' in reference
    assert 'id="painsci_search.Index.search"' in reference
