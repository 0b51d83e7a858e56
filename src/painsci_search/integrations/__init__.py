"""The search inside frameworks for language models; each module has an extra of its own.

langchain.py     a retriever of LangChain         pip install 'painsci-search[langchain]'
llamaindex.py    a retriever of LlamaIndex        pip install 'painsci-search[llamaindex]'
"""
