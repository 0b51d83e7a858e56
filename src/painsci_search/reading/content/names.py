"""The names that a page gives an element in; what they hint at, out.

Names are hints only: they say how a block looks as often as what it is, and `furniture.py` lets its
text overrule them. They are split into words at hyphens, underscores and in camel case.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from functools import lru_cache

from painsci_search.reading.dom.elements import attribute
from painsci_search.reading.dom.nodes import Tag


class Hint(Enum):
    """What a name hints at."""

    NOTHING = auto()
    # what readers wrote below an article; it may be longer than the article
    COMMENTS = auto()
    # menus, share lines, boxes of other articles
    FURNITURE = auto()
    # a sentence of the article, shown large
    PULL_QUOTE = auto()
    # bylines, dates, tags: short lines about the article
    DETAILS = auto()
    # words that blocks of an article have as often as furniture
    AMBIGUOUS = auto()


_EDGE = r"(?:^|[\s_-])(?:{})(?=[\s_-]|$)"

_COMMENTS = re.compile(
    _EDGE.format(
        r"comments?|comment-?(?:list|links?|box|form|area|section|wrap(?:per)?|respond)|disqus|respond|"
        r"kommentare?|commentaires?|comentarios?|commenti|komentar\w{0,4}|"
        r"guestbook|reader-?comments?"
    )
)
_FURNITURE = re.compile(
    _EDGE.format(
        r"nav|navbar|navigation|navbox|breadcrumbs?|sidebar|share|sharing|sharedaddy|social|socials|"
        r"social-?media|share-?(?:bar|box|buttons?|links?|widget)|addtoany|shariff|addthis|"
        r"newsletter|subscribe|subscription|signup|sign-up|"
        r"cookies?|consent|gdpr|advert|advertisement|adsbygoogle|sponsored|popup|modal|"
        r"pagination|pager|toc|table-of-contents|toctree-wrapper|skip-link|skiplink|site-header|"
        r"site-footer|masthead|outbrain|taboola|screen-reader-text|sr-only|off-?screen|show-for-sr|visually-hidden|editsection|control-?bar|(?:mejs|plyr|jw)[_-]{1,2}controls|"
        r"mw-editsection|catlinks|printfooter|site-?sub|content-?sub|jump-to-nav|headerlink|permalink|anchorjs-link|"
        r"boilerplate|yarpp|jp-relatedposts|(?:related|similar|cited-?by)-?"
        r"(?:posts?|articles?|stories|news|content|links?|items?)|"
        r"hatnote|donat(?:e|ion)-?(?:box|form|bar|banner|widget|cta|block|appeal)|cta|more-?(?:stories|articles|posts|news|from|on)|read-?(?:also|next)|see-?also|most-?(?:read|popular|viewed)|"
        r"you-?may-?(?:also-?)?like|recirc(?:ulation)?|"
        r"post-navigation|pagenum|page-?number|(?:about-?(?:the-?)?)?author[_-]{0,2}(?:bio|box|card|info|profile|description|tooltip)|"
        r"about-?(?:the-?)?authors?|post-?profile|navheader|navfooter|nav-panel|noprint|"
        r"no-print|pupw|pupx|elementor-share-buttons|copy-button|clipboard|zero-click|paywall|footer|page-?footer|"
        r"site-?info|entry-utility|post-?metadata"
    )
)
_PULL_QUOTE = re.compile(_EDGE.format("pullquote|pull-quote|pulled-?quote"))
_DETAILS = re.compile(
    _EDGE.format(
        r"byline|date-?line|tagline|meta|post-?meta|entry-?meta|metadata|tags?|tag-?list|tag-?cloud|"
        r"keywords?|copyright|ratings?|(?:art-?)?affiliations?|affiliation-?(?:item|name)|bib-?identity|"
        r"(?:pub|article)-?history|(?:article|post|entry)-?info(?:-term)?"
    )
)
_AMBIGUOUS = re.compile(
    _EDGE.format(
        r"related|recommended|recommendations|menu|widgets?|promo|banner|ads?|ad-unit|tools?|toolbar|"
        r"outline|header|callout-box|popular|trending|read-more|readmore|more|login|search|"
        r"share-bar|links|contents|follow|support|infobox|ambox|sistersitebox|"
        r"authority-control|author|authors|pubdate|reading-time|date|post-?date"
    )
)
# Those of them that are right about a text without links, too.
UNLINKED_FURNITURE = re.compile(
    _EDGE.format(
        r"newsletter|subscribe|subscription|signup|sign-up|cookies?|consent|gdpr|popup|modal|footer|"
        r"paywall|boilerplate|entry-utility|post-?metadata"
    )
)
# Names of elements within a paragraph that a page adds to it.
INLINE_FURNITURE = re.compile(
    _EDGE.format(
        r"sr-only|off-?screen|show-for-sr|screen-reader-text|visually-hidden|editsection|mw-editsection|headerlink|"
        r"permalink|anchorjs-link|hash-link|anchor-link|pagenum|page-?number|pupw|pupx|copy-button|noprint|"
        r"zero-click|share-button"
    )
)
# Classes that call a block an article's text. Another class of the block then says how it looks.
_BODY = re.compile(
    r"(?:^|\s)(?:(?:article|entry|post|story|page|main|single|node|news)[\s_-]{1,2})?(?:(?:article|entry|post|story)"
    r"(?:[_-]{1,2}(?:inner|wrapper|container))?|(?:article|entry|post|story)[_-]{1,2}(?:content|body|text|main|copy))(?=\s|$)"
)
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BLOCKS_OF = (
    (Hint.COMMENTS, _COMMENTS),
    (Hint.FURNITURE, _FURNITURE),
    (Hint.PULL_QUOTE, _PULL_QUOTE),
    (Hint.DETAILS, _DETAILS),
    (Hint.AMBIGUOUS, _AMBIGUOUS),
)


def split_names(tag: Tag, attribute_name: str) -> str:
    """Return the class or id of an element in lower case, with hyphens between words."""
    return _HUMP.sub("-", attribute(tag, attribute_name)).lower()


@lru_cache(maxsize=2000)
def hint_of(names: str) -> Hint:
    """Return the strongest hint in names.

    >>> hint_of("site-navigation-bar")
    <Hint.FURNITURE: 3>
    """
    if not names or _BODY.search(names):
        return Hint.NOTHING
    return next((hint for hint, pattern in _BLOCKS_OF if pattern.search(names)), Hint.NOTHING)
