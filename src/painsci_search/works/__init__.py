"""Works and their citations: which citations name the same work, and what they say of it together.

names.py, identifiers.py, titles.py    what of two citations can be compared
merging.py                             which citations are one work
disagreements.py                       where citations of a work contradict one another
combining.py, keys.py                  one reference, and one key, for each work
"""
