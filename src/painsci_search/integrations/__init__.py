"""Retrievers for frameworks of language models: an Index in, documents or nodes out.

Open `passages.py` first: it retrieves what both modules return in the types of their framework.

langchain.py     pip install 'painsci-search[langchain]'
llamaindex.py    pip install 'painsci-search[llamaindex]'
"""
