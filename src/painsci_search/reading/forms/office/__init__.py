"""What documents of word processors have in common, whether DOCX or ODT.

`article.py` makes the article, `front.py` finds the title above the text, `styles.py` knows styles
by their names, `lists.py` nests the items of lists, and `numerals.py` formats numbers.
"""
