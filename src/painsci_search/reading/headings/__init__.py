"""A heading in; its text and anchor out, and whether it divides the article."""
