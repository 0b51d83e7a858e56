"""An article in plain text in, an ``Article`` out."""

from __future__ import annotations

from painsci_search.reading.forms.plaintext.article import read_plain_text

__all__ = ["read_plain_text"]
