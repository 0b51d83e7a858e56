"""Works as bibliographies that reference managers read: BibTeX, RIS, CSL-JSON, CSV.

entries.py holds what the formats share. Libraries that know BibTeX and RIS lay these out; the
tests read every format back.
"""

from painsci_search.bibliography.formats.forms import FORMS, Form, render_bibliography

__all__ = ["FORMS", "Form", "render_bibliography"]
