"""The front end: results and articles in, HTML out, with the scripts and styles of the browser.

Open `pages/__init__.py` first. `static/` has the files that browsers load: `results.*`,
`article.*`, `served.*` and the scripts that these import belong to the server's pages; `page.*`,
`search.js` and the scripts that these import to the page of exported sites; `style.css`, `keys.js`
and `typing.js` to both. Nothing here knows HTTP.
"""
