"""The text of a note in, the works that it cites out."""

from __future__ import annotations

from painsci_search.reading.citations.find import parse_references

__all__ = ["parse_references"]
