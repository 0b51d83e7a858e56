"""The text of a short line in; whether a page adds it to an article, in the languages of the web.

Most are of buttons and slots. Some are said of nothing else and count wherever they are; others are
words of articles, too, and count only around the article's prose, or before a list of links.
"""

from __future__ import annotations

import re

from painsci_search.reading.headings.closing import is_of_related

# Letters: a longer line is none of these labels.
LONGEST = 78

_AD = (
    r"advertisements?|advertising|sponsored(?: (?:content|links?|post))?|promoted content|"
    r"anzeigen?|werbung|publicités?|publicidad|publicidade|pubblicità|advertentie|reklam[aye]?|reklám|"
    r"hirdetés|annons|annonse|annonce|mainos|реклама|广告|廣告|広告|スポンサーリンク|광고"
)
_ANYWHERE = re.compile(
    rf"[-–—*|•]?\s?(?:{_AD})(?:\s?[-–—:.|]?\s?(?:(?:please )?(?:continue|scroll|story|article|"
    r"content|keep)\b.{0,40}))?\s?[-–—*|•]?|"
    r"(?:story|article|content|text|post|report) continues (?:below|after)\b.{0,30}|"
    r"continue reading (?:below|after)\b.{0,30}|scroll (?:down )?(?:to continue|for more)\b.{0,20}|"
    r"(?:skip past|after) newsletter promotion|skip advertisement|"
    r"(?:werbung|anzeige) (?:überspringen|schließen)|"
    r"(?:der )?artikel wird nach der anzeige fortgesetzt|lire la suite après la publicité|"
    # the way back up
    r"[↑⬆^▲]?\s?(?:back|return|go|jump) to (?:the )?top(?: of (?:the |this )?page)?\s?[↑⬆^▲]?|"
    r"[↑⬆^▲]?\s?(?:(?:zurück )?(?:zum|nach) (?:seitenanfang|oben)|"
    r"(?:retour en )?haut de (?:la )?page|retour en haut|volver arriba|torna su|voltar ao topo|"
    r"terug naar boven|do góry|till toppen|til toppen)|"
    # questions about the page
    r"was (?:this|the) (?:\w{4,12} )?(?:helpful|useful)(?: to you| for you)?\s?\?"
    r"(?:\s?yes\W{0,3}no)?|"
    r"did you find th(?:is|e) (?:\w{4,12} )?(?:helpful|useful)\s?\?(?:\s?yes\W{0,3}no)?|"
    r"how (?:helpful|useful) was this \w{4,12}\s?\?|click on a star to rate it!?|"
    r"average rating [\d.]{1,4} / 5\. vote count: \d{1,6}|"
    r"no votes so far! be the first to rate this post\.?|"
    r"thank(?:s| you) for (?:your (?:feedback|rating|vote)|rating|voting)\s?[!.]?|"
    r"war diese[rs]? (?:artikel|beitrag|seite|inhalt) hilfreich\s?\?(?:\s?ja\W{0,3}nein)?|"
    r"cet article vous a(?:-t-il)? été utile\s?\?|"
    r"¿te (?:ha (?:sido|resultado)|fue|resultó) útil (?:este|esta) \w{4,12}\?",
    re.IGNORECASE,
)
_COUNTED = (
    r"likes?|restacks?|shares?|claps?|views?|reads|comments?|accesses|citations|altmetric|downloads|"
    r"reactions?|repl(?:y|ies)|responses?|kommentare?|aufrufe|commentaires?|comentarios?|commenti|"
    r"reacties"
)
# Buttons and counts around an article: "Listen", "12 Likes", "1.2K views ∙ 3 Restacks".
_AROUND = re.compile(
    r"listen(?: to (?:this )?(?:article|story|post|page))?|"
    r"share(?: (?:this|on|via|by|with|to|the (?:article|page|post|story))\b.{0,30})?|"
    r"tweet(?: this)?|(?:download|export) (?:citation|pdf|article)|"
    r"print(?: (?:this|page|article|friendly)\b.{0,20})?|"
    r"e-?mail (?:this|to a friend|article|page)\b.{0,20}|"
    r"(?:pin|post|send|save) (?:it|this|on|to|via|by)\b.{0,20}|copy (?:the )?(?:link|url)|"
    r"(?:artikel|beitrag|seite) (?:teilen|drucken|empfehlen|merken)|"
    rf"(?:(?:[∙·•|,]\s?)?\d[\d.,]{{0,8}}\s?[km]?\s(?:{_COUNTED}|min(?:utes?)? read)\s?){{1,4}}",
    re.IGNORECASE,
)
# When somebody looked at the page, or will.
_DATED = re.compile(
    r"(?:(?:(?:this )?(?:page|article|content|document|leaflet|information) )?(?:was )?"
    r"(?:(?:first|originally|last|next) )?(?:(?:medically|clinically) )?"
    r"(?:published|reviewed|updated|modified|revised|review|update)\b[^.]{0,12}?\s"
    r"\d{0,2}[ ./-]{0,2}\w{0,9}[ ./-]{0,2}\d{0,2},? ?(?:19|20)\d\d\W{0,3}){1,2}",
    re.IGNORECASE,
)
# The same, but also headings of an article.
_UNSURE = re.compile(r"more|follow|save", re.IGNORECASE)
# Buttons that are sure only beside others.
_BESIDE_OTHERS = re.compile(
    r"facebook|twitter|x|whats ?app|linked ?in|pinterest|reddit|telegram|threads|bluesky|mastodon|"
    r"instagram|messenger|xing|e-?mail|print|drucken|tweet|pin|share|teilen|bookmark|save|"
    r"copy link|(?:text|font) size|download|pdf",
    re.IGNORECASE,
)
_BETWEEN_BUTTONS = re.compile(r"\s?[|/•·∙,]\s?|\s{2,}")
# Headings and labels of a list of an article's sections.
_OF_CONTENTS = re.compile(
    r"(?:table of )?contents|(?:page|article) contents|in this (?:article|guide|post|section)|"
    r"on this page|jump to(?: (?:a )?section)?|quick links|what[’']s in this \w{4,10}|"
    r"inhalt(?:sverzeichnis)?|(?:in diesem artikel|auf dieser seite)|sommaire|"
    r"(?:dans cet article)|índice|en este artículo|contenidos?|indice|inhoud(?:sopgave)?|"
    r"spis treści|obsah|содержание|оглавление|目次|目录|目錄|목차",
    re.IGNORECASE,
)


def is_label_anywhere(text: str) -> bool:
    """Return whether a line is the label of a slot, a way up, or a question about the page."""
    return _ANYWHERE.fullmatch(text) is not None


def is_label_around(text: str, *, is_heading: bool) -> bool:
    """Return whether a line is a button or a count, as pages have them around an article."""
    if _AROUND.fullmatch(text) is not None:
        return True
    return not is_heading and (_UNSURE.fullmatch(text) is not None or is_row_of_buttons(text))


def is_label_of_date(text: str) -> bool:
    """Return whether a line has only the date of the page, or that of its next review."""
    return _DATED.fullmatch(text) is not None


def is_row_of_buttons(text: str) -> bool:
    """Return whether a line has nothing but two buttons or more."""
    parts = [part for part in _BETWEEN_BUTTONS.split(text) if part]
    return len(parts) > 1 and all(
        _BESIDE_OTHERS.fullmatch(part) or _AROUND.fullmatch(part) for part in parts
    )


def may_be_button(text: str) -> bool:
    """Return whether the text of an item may be a button, or is none."""
    return (
        not text
        or is_label_around(text, is_heading=False)
        or (_BESIDE_OTHERS.fullmatch(text) is not None)
    )


def leads_in_contents(text: str) -> bool:
    """Return whether a line announces a list of the article's sections."""
    return _OF_CONTENTS.fullmatch(text.strip(" :：")) is not None


def leads_in_related(text: str) -> bool:
    """Return whether a line announces a list of other articles."""
    plain = text.strip(" :：")
    return plain.casefold() == "related" or is_of_related(plain)
