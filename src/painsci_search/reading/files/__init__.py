"""Paths in; the files of articles, their bytes and their text out."""
