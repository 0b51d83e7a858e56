"""A page in; the title of its article, and the lines of text around the title, out."""
