"""The text of a block in; whether a site or a journal says it about the page, and not the article.

These are sentences, so that they are as long as the prose of an article.
"""

from __future__ import annotations

import re

# Letters: what is looked at of a text.
LONGEST = 300

_COOKIES = re.compile(
    r"\b(?:uses?|using|utili[sz]\w{1,5}|verwende\w{0,2}|nutz\w{1,3}|setzen|usa(?:mos)?|usiamo|"
    r"gebruik\w{0,3}|använder|bruger|bruker|używa\w{0,2}|accept|akzeptieren)\s(?:\S{1,20}\s){0,2}cookies?\b|"
    r"\b(?:store|access)\b[^.]{0,60}?\bcookies\b|"
    r"\bcookies\b[^.]{0,40}\b(?:to (?:ensure|improve|provide|personali[sz]e|enhance)|policy)\b",
    re.IGNORECASE,
)
# Whose cookies they are: the site's, or what it asks of the reader.
_OF_SITE = re.compile(
    r"(?:we|our|by|to|this (?:web ?)?(?:site|page)|wir|unsere|diese (?:web)?(?:seite|site)|"
    r"um|nous|ce site|notre|utilizamos|usamos|este sitio|questo sito|utilizziamo|usiamo|"
    r"deze (?:web)?site|wij|vi|den här|ta strona|by continuing)\b",
    re.IGNORECASE,
)
_OF_PAGE = re.compile(
    r"(?:please )?(?:how to )?cite (?:this (?:article|paper|page|chapter|work|post)|as)\b"
    r"[^:.]{0,20}:|(?:suggested|recommended|preferred) citation\s?:|"
    r"(?:to cite|citation for) this \w{4,10}\s?:|zitier(?:weise|vorschlag|hinweis|empfehlung)\s?:|"
    r"pour citer cet article\s?:|(?:como citar|cómo citar)(?: este artículo| este artigo)?\s?:|"
    r"a version of this (?:article|story|essay|column) (?:appears|appeared) in print\b|"
    r"send (?:e-?)?mail to \S{1,80} with (?:any )?(?:questions|comments)\b|"
    r"(?:questions|comments)[^.]{0,40}\b(?:about|on|regarding) this (?:web ?)?(?:site|page)\b"
    r"[^.]{0,20}\b(?:contact|e-?mail|to)\b|"
    r"(?:problems|comments|questions)\W{1,3}(?:contact|e-?mail|write to) (?:the )?webmaster\b",
    re.IGNORECASE,
)


def is_notice(text: str) -> bool:
    """Return whether a text is of cookies, of how to cite the page, or of the webmaster.

    >>> is_notice("We use cookies to count visits."), is_notice("We gave them cookies for a week.")
    (True, False)
    """
    if _OF_SITE.match(text) is not None and _COOKIES.search(text) is not None:
        return True
    return _OF_PAGE.match(text) is not None
