"""A note in Chinese, Japanese or Korean in; the work that it cites, if in a known form, out.

Sources: GB/T 7714-2015 (Chinese) and SIST 02 (Japanese); 「title」 and 『book』 in the humanities.
"""

from __future__ import annotations

import re

from painsci_search.model import Reference

# Letters of the three scripts: a note without any in its first characters is in another.
_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_START = 60
# Characters: a longer note is prose.
_LONGEST = 1000

_NAMES = r"(?P<authors>[^.．。:：「『\[［\n]{2,300}?)"
_TITLE = r"(?P<title>[^\n]{2,300}?)"
_SOURCE = r"(?P<source>[^\n,，、.．。:：;；]{1,80}?)"
_STOP = r"\s?[.．。]\s{0,3}"
_COLON = r"\s?[:：]\s?"
_COMMA = r"\s?[,，、]\s?"
_YEAR = r"(?P<year>(?:1[89]|20)\d\d)年?"
_ISSUE = (
    r"(?:\s?[(（]\s?(?P<issue>[\w/-]{1,12})\s?[)）]|巻\s?(?P<number>\d{1,4})号|"
    r"卷第?(?P<part>\d{1,4})期)?"
)
_VOLUME = rf"第?(?P<volume>\d{{1,4}}){_ISSUE}[巻卷]?"
_PAGES = r"(?:pp?\.\s?)?(?P<pages>[A-Za-z]?\d{1,6}(?:\s?[-‐–—~～−]\s?[A-Za-z]?\d{1,6})?)"
_BEFORE_PAGES = rf"(?:{_COLON}|{_COMMA}|{_STOP})"
_VOLUME_AND_PAGES = rf"{_VOLUME}(?:{_BEFORE_PAGES}{_PAGES})?"
_KIND = r"\s?[\[［]\s?(?P<kind>[A-Z]{1,2})(?:/OL)?\s?[\]］]"
_FORMS = tuple(
    map(
        re.compile,
        (
            # 王伟, 李娜. 冬天的袜子[J]. 袜子科学, 2018, 19(3): 210-219.
            (
                rf"{_NAMES}{_STOP}{_TITLE}{_KIND}{_STOP}{_SOURCE}{_COMMA}{_YEAR}"
                rf"(?:{_COMMA}{_VOLUME_AND_PAGES})?"
            ),
            # 张敏. 炉边的夜晚[M]. 北京: 抽屉出版社, 2015: 11-19.
            (
                rf"{_NAMES}{_STOP}{_TITLE}{_KIND}{_STOP}(?P<place>[^\n:：]{{1,30}}?){_COLON}{_SOURCE}"
                rf"{_COMMA}{_YEAR}(?:{_COLON}{_PAGES})?"
            ),
            # 田中一郎「冬の靴下」『靴下科学』19巻3号、2018年、210-219頁
            (
                rf"{_NAMES}(?:{_COMMA})?「{_TITLE}」(?:{_COMMA})?『(?P<source>[^『』\n]{{1,100}})』"
                rf"(?:\s?(?:{_COMMA})?{_VOLUME})?(?:\s?(?:{_COMMA})?[^\d\n]{{0,30}}?[(（]?{_YEAR}[)）]?)?"
                rf"(?:(?:\d\d?月)?{_COMMA}{_PAGES}[頁页])?"
            ),
            # 田中一郎『靴下の科学』引出し出版、2018年
            (
                rf"{_NAMES}(?:{_COMMA})?『{_TITLE}』(?:{_COMMA})?(?P<publisher>[^\d\n、,，]{{1,40}}?)"
                rf"{_COMMA}{_YEAR}"
            ),
            # 田中一郎, 鈴木次郎. 冬の靴下. 靴下科学. 2018;19(3):210-219.
            (
                rf"{_NAMES}(?:{_STOP}|{_COLON}){_TITLE}{_STOP}{_SOURCE}(?:{_STOP}|{_COMMA}|\s){_YEAR}"
                rf"\s?[;；,，、]\s?{_VOLUME_AND_PAGES}"
            ),
            # 佐藤花子：ストーブの夕べ．ストーブ 40：11-19，2015
            (
                rf"{_NAMES}(?:{_STOP}|{_COLON}){_TITLE}{_STOP}{_SOURCE}\s?{_VOLUME_AND_PAGES}"
                rf"(?:{_COMMA}|{_STOP}|\s?[(（]){_YEAR}"
            ),
        ),
    )
)
_BETWEEN_NAMES = re.compile(r"\s?[,，、;；・]\s?")
_NO_NAMES = re.compile(r"(?:\s?[,，、]?\s?(?:他|ほか|等|et al\.?|외))\Z")
_DASHES = re.compile(r"\s?[‐–—~～−]\s?")


def read_east_asian(text: str) -> tuple[int, Reference] | None:
    """Return the end of the citation with which a note begins, and its work; or None.

    >>> end, work = read_east_asian("王伟, 李娜. 冬天的袜子[J]. 袜子科学, 2018, 19(3): 210-219.")
    >>> work.authors, work.title, work.journal, work.pages
    (('王伟', '李娜'), '冬天的袜子', '袜子科学', '210-219')
    """
    if len(text) > _LONGEST or not _EAST_ASIAN.search(text, 0, _START):
        return None
    found = next(filter(None, (form.match(text) for form in _FORMS)), None)
    if found is None:
        return None
    parts = found.groupdict()
    is_book = "publisher" in parts or "place" in parts
    pages = parts.get("pages")
    source = parts.get("source")
    year = parts.get("year")
    issues = (parts.get("issue"), parts.get("number"), parts.get("part"))
    rest = text[found.end() :]
    end = len(text) - len(rest.lstrip(" .．。"))
    return end, Reference(
        raw="",
        authors=_names_in(parts["authors"]),
        title=parts["title"].strip(" .．。"),
        journal=None if is_book or source is None else source.strip(),
        year=int(year) if year else None,
        volume=parts.get("volume"),
        issue=next(filter(None, issues), None),
        pages=_DASHES.sub("-", pages) if pages else None,
        publisher=parts.get("publisher") or (source if is_book else None),
        place=parts.get("place"),
    )


def _names_in(text: str) -> tuple[str, ...]:
    names = _BETWEEN_NAMES.split(_NO_NAMES.sub("", text.strip()))
    return tuple(name.strip() for name in names if name.strip())
