"""A made-up article with a block and a mark of each kind."""

from painsci_search import read_article_bytes

PAGE = b"""<!DOCTYPE html><html lang="en"><head><link rel="canonical" href="https://example.org/cold">
</head><body><article><h1>Cold and Calves</h1>
<p>Cold <em>numbs</em>.<sup><a href="#n1" id="r1">1</a></sup> See <a href="/ice">ice</a> and
<a href="javascript:alert(1)">more</a> on the 4<sup>th</sup> day.</p>
<h2 id="steps">Steps</h2>
<ol><li>Wait.<ul><li>A minute<li>or two</ul><li>Begin again.<p>But slowly.</p></ol>
<h2 id="times">Times</h2><table><tr><th>Pack<th>Mean</tr><tr><td>Gel<td>12</tr></table>
<h2 id="words">Words</h2><blockquote><p>A distraction.</p></blockquote>
<dl><dt>Gel<dd>A pack.</dl><pre><code>def cold():
    return True</code></pre>
<h2>Notes</h2><ol><li id="n1">A remark. <a href="#r1">back</a></ol></article></body></html>"""

ARTICLE = read_article_bytes(PAGE, "cold.html")
