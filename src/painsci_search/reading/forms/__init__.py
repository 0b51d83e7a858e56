"""The forms in which articles are saved, one module each: the text of a file in, an Article out."""
