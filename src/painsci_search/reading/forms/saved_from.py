"""HTML in; the web address and the day that the program wrote into it that saved the page, out.

`_TRACES` is the table of what these programs write. Pages that a web archive wrapped also lose the
archive's own addresses and toolbar here.
"""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit, urlunsplit

from painsci_search.reading.dates import parse_date
from painsci_search.reading.forms.reader_view import open_reader_view

# In characters: programs write above or within the page's head, web archives also at its end.
_HEAD = 65536
_TAIL = 4096


class SavedFrom(NamedTuple):
    """The origin of a saved page.

    Attributes:
        url: the address of the page in the web; None where it is not known.
        saved: the day of saving; None where it is not known.
        saver: the program that saved the page; "" where it is not known.
    """

    url: str | None = None
    saved: str | None = None
    saver: str = ""


_READER_VIEW = "Firefox Reader View"
UNKNOWN = SavedFrom()
# An address as the value of an attribute, quoted or not.
_VALUE = r"=[\"']?(?P<url>[^\s\"'>]{1,4000})"
# For each saver words that it always writes, and its pattern: the address, and the day if that is
# written beside it. Searching for words takes a tenth of the time of a pattern.
_TRACES = {
    saver: (words, re.compile(pattern, re.IGNORECASE))
    for saver, (words, pattern) in {
        "SingleFile": (
            "SingleFile",
            (
                r"<!--\s{0,99}(?:Page saved with|Archive processed by) SingleFile[^>]{0,99}?"
                r"url: (?P<url>\S{1,4000})(?:\s{1,99}saved date: (?P<day>[^\n>]{1,99}))?"
            ),
        ),
        "a browser": (
            "saved from url=",
            r"<!--\s{0,9}saved from url=\(\d{1,9}\)(?P<url>\S{1,4000})",
        ),
        "monolith": (
            "using monolith",
            (
                r"<!--\s{0,9}Saved from (?P<url>https?://\S{1,4000}) "
                r"at (?P<day>[\d-]{10})\S{0,20} using monolith"
            ),
        ),
        "HTTrack": (
            "by HTTrack",
            (
                r"<!--\s{0,9}Mirrored from (?P<url>\S{1,4000}) by HTTrack[^>]{0,99}?\], "
                r"(?P<day>[^>]{1,60}?)\s{0,9}-->"
            ),
        ),
        "Save Page WE": (
            "savepage-url",
            rf"<meta name=[\"']?savepage-url[\"']? content{_VALUE}",
        ),
        "WebScrapBook": (
            "data-scrapbook-source",
            rf"<html\b[^>]{{0,4000}}?\sdata-scrapbook-source{_VALUE}",
        ),
        _READER_VIEW: (
            "reader-domain",
            (
                r"<a\b[^>]{0,200}?\bclass=[\"']?(?:domain )?reader-domain[\"']?"
                rf"[^>]{{0,200}}?\shref{_VALUE}"
            ),
        ),
        "the Wayback Machine": (
            "__wm.wombat(",
            (
                r"__wm\.wombat\(\s{0,9}\"(?P<url>[^\s\"]{1,4000})\"\s{0,9},"
                r"\s{0,9}\"(?P<day>\d{8})\d{6}"
            ),
        ),
    }.items()
}
# The day of saving where it is written apart from the address.
_DAYS = (
    re.compile(
        r"<meta name=[\"']?savepage-date[\"']? content=[\"'](?P<day>[^\"'>]{1,99})", re.IGNORECASE
    ),
    re.compile(r"\sdata-scrapbook-create=[\"']?(?P<day>\d{8})\d{6}", re.IGNORECASE),
    re.compile(r"\bFILE ARCHIVED ON [\d:]{8} (?P<day>[A-Z][a-z]{2} \d\d, \d{4}) AND RETRIEVED"),
)
# An address below the address of an archive, after the time of its capture.
_WRAPPED = re.compile(
    r"https?://[^\s/]{1,200}/(?:[\w-]{1,40}/){0,3}"
    r"(?:\d{8}|\d{4}\.\d\d\.\d\d)[\d-]{0,7}(?:[a-z]{2}_)?/"
    r"(?P<url>https?:/{1,2}[^\s\"'<>]{1,4000})",
    re.IGNORECASE,
)
_TOOLBAR = ("<!-- BEGIN WAYBACK TOOLBAR INSERT -->", "<!-- END WAYBACK TOOLBAR INSERT -->")
# The date as JavaScript and HTTP write it: a weekday is first, the time and its zone are last.
_WEEKDAY = re.compile(r"^[A-Z][a-z]{2},? ")
_TIME = re.compile(r"\s(?:\d\d?:\d\d|GMT|T\d\d).*", re.DOTALL)


def find_origin(html: str, known: SavedFrom) -> tuple[str, SavedFrom]:
    """Return a page without what an archive added, and its origin.

    A page that was saved from an archive keeps the address in the archive, which shows what was
    saved. The address is that of the page itself where the archive's own copy was downloaded.

    Args:
        known: the origin as far as the container of the page names it.
    """
    found = _find_trace(html)
    origin = SavedFrom(
        known.url or found.url, known.saved or found.saved, known.saver or found.saver
    )
    if without_archive(origin.url) != origin.url or _is_archived(html):
        html = _restore(html)
    return (open_reader_view(html, origin.url) if found.saver == _READER_VIEW else html), origin


def without_archive(url: str | None) -> str | None:
    """Return the address of a page without the archive's own before it.

    >>> without_archive("https://web.archive.org/web/20150206075900/http://example.org/pain")
    'http://example.org/pain'
    """
    found = _WRAPPED.fullmatch(url or "")
    return _unwrapped(found) if found is not None else url


def _find_trace(html: str) -> SavedFrom:
    """Return the origin that the program wrote into a page that saved it.

    If several programs did, the one with an address of the web counts.
    """
    head = html[:_HEAD]
    origin = UNKNOWN
    for saver, (words, pattern) in _TRACES.items():
        found = pattern.search(head) if words in head else None
        if found is not None and origin.url is None:
            day = found.groupdict().get("day") or _find_day(head + html[-_TAIL:])
            origin = SavedFrom(web_address(found["url"]), parse_day(day) or origin.saved, saver)
    return origin


def _find_day(html: str) -> str:
    return next((found["day"] for day in _DAYS if (found := day.search(html))), "")


def _is_archived(html: str) -> bool:
    """Return whether a web archive wrapped a page, by the toolbar or script that it adds."""
    head = html[:_HEAD]
    return _TOOLBAR[0] in head or "__wm.wombat(" in head


def _restore(html: str) -> str:
    """Return a page that an archive wrapped with the addresses that it had, and no toolbar."""
    before, found, rest = html.partition(_TOOLBAR[0])
    if found:
        toolbar, end, after = rest.partition(_TOOLBAR[1])
        html = before + (after if end else toolbar)
    return _WRAPPED.sub(_unwrapped, html)


def _unwrapped(found: re.Match[str]) -> str:
    return re.sub(r"^(https?:)/(?!/)", r"\1//", found["url"])


def web_address(text: str) -> str | None:
    """Return an address of the web without its fragment, or None for a file or anything else.

    >>> web_address("https://example.org/a?b&amp;c#d"), web_address("about:internet")
    ('https://example.org/a?b&c', None)
    """
    text = text.strip().replace("&amp;", "&")
    if re.match(r"[\w-]+(?:\.[\w-]+)+/", text):  # HTTrack leaves the scheme out
        text = f"http://{text}"
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not parts.netloc:
        return None
    return urlunsplit(parts._replace(fragment=""))


def parse_day(text: str | None) -> str | None:
    """Return the day of a time as programs write it, or None.

    >>> parse_day("Fri Nov 27 2026 00:35:43 GMT+0000"), parse_day("Sat, 04 Jan 2020 10:00:00 GMT")
    ('2026-11-27', '2020-01-04')
    >>> parse_day("20150206"), parse_day("2015.02.06"), parse_day("soon")
    ('2015-02-06', '2015-02-06', None)
    """
    text = _TIME.sub("", _WEEKDAY.sub("", (text or "").strip()))
    if digits := re.fullmatch(r"(\d{4})[.-]?(\d\d)[.-]?(\d\d)", text):
        text = "-".join(digits.groups())
    return parse_date(text)


def choose_url(canonical: str | None, saved_from: SavedFrom) -> tuple[str | None, str]:
    """Return the address of a page and the rule that chose it.

    The canonical address that a page names is right where it is of the site that the page was saved
    from, but for one that names only the site. Relative ones are below the address of the page. A
    page that a program of this computer or its network served has no better address than that.
    """
    if saved_from.url is None:
        return canonical, "the canonical address that the page names" if canonical else ""
    named = _join(saved_from.url, canonical or "")
    if (
        canonical
        and named is not None
        and (_is_of_same_site(named, saved_from.url) or _is_local(saved_from.url))
    ):
        return named, "the canonical address that the page names"
    return saved_from.url, f"the address that {saved_from.saver} wrote"


def _join(base: str, url: str) -> str | None:
    try:
        return web_address(urljoin(base, url))
    except ValueError:
        return None


def _is_of_same_site(canonical: str, address: str) -> bool:
    """Return whether a canonical address is of the site of a page, and not only the site itself."""
    named, saved = urlsplit(canonical), urlsplit(address)
    only_site = named.path in ("", "/") and not named.query and saved.path not in ("", "/")
    return _site(canonical) == _site(address) and not only_site


def _is_local(url: str) -> bool:
    """Return whether the host of an address is in no public network.

    >>> _is_local("http://localhost:8000/a"), _is_local("http://192.168.0.7/"), _is_local("https://a.org")
    (True, True, False)
    """
    host = (urlsplit(url).hostname or "").lower()
    try:
        return ip_address(host).is_private
    except ValueError:
        return host.rpartition(".")[2] in ("localhost", "local", "internal", "test")


def _site(url: str) -> str:
    """Return the last parts of a host's name, which the hosts of a site share.

    >>> _site("https://www.example.org/a"), _site("http://m.example.co.uk:8000/")
    ('example.org', 'example.co.uk')
    """
    host = (urlsplit(url).hostname or "").lower()
    parts = host.split(".")
    count = 3 if len(parts) > 2 and len(parts[-1]) == 2 and len(parts[-2]) <= 3 else 2
    return ".".join(parts[-count:])
