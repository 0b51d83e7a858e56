"""A heading in; whether a site puts it below its articles, in the languages of the web, out.

Only whole headings count. Words that an article may have above a list of its own, such as "Further
reading" or "More on sleep", are left out of other languages than English.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_AFTER_ARTICLE = re.compile(
    r"(?:subscribe|sign up|join)(?: (?:to|for|our|my|the) .{1,40})?|share this.{0,20}|"
    r"leave a (?:reply|comment)|(?:\d+ )?comments?(?: \(\d+\))?|newsletter|"
    r"(?:\d+|one|no) (?:responses?|thoughts?|comments?|repl(?:y|ies)) (?:to|on) [“\"«„‘'].{1,200}|"
    r"discussion about this post|join the (?:conversation|discussion)|"
    # German
    r"(?:\d+ )?kommentare(?: \(\d+\))?|schreibe? (?:einen|deinen|ihren) kommentar|"
    r"kommentar (?:schreiben|verfassen|hinterlassen|abgeben)|"
    r"(?:diesen )?(?:artikel|beitrag) teilen|"
    # French
    r"(?:laisser|écrire) un commentaire|(?:\d+ )?commentaires(?: \(\d+\))?|"
    r"partager (?:cet |l[’'])article.{0,20}|"
    # Spanish, Portuguese, Italian
    r"dej(?:a|ar) (?:un comentario|una respuesta)|(?:\d+ )?comentarios(?: \(\d+\))?|"
    r"compart(?:e|ir) (?:este|el) artículo|"
    r"deixe (?:um comentário|uma resposta|seu comentário)|(?:\d+ )?comentários|"
    r"lascia un commento|(?:\d+ )?commenti|condividi (?:questo|l[’'])\s?articolo|"
    # Dutch, Polish, Czech, Swedish, Danish, Norwegian, Russian
    r"(?:\d+ )?reacties|(?:geef|laat) een reactie(?: achter)?|"
    r"dodaj komentarz|komentarze|(?:\d+ )?komentáře|"
    r"(?:\d+ )?kommentarer|lämna (?:ett svar|en kommentar)|"
    r"комментарии|(?:добавить|оставить) комментарий|"
    # Japanese, Korean, Chinese
    r"コメント(?:一覧|を(?:残す|書く))?|댓글(?: \d+)?|"
    r"(?:发表|發表)?(?:评论|評論)|发表回复",
)
_RELATED = re.compile(
    r"was (?:this|the) (?:\w{4,12} )?(?:helpful|useful)(?: to you)?\s?\?|"
    r"did you find th(?:is|e) (?:\w{4,12} )?(?:helpful|useful)\s?\?|follow us(?: on .{1,30})?|"
    r"rate this (?:article|post|page)|"
    r"(?:related|similar) (?:reading|articles?|posts?|stories|links?|pages?|content)|cited by|"
    r"you (?:may|might) (?:also )?(?:like|enjoy|be interested in)|read (?:next|more)|"
    r"(?:what to )?read (?:this |these )?next|keep reading|up next|more stories|"
    r"editors?[’']s? picks?|more (?:from|on|in) .{1,40}|"
    r"recommended (?:for you|articles|stories|posts)|(?:latest|popular) (?:posts|articles|stories)|"
    r"most (?:read|popular|viewed)(?: in .{1,40})?|"
    # German
    r"das könnte (?:dich|euch|sie|ihnen) (?:auch|noch) (?:interessieren|gefallen)|auch interessant|"
    r"(?:lesen sie|lies|lest) (?:auch|mehr|weiter)|meistgelesen(?:e artikel)?|"
    r"(?:weitere|ähnliche|verwandte|passende|neueste|empfohlene) (?:artikel|beiträge|meldungen)|"
    # French
    r"(?:à |a )?lire (?:aussi|également|ensuite)|sur le même (?:sujet|thème)|les plus lus|"
    r"articles? (?:similaires?|liés?|connexes?|associés?|recommandés?)|"
    r"(?:cela|ceci|ces articles) (?:pourrait|pourraient|peut) (?:aussi )?vous intéresser|"
    r"vous aimerez (?:aussi|également)|"
    # Spanish, Portuguese, Italian
    r"(?:artículos|noticias|entradas|contenidos?|artigos|notícias|posts?|matérias|conteúdos?) "
    r"relacionad[oa]s?|(?:también )?te (?:puede|podría) (?:también )?(?:interesar|gustar)|"
    r"le[ea]r? también|lo más (?:leído|visto)|(?:leia|veja) (?:também|mais)|(?:as )?mais lidas|"
    r"você também pode gostar|articoli (?:correlati|simili)|leggi anche|i più letti|"
    r"(?:ti )?potrebbe(?:ro)? (?:anche )?interessar(?:e|ti)(?: anche)?|"
    # Dutch, Polish, Czech, Swedish, Danish, Norwegian, Russian
    r"gerelateerde (?:artikelen|berichten)|lees (?:ook|verder|meer)|meest gelezen|"
    r"(?:czytaj|zobacz|przeczytaj) (?:też|także|również|więcej)|"
    r"(?:powiązane|podobne) (?:artykuły|wpisy)|najczęściej czytane|"
    r"čtěte (?:také|více|dále)|související články|mohlo by vás zajímat|nejčtenější|"
    r"další (?:zprávy|články)|"
    r"relatera(?:de artiklar|t innehåll)|läs (?:också|även|mer|vidare)|mest läst|"
    r"relaterede artikler|læs (?:også|mere)|relaterte (?:artikler|saker|innlegg)|les (?:også|mer)|"
    r"читайте (?:также|ещё|еще)(?: по теме)?|похожие (?:статьи|записи|материалы)|"
    r"(?:материалы|статьи) по теме|"
    # Japanese, Korean, Chinese
    r"関連記事(?:一覧)?|あわせて読みたい(?:記事)?|(?:おすすめ|人気|最新)の?記事|"
    r"관련\s?(?:기사|글|뉴스)|(?:추천|인기)\s?(?:기사|글)|많이 본 (?:뉴스|기사)|"
    r"(?:相关|相關)(?:文章|新闻|新聞|推荐|推薦|报道|報導)|猜你喜欢|(?:热门|熱門|最新)文章",
)
_ABOUT_AUTHORS = re.compile(
    r"about (?:the )?(?:authors?|writers?)|(?:about the )?authors?[’']?s? bio(?:graph(?:y|ies)|s)?|"
    r"über (?:den autor|die autor(?:in|en|innen))|à propos (?:de l[’']auteure?|des auteurs)|"
    r"(?:acerca|sobre) (?:del|el|de la|la|los|o|a|os) autor(?:a|es)?|over de auteurs?|"
    r"o autor(?:ze|ce|ach)|om författar(?:en|na)|om forfatter(?:en|ne)|об авторе"
)
# Letters of a sentence about an author; a place of work is shorter.
_SENTENCE = 60


def _plain(heading: str) -> str:
    # the patterns are in lower case: they are faster so than if they ignored case
    return heading.lower().rstrip(" :：…")


def is_after_article(heading: str) -> bool:
    """Return whether a heading is of what a site puts below its articles, such as comments."""
    return _AFTER_ARTICLE.fullmatch(_plain(heading)) is not None


def is_of_related(heading: str) -> bool:
    """Return whether a heading is of lists of other articles. An article may have one, too."""
    return _RELATED.fullmatch(_plain(heading)) is not None


def heads_authors(heading: str) -> bool:
    """Return whether a heading is of a section about the authors."""
    return _ABOUT_AUTHORS.fullmatch(_plain(heading)) is not None


def is_about_authors(heading: str, texts: Iterable[str]) -> bool:
    """Return whether a section has sentences about the authors, and not only where they work.

    Args:
        texts: that of the section, and of those below it.
    """
    return heads_authors(heading) and any(
        len(line) >= _SENTENCE for text in texts for line in text.split("\n")
    )
