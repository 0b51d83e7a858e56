"""The corpus as a folder of web pages, of the markup in which such articles are published."""

from __future__ import annotations

from html import escape
from pathlib import Path

from corpus import PAGE, make_article
from painsci_search import Article, Section

_NAVIGATION = "".join(f'<li><a href="/topic-{n}">Topic {n}</a></li>' for n in range(1, 31))


def write_pages(folder: Path, count: int) -> None:
    """Write so many pages into a folder, which is made."""
    folder.mkdir(parents=True)
    for number in range(count):
        page = render_page(make_article(number, PAGE))
        (folder / f"article-{number:03}.html").write_text(page, encoding="utf-8")


def change_page(folder: Path, number: int) -> None:
    """Put one more sentence into a page."""
    path = sorted(folder.iterdir())[number]
    page = path.read_text(encoding="utf-8")
    path.write_text(page.replace("</p>", " One more sentence is here now.</p>", 1), "utf-8")


def render_page(article: Article) -> str:
    """Write an article as HTML: note markers and notes link to one another."""
    sections = "\n".join(_section(section) for section in article.sections)
    notes = "\n".join(
        f'<li id="{note.anchor}">{escape(note.text)} '
        f'<a href="#ref-{note.anchor}" title="back to the text">\u21a9</a></li>'
        for note in article.notes
    )
    title, author = escape(article.title), escape(article.authors[0])
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title}</title>
<meta name="author" content="{author}">
<link rel="stylesheet" href="/style.css">
</head>
<body>
<nav><ul>{_NAVIGATION}</ul></nav>
<main>
<article>
<h1>{title}</h1>
<p class="byline">by {author}, <time datetime="{article.published}">{article.published}</time></p>
{sections}
<h2 id="notes">Notes</h2>
<ol class="notes">
{notes}
</ol>
</article>
</main>
<footer><p>All rights reserved.</p></footer>
</body>
</html>
"""


def _section(section: Section) -> str:
    marked, begin = "", 0
    for ref in section.note_refs:
        marked += escape(section.text[begin : ref.offset])
        marked += (
            f'<sup class="note"><a href="#{ref.anchor}" id="ref-{ref.anchor}">{ref.label}</a></sup>'
        )
        begin = ref.offset
    marked += escape(section.text[begin:])
    paragraphs = "\n".join(f"<p>{part}</p>" for part in marked.split("\n\n"))
    tag = f"h{section.level}"
    return f'<{tag} id="{section.anchor}">{escape(section.heading)}</{tag}>\n{paragraphs}'
