"""Names of languages: a language tag in, its name in English out."""

from __future__ import annotations

_NAMES = {
    "ar": "Arabic", "ca": "Catalan", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek",
    "en": "English", "es": "Spanish", "et": "Estonian", "eu": "Basque", "fa": "Persian",
    "fi": "Finnish", "fr": "French", "ga": "Irish", "he": "Hebrew", "hi": "Hindi",
    "hu": "Hungarian", "hy": "Armenian", "id": "Indonesian", "it": "Italian", "ja": "Japanese",
    "ko": "Korean", "lt": "Lithuanian", "nb": "Norwegian (Bokmål)", "ne": "Nepali", "nl": "Dutch",
    "nn": "Norwegian (Nynorsk)", "no": "Norwegian", "pl": "Polish", "pt": "Portuguese",
    "ro": "Romanian", "ru": "Russian", "sr": "Serbian", "sv": "Swedish", "ta": "Tamil",
    "th": "Thai", "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip


def language_name(tag: str) -> str:
    """Return the name of a language, with the rest of its tag; the tag itself if it is unknown.

    >>> [language_name(tag) for tag in ("de", "pt-BR", "tlh")]
    ['German', 'Portuguese (BR)', 'tlh']
    """
    code, _, rest = tag.partition("-")
    name = _NAMES.get(code.casefold())
    if name is None:
        return tag
    return f"{name} ({rest})" if rest else name
