"""A text below notes or works in; whether it starts another part of the article, out.

Acknowledgements, funding, interests and the like follow the references, often without a heading.
"""

from __future__ import annotations

import re

from painsci_search.reading.dom.elements import fold_space, text_of
from painsci_search.reading.dom.nodes import Node, Tag

# Characters of the longest name of such a part, and of what follows it.
_LONGEST = 80
_NAME = re.compile(
    r"""\W{0,3}(?:
      about\sthe\s(?:contributing\s)?(?:authors?|writers?|contributors?)
    | (?:notes?\son\sthe|note\son)\s(?:authors?|contributors?)
    | authors?[’']?\s(?:information|bio(?:graph(?:y|ies)|s)?|contributions?|notes?|affiliations?)
    | acknowledge?ments? | funding(?:\s(?:sources?|statement|information))?
    | financial\ssupport | (?:financial\s)?disclosures?(?:\sstatement)?
    | (?:(?:declarations?|disclosures?|statements?)\sof\s)?
      (?:conflicts?\sof\s|(?:competing|conflicting)\s)(?:financial\s)?interests?(?:\sstatement)?
    | declarations?\sof\sinterests? | data\s(?:availability|sharing|access)(?:\sstatement)?
    | ethic(?:s|al)\s(?:approval|statement|declarations?) | provenance\sand\speer\sreview
    | (?:supplementary|supplemental|supporting)\s(?:materials?|information|data) | correspondence
    | publisher[’']s\snote | rights\sand\spermissions | additional\sinformation
    | (?:image|photo|picture)\scredits?
    | über\s(?:den\sautor|die\sautor(?:in|en|innen)) | danksagung | interessenkonflikte?
    | förderung | finanzierung | korrespondenz(?:adresse)?
    | [àa]\spropos\s(?:de\sl[’']auteure?|des\sauteure?s) | remerciements | financement
    | (?:liens?|conflits?)\sd[’']intérêts?
    | sobre\s(?:el\sautor|la\sautora|los\sautores|o\sautor|a\sautora|os\sautores)
    | agradec?imientos? | agradecimentos? | financia(?:ción|miento|mento)
    | conflictos?\sde\sinter(?:és|eses) | conflitos?\sde\sinteresses?
    | sull[’']autor[ei] | gli\sautori | ringraziamenti | finanziament[oi]
    | conflitt[oi]\sdi\sinteress[ei]
    | over\sde\sauteurs? | dankwoord | financiering | belangenverstrengeling
    | 作者简介 | 作者簡介 | 致谢 | 致謝 | 利益冲突 | 謝辞 | 利益相反 | 著者(?:について|紹介)
    )\s*(?:\Z|[:.：。–—-])""",
    re.IGNORECASE | re.VERBOSE,
)


def starts_back_matter(*nodes: Node) -> bool:
    """Return whether nodes start with the name of a part that follows the references.

    The name is all of their text, or a colon, a stop or a dash follows it.
    """
    text = ""
    for node in nodes:
        text += text_of(node, enough=_LONGEST) if isinstance(node, Tag) else str(node)
        if len(text) >= _LONGEST:
            break
    return names_back_matter(text)


def names_back_matter(text: str) -> bool:
    """Return whether a text starts with the name of such a part.

    >>> [names_back_matter(text) for text in ("Funding: none.", "Funding", "Funding a trial")]
    [True, True, False]
    """
    return _NAME.match(fold_space(text[: 2 * _LONGEST])) is not None
