"""Elements of a page in; readable text, its blocks, marks and markers out."""
