"""What documents of word processors have in common, whether DOCX or ODT.

`styles.py` knows styles by their names, `front.py` finds the title above the text, `lists.py` nests
the items of lists, and `numerals.py` formats numbers.
"""
