"""Works as bibliographies that reference managers read: BibTeX, RIS, CSL-JSON, CSV.

The writers are this project's own: each is shorter than what a library would have to be told, and
no library that writes one of these leaves DOIs and addresses as they are, and takes any text. The
tests read what is written with the libraries that know the formats.
"""

from painsci_search.render.bibliography.forms import FORMS, Form, render_bibliography

__all__ = ["FORMS", "Form", "render_bibliography"]
