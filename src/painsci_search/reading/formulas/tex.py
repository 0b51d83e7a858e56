r"""TeX of formulas in, readable text out; None where it has a command that is not known here.

Only what formulas in articles are made of is read: scripts, fractions, roots, accents, Greek
letters, operators, text. The names of commands are those of LaTeX and amsmath.
"""

from __future__ import annotations

import re

from painsci_search.reading.formulas.scripts import lowered, raised

_TOKEN = re.compile(r"\\[A-Za-z]++\*?|\\.|[{}^_&~']|\s++|[^\\{}^_&~'\s]", re.DOTALL)
# Characters; a longer source is a page of its own, and is not read.
_LONGEST = 4000
_DEEPEST = 40

_GREEK = (
    "alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota "
    "ι kappa κ lambda λ mu μ nu ν xi ξ pi π rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ "
    "phi φ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ "
    "Upsilon Υ Phi Φ Psi Ψ Omega Ω"
)
_OPERATORS = (
    "le ≤ leq ≤ leqslant ≤ ge ≥ geq ≥ geqslant ≥ ne ≠ neq ≠ approx ≈ sim ∼ simeq ≃ cong ≅ equiv "
    "≡ propto ∝ ll ≪ gg ≫ pm ± mp ∓ times × div ÷ cdot · ast ∗ star ⋆ circ ∘ bullet • oplus ⊕ "
    "otimes ⊗ in ∈ notin ∉ ni ∋ subset ⊂ subseteq ⊆ supset ⊃ cup ∪ cap ∩ emptyset ∅ varnothing "
    "∅ forall ∀ exists ∃ neg ¬ land ∧ wedge ∧ lor ∨ vee ∨ to → rightarrow → longrightarrow → "
    "leftarrow ← leftrightarrow ↔ Rightarrow ⇒ Leftarrow ⇐ Leftrightarrow ⇔ mapsto ↦ uparrow ↑ "
    "downarrow ↓ rightleftharpoons ⇌ mid | vert | parallel ∥ perp ⊥ angle ∠ partial ∂ nabla ∇ "
    "infty ∞ sum ∑ prod ∏ int ∫ iint ∬ oint ∮ ldots … dots … cdots ⋯ vdots ⋮ prime ′ degree ° "
    "hbar ℏ ell ℓ Re ℜ Im ℑ langle ⟨ rangle ⟩ lceil ⌈ rceil ⌉ lfloor ⌊ rfloor ⌋ lbrace { rbrace "
    "} lbrack [ rbrack ] lVert ‖ rVert ‖ Vert ‖ lvert | rvert | colon : setminus ∖ dagger † "
    "ddagger ‡ checkmark ✓ lt < gt > And & S § copyright © pounds £ euro €"
)
_FUNCTIONS = frozenset(
    "arccos arcsin arctan argmax argmin cos cosh cot coth csc deg det dim exp gcd inf ker lg lim "
    "ln log max min Pr sec sin sinh sup tan tanh".split()
)
_FRACTIONS = frozenset({"frac", "dfrac", "tfrac", "cfrac"})
_BINOMIALS = frozenset({"binom", "dbinom", "tbinom"})
_pairs = (_GREEK + " " + _OPERATORS).split()
_SYMBOLS = dict(zip(_pairs[::2], _pairs[1::2], strict=True))
# Operators that are set off by spaces.
SPACED = frozenset("=<>≤≥≠≈∼≃≅≡∝≪≫±∓×÷+→←↔⇒⇐⇔↦⇌∈∉⊂⊆⊃∪∩∧∨")
# Commands whose argument is shown as it is.
_TRANSPARENT = frozenset(
    "mathrm mathbf mathit mathsf mathtt mathcal mathbb mathfrak mathscr boldsymbol bm "
    "operatorname text textrm textbf textit textsf texttt textnormal mbox hbox emph underline "
    "overbrace underbrace mathop mathrel mathbin mathord mathstrut smash displaystyle boxed "
    "ensuremath".split()
)
_TEXTS = frozenset("text textrm textbf textit textsf texttt textnormal mbox hbox emph".split())
_ACCENTS = {
    "bar": "\u0304",
    "overline": "\u0304",
    "hat": "\u0302",
    "widehat": "\u0302",
    "tilde": "\u0303",
    "widetilde": "\u0303",
    "dot": "\u0307",
    "ddot": "\u0308",
    "vec": "\u20d7",
}
_IGNORED = frozenset(
    "displaystyle textstyle scriptstyle scriptscriptstyle left right big Big bigg Bigg bigl "
    "bigr Bigl Bigr biggl biggr limits nolimits nonumber notag mathstrut strut rm bf it sf tt "
    "cal relax normalsize small large middle hfill".split()
)
_BLANKS = frozenset("quad qquad enspace thinspace medspace thickspace space hspace hskip".split())
_ESCAPED = {"\\{": "{", "\\}": "}", "\\%": "%", "\\$": "$", "\\&": "&", "\\#": "#", "\\_": "_"}
_ESCAPED |= {"\\|": "‖", "\\\\": "; ", "\\,": " ", "\\;": " ", "\\:": " ", "\\ ": " ", "\\!": ""}
_ESCAPED |= {"\\(": "", "\\)": "", "\\[": "", "\\]": "", "\\>": " ", "\\-": "", "\\/": ""}


def read_tex(source: str) -> str | None:
    r"""Return a formula as readable text, or None where it cannot be read.

    >>> read_tex(r"I^2 = 78\%"), read_tex(r"\frac{a+b}{2}"), read_tex(r"\unheardof{x}")
    ('I² = 78%', '(a + b)/2', None)
    """
    if len(source) > _LONGEST:
        return None
    source = source.strip()
    for opening, closing in (("$$", "$$"), ("$", "$"), ("\\[", "\\]"), ("\\(", "\\)")):
        if source.startswith(opening) and source.endswith(closing):
            source = source[len(opening) : -len(closing)]
            break
    reader = _Reader(_TOKEN.findall(source))
    try:
        text = reader.read_group(0)
    except _UnknownError:
        return None
    return " ".join(text.split()) or None


class _UnknownError(Exception):
    """A command that is not known here, or too deep a nesting."""


class _Reader:
    """Reads tokens from left to right; each method returns the text of what it read."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._next = 0

    def read_group(self, depth: int) -> str:
        """Read up to the brace that closes the group, or to the end."""
        if depth > _DEEPEST:
            raise _UnknownError
        pieces: list[str] = []
        while self._next < len(self._tokens):
            unit = self._tokens[self._next]
            self._next += 1
            if unit == "}":
                break
            if unit in "^_":
                self._attach(pieces, unit, depth)
            else:
                pieces.append(self._read(unit, depth))
        return "".join(pieces)

    def _attach(self, pieces: list[str], sign: str, depth: int) -> None:
        """Add a script to what precedes it."""
        while pieces and pieces[-1] == " ":
            pieces.pop()
        script = self._argument(depth).strip()
        if script in ("∘", "°"):
            pieces.append("°")
        elif script == "′":
            pieces.append("′")
        else:
            pieces.append(raised(script) if sign == "^" else lowered(script))

    def _read(self, unit: str, depth: int) -> str:
        if unit == "{":
            return self.read_group(depth + 1)
        if unit[0] == "\\":
            return self._command(unit, depth)
        if unit == "'":
            return "′"
        if unit in ("&", "~") or unit.isspace():
            return " "
        return f" {unit} " if unit in SPACED else unit

    def _command(self, unit: str, depth: int) -> str:
        if unit in _ESCAPED:
            return _ESCAPED[unit]
        name = unit[1:].rstrip("*")
        symbol = _SYMBOLS.get(name)
        if symbol is not None:
            return f" {symbol} " if symbol in SPACED else symbol
        if name in _FUNCTIONS:
            return f" {name} "
        if name in _IGNORED:
            return ""
        if name in _BLANKS:
            return " "
        return self._with_arguments(name, depth)

    def _with_arguments(self, name: str, depth: int) -> str:
        if name in _FRACTIONS:
            return f"{grouped(self._argument(depth))}/{grouped(self._argument(depth))}"
        if name in _BINOMIALS:
            return f"C({self._argument(depth)}, {self._argument(depth)})"
        if name == "sqrt":
            index = raised(self._optional(depth))
            return f"{index}√{grouped(self._argument(depth))}"
        if name in _ACCENTS:
            return accented(self._argument(depth), _ACCENTS[name])
        if name in _TRANSPARENT:
            return self._text() if name in _TEXTS else self._argument(depth)
        if name in ("begin", "end"):
            self._argument(depth)
            return " "
        if name == "not":
            return accented(self._argument(depth).strip(), "\u0338")
        raise _UnknownError

    def _argument(self, depth: int) -> str:
        """Read the next token or group."""
        while self._next < len(self._tokens) and self._tokens[self._next].isspace():
            self._next += 1
        if self._next >= len(self._tokens) or depth >= _DEEPEST:
            raise _UnknownError
        unit = self._tokens[self._next]
        self._next += 1
        return self._read(unit, depth + 1).strip()

    def _optional(self, depth: int) -> str:
        """Read an argument in square brackets, if there is one."""
        if self._next < len(self._tokens) and self._tokens[self._next] == "[":
            try:
                end = self._tokens.index("]", self._next)
            except ValueError:
                raise _UnknownError from None
            inner = _Reader(self._tokens[self._next + 1 : end])
            self._next = end + 1
            return inner.read_group(depth + 1)
        return ""

    def _text(self) -> str:
        """Read a group of words with their spaces."""
        if self._next < len(self._tokens) and self._tokens[self._next] == "{":
            self._next += 1
            return self.read_group(1)
        return self._argument(1)


def grouped(text: str) -> str:
    """Return an operand, in brackets unless it is one word or number."""
    text = text.strip()
    return text if text.replace(".", "").isalnum() or not text else f"({text})"


def accented(text: str, accent: str) -> str:
    """Return a letter with a combining accent; a longer text is returned unchanged."""
    return f"{text}{accent}" if len(text) == 1 else text
