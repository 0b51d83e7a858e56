"""Words and signs of citations that several modules look for, as patterns."""

from __future__ import annotations

import re

YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    r"Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?|Spring|Summer|Autumn|Fall|Winter)"
)
DASH = r"[-‐‑‒–—−]"
DASHES = re.compile(rf"\s?{DASH}+\s?")
# What follows the family name or the initials of a person: "Jr", "III".
SUFFIX = r"Jr|Sr|I{2,3}|IV|2nd|3rd"
SUFFIX_AT_END = re.compile(rf",?\s(?P<suffix>{SUFFIX})\b\.?\Z")
ET_AL = re.compile(
    r"[,;]?\s?(?:\band\s|&\s?)?\b(?:et\.?\sal\b|and\s(?:others|colleagues)\b|others\Z)"
)
EDITORS_AT_END = re.compile(
    r"[\s,.(\[]{1,4}\b(?:eds?|editors?|hrsg)\b[\s)\].]{0,4}\Z", re.IGNORECASE
)
# The nouns that name a kind of body, as they end the name of a group of authors.
GROUPS = (
    r"Group|Collaborat(?:ors?|ions?|ive)|Investigators|Committee|Organi[sz]ation|Society|"
    r"Association|Institut\w*|Network|Consortium|Panel|Task\sForce|Foundation|Cent(?:re|er)s?|"
    r"College|Academy|Council|Agency|Ministry|Department"
)
# Words of bodies, none of which is part of a person's name.
BODY = re.compile(
    rf"\b(?:{GROUPS}|University|Office|Board|Services?|Company|Inc|Ltd|GmbH|Team|Union|Bureau|"
    r"Commission|Federation|Trust|Program(?:me)?|Project|Study|Staff|Clinic|Hospital|Nations|"
    r"Initiative|Administration|Authority|Alliance|Bank|Corp(?:oration)?|LLC|Talks|Media|News|"
    r"Channel|Health|of|for|the)\b",
    re.IGNORECASE,
)
# Nouns of bodies in several languages, which no person has in a name.
BODY_NOUN = re.compile(
    rf"\b(?:{GROUPS}|Universit\w+|Ministr\w+|Commission|Federation|Nations|Alliance|Union|Bureau|"
    r"Administration|Authority|Hospital|Initiative|"
    r"\w{0,20}(?:[ÄäA]rzte|apotheker|therapeuten|handels|arbeiter|pflege)kammer|\w*(?:[Gg]esellschaft(?:en)?|[Vv]ereinigung|[Vv]erband|[Mm]inisterium|"
    r"[Gg]emeinschaft|[Aa]usschuss|[Kk]ommission|[Bb]ehörde)|Bundesamt|Arbeitskreis|"
    r"Soci[eé]t[eé]|Minist[eè]re|Autorité|Agence|Fédération|Collège|Académie|Conseil|Comité|"
    r"Sociedad(?:e)?|Minist[eé]rio|Asociación|Associação|Federación|Colegio|Consejo|Consejería|"
    r"Organi[sz]ación|Agencia|Fundación|Comisión|Societ[àa]|Ministero|Associazione|Federazione|"
    r"Vereniging|Ministerie|Genootschap|Stichting)\b"
)
# The short form of a body after its name: "(WHO)", "(BÄK)".
SHORT_FORM = re.compile(r"\s\((?=[^()a-z]{0,9}[^\W\d_a-z])(?:[^\W\d_a-z][\w&-]{1,14})\)?\Z")
EDITION_WORD = re.compile(
    r"[\s,(]{0,3}\b(?:ed(?:n|ition|s)?|éd(?:ition)?|aufl(?:age)?|edición|edizione|edição|editie|druk|"
    r"izd(?:anje)?|wyd(?:anie)?|vyd(?:ání)?|utg(?:åva|ave)?)\b[\s.)]{0,3}",
    re.IGNORECASE,
)
THESIS = re.compile(
    r"\b(?:th[eéè]s[ei]s|thèse|t[eé]s[ei]s?|dissertation|dissertação|diss|Ph\.?\s?D|M\.?Sc|habilitation|"
    r"doctoral|diplomarbeit)\b",
    re.IGNORECASE,
)
# The words before the day on which a page was visited, in English.
VISITED = "accessed|retrieved|cited|viewed|visited"
# Signs around a citation that are none of its own.
AROUND = " \t\n\r\u00a0|·•❐↗⎋,;"
