"""HTML in; a tree of elements out, and what is asked of it."""
