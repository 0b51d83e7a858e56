"""The text of a note and its links in, the works that it cites out.

Open `find.py` first: it finds citations and makes a `Reference` of each. It uses `mentions.py` for
identifiers and URLs, `names.py` for author lists, and `publication.py` for the part after them:
title, journal, year, volume and pages.
"""

from __future__ import annotations

from painsci_search.reading.citations.find import parse_references

__all__ = ["parse_references"]
