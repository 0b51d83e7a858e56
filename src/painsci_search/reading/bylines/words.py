"""The words of bylines in the languages of the web: "by", "updated", degrees and the like.

They are hints only: where the words are of no row here, markup decides.
"""

from __future__ import annotations

import re

# The titles of doctors and teachers before a name, in lower case: those of most languages are no
# part of the name. A capital one, as in "Dr. Ann Aldo", is kept.
_TITLES = (
    r"dott(?:\.?\s?ssa|oressa|or|\.)?|dr(?:s|a|\.?ssa)?|prof(?:\.?ssa|essoressa|essore|essor|esseur)?|"
    r"doct(?:eure?|ora?)|doutora?|doktor|ing|ir|lic|mag|docent|dozent(?:in)?|hab|n|med|univ|"
    r"(?:över)?läkare|(?:over)?læge|(?:over)?lege|leg|psykolog|psicólog[oa]|fysioterapeut|"
    r"lek|mgr|mudr|physiotherapeut(?:in)?|fisioterapeuta|fisioterapista|kinésithérapeute"
)
TITLE = rf"(?:{_TITLES})(?![^\W\d_])\.?"
# Before a name, with a blank: "By Ann Author", "Posted by", "Von", "Par", "A cura di".
_BY = (
    "by von par por di door av af przez per autorstwa da de vom kirjoittanut napsal napsala írta "
    "yazan napisał napisała opracował opracowała vložil vložila přidal přidala napísal napísala "
    "scris"
).split()
_VERBS = (
    "written posted published words story text submitted created review article photos "
    "veröffentlicht geschrieben verfasst beitrag erstellt text publié écrit rédigé texte publicado "
    "escrito enviado texto pubblicato scritto cura geschreven gepubliceerd geplaatst skriven "
    "publicerad skrevet publisert opublikowane opublikowany wysłane dodane zamieszczone "
    "umieszczone napisane opracowane przygotowane"
).split()
# Before a name, with a colon: "Author:", "Text:", "作者：".
_LABELS = (
    "author authors contributor contributors text words writer autor autorin autoren verfasser "
    "verfasserin auteur auteurs auteure auteures autorka autorzy autorki autoři autorky "
    "opracowanie szerzők texte autora autores texto autore autori testo tekst författare "
    "forfatter skribent szerző yazar kirjoittaja teksti автор авторы текст автори συγγραφέας "
    "מאת بقلم الكاتب كاتب "
    "作者 撰文 文 著者 筆者 執筆者 投稿者 記者 记者 글 글쓴이 저자 기자 작성자"
).split()
# Before a name of Chinese or katakana signs alone, in Japanese: "文・見本花子", "取材・文＝見本",
# but not "文・理系の選び方".
_BY_IN_JAPANESE = (
    r"(?:(?:取材|構成|写真|編集)[・/／]文|文[・/／](?:写真|構成|編集)|文|執筆|ライター)\s?[・:：/／＝=]\s?"
    r"(?=[\u4e00-\u9fff\u30a1-\u30ff々 　]{2,12}(?:$|[（(]))(?!写真|構成|編集)"
)
# The title of a reporter after a name in Korean: "홍길동 기자".
_REPORTER = r"\s(?:(?:선임|수습|인턴|객원|전문)\s?)?기자$"
# What somebody writes for a site of others: "A guest post by Ann Aldo".
_GUEST = r"guest\s(?:post|article|column|blog|essay)|gastbeitrag|gastartikel"
LEAD = re.compile(
    rf"(?:(?:an?|ein|une?|una?|en|post)\s)?(?:(?:{'|'.join(_VERBS)}|author|{_GUEST})\s)?"
    rf"(?:{'|'.join(_BY)})(?:\s?:\s?|\s(?!(?:the|der|die|das)\s[^\W\d_]+\s)|$)|"
    rf"(?:a\s)?(?:(?:{'|'.join(_VERBS)})\s)?(?:del(?:la|lo|l['’])?|dal(?:la|lo|l['’])?|pel[oa])\s?(?={TITLE}\s)|"
    rf"(?:(?:medical|guest|lead|article|post)\s)?(?:{'|'.join(_LABELS)})\s?"
    r"(?:\([^()]{1,12}\)\s?)?[:：/]\s?|original\s(?:editors?|authors?)\s?[–—:-]\s?|(?:מאת|بقلم)\s|"
    rf"{_BY_IN_JAPANESE}|(?:글\s)?(?=[가-힣]{{2,4}}{_REPORTER})",
    re.IGNORECASE,
)
# A label of one author without a colon, as before a link.
LABEL = re.compile(
    r"(?:author|writer|autor|autorin|verfasser|auteur|autora|autore|författare|forfatter|skribent|"
    r"kirjoittaja|szerző|yazar|автор|συγγραφέας)\s",
    re.IGNORECASE,
)
# A line of nothing else announces the names in the next line.
LEAD_ALONE = re.compile(
    rf"(?:(?:{'|'.join(_VERBS)}|post|article)\s)?(?:{'|'.join(_BY[:12])}|{'|'.join(_LABELS)})\s?[:：]?",
    re.IGNORECASE,
)

_UPDATES = (
    "updated modified edited revised reviewed changed update "
    "aktualisiert geändert überarbeitet aktualisierung änderung modifié modifiée jour "
    "actualizado actualizada modificado actualización modificación aggiornato aggiornata modifica "
    "aggiornamento atualizado atualizada modificação bijgewerkt gewijzigd uppdaterad ändrad "
    "opdateret ændret oppdatert endret aktualizacja zaktualizowano modyfikacja aktualizováno "
    "upraveno päivitetty muokattu frissítve módosítva actualizat обновлено изменено оновлено "
    "güncelleme güncellendi güncellenme ενημέρωση"
).split()
UPDATE = re.compile(rf"\b(?:{'|'.join(_UPDATES)})\b|更新|修改|수정|업데이트", re.IGNORECASE)
# An update's word directly before a date, perhaps with "on" between the two.
UPDATE_BEFORE = re.compile(
    rf"(?:{UPDATE.pattern})\s{{0,3}}:?\s{{0,3}}(?:[^\W\d]{{1,4}}\s{{0,3}})?:?\s{{0,3}}$",
    re.IGNORECASE,
)
_PUBLICATION = (
    "published posted written created submitted publication date on first last originally online "
    "zuletzt letzte dernière última ultima laatst senast sidst sist ostatnia poslední последнее "
    "am den le el il em op den dnia dne veröffentlicht erschienen erstellt geschrieben datum stand "
    "vom von publié publiée créé rédigé mis à publicado publicada creado fecha pubblicato data "
    "publicado criado gepubliceerd geplaatst publicerad publiceret udgivet publisert opublikowano "
    "dodano zveřejněno publikováno vydáno julkaistu megjelent опубликовано дата yayınlanma tarihi "
    "publikacji dodania utworzenia utworzono zveřejnění publikované zverejnené közzétéve publicat "
    "опубліковано"
).split()
_PUBLISHED = (
    "published posted written created released publication veröffentlicht erschienen erstellt "
    "verfasst veröffentlichung erscheinungsdatum publié publiée paru publication publicado "
    "publicada publicación creado pubblicato pubblicata gepubliceerd geplaatst publicerad "
    "publicerades publiceret udgivet publisert opublikowano dodano data zveřejněno publikováno "
    "vydáno julkaistu megjelent közzétéve publicat опубликовано опубліковано yayınlanma "
    "yayınlandı δημοσιεύτηκε objavljeno publikovano"
).split()
PUBLISHED = re.compile(
    rf"\b(?:{'|'.join(_PUBLISHED)})\b|en ligne|公開|发布|發布|投稿|掲載|입력|등록|발행",
    re.IGNORECASE,
)
# What a journal does with an article before it publishes it. "Submitted" is said of posts, too.
_HANDLED = (
    "received|accepted|revision|eingegangen|eingereicht|angenommen|reçue?|acceptée?|recibido|"
    "aceptado|recebido|aceito|aprovado|ricevuto|accettato|ontvangen|geaccepteerd"
)
HANDLED = re.compile(rf"\b(?:{_HANDLED})\b", re.IGNORECASE)
SUBMITTED = re.compile(rf"\b(?:submitted|{_HANDLED})\b", re.IGNORECASE)
# A day that is to come when a page is published: of its next review, or until which it counts.
TO_COME = re.compile(
    r"\bnext\s(?:\w{1,10}\s)?(?:review|update|revision|check|assessment)\b|"
    r"\b(?:review|update|revision)\s(?:is\s)?due\b|\bdue\sfor\b|\bexpir\w{1,6}\b|\bvalid\suntil\b|"
    r"\bnächste\w?\s(?:\w{1,10}\s)?(?:aktualisierung|überprüfung|überarbeitung|prüfung|revision)\b|"
    r"\bgültig\sbis\b|\bprochaine\s(?:révision|mise)\b|\bprossim[ao]\s(?:revisione|aggiornamento)\b|"
    r"\bpróxima\s(?:revisión|actualización|revisão|atualização)\b|\bvolgende\s(?:herziening|update)\b",
    re.IGNORECASE,
)
# A text that its own page speaks of.
ARTICLE = re.compile(
    r"\b(?:entry|post|posting|article|story|page|beitrag|artikel|eintrag|text|seite|billet|entrada|"
    r"artículo|articolo|artigo|artykuł|wpis|článek|bericht|inlägg|indlæg|innlegg|cikk|articol|"
    r"запись|статья)\b",
    re.IGNORECASE,
)
# What may be before or after a date in a line of nothing but dates.
_DATE_WORD = (
    rf"\b(?:{'|'.join((*_PUBLICATION, *_UPDATES))}|at|um|uhr|à|às|a las|kl|o|r|г|ore)\b|"
    r"公開|公开|发布|發布|投稿|日時|日期|时间|入力|입력|등록|[ap]\.?\s?m\b|utc|gmt|\b[ecmp][ds]t\b|h\b|"
    r"\d{1,2}\s?[:h.]\s?\d\d(?::\d\d)?|[\s:,.()/@•·|–—-]"
)
DATE_WORDS = re.compile(rf"(?:{_DATE_WORD})+", re.IGNORECASE)
# A word after the names that belongs to the date.
BEFORE_DATE = re.compile(
    r"(?<![,\s])[,\s]++(?:on|am|vom|le|el|il|em|op|den|dnia|dne|at|um|w(?:\sdniu)?)$", re.IGNORECASE
)
_WEEKDAYS = (
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri "
    "sat sun montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo mi do fr sa "
    "so lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miércoles jueves viernes "
    "sábado domingo lunedì martedì mercoledì giovedì venerdì sabato domenica segunda-feira "
    "terça-feira quarta-feira quinta-feira sexta-feira segunda terça quarta quinta sexta maandag "
    "dinsdag woensdag donderdag vrijdag zaterdag zondag måndag tisdag onsdag torsdag fredag lördag "
    "söndag mandag tirsdag lørdag søndag poniedziałek wtorek środa czwartek piątek sobota "
    "niedziela pon wt śr czw sob niedz pondělí úterý středa čtvrtek pátek neděle понедельник "
    "вторник среда четверг пятница суббота воскресенье pazartesi salı çarşamba perşembe cuma "
    "cumartesi pazar"
).split()
WEEKDAY = re.compile(rf"\b(?:{'|'.join(_WEEKDAYS)})\b[.,]?", re.IGNORECASE)
ONLY_DATE_WORDS = re.compile(rf"(?>(?:{WEEKDAY.pattern}|{_DATE_WORD})*)", re.IGNORECASE)
READING_TIME = re.compile(
    r"(?:(?:reading time|lesezeit|lesedauer|temps de lecture|tiempo de lectura|tempo di lettura)"
    r"\s?:?\s?(?:ca\.?\s)?)?\b\d{1,3}\s?-?\s?(?:m|min(?:s|ut(?:e[ns]?|os?|i|er)?)?)\b\.?"
    r"(?:\s(?:read|to read|reading time|lesezeit|lesedauer|de lecture|de lectura|di lettura))?"
    r"|\b\d{2,5}\swords\b",
    re.IGNORECASE,
)
COPYRIGHT = re.compile(r"©|\(c\)|\bcopyright\b|\ball rights\b", re.IGNORECASE)

AND = re.compile(
    r"\s*[;、，]\s*|,\s*(?:(?:and|und|et|y|e|en|och|og|&)\s+)?|"
    r"\s+(?:and|und|et|y|&|och|og|ve|и|та|et\.)\s+|\s*&\s*",
    re.IGNORECASE,
)
PARTICLES = frozenset(
    "d da das de dei del della den der des di do dos du e el al la las le los lo te ten ter tot "
    "van vande von vom zu zur zum bin ibn ben bint af av y".split()
)
DEGREE = re.compile(
    r"(?:(?:Ph\.?\s?D|M\.?D|D\.?Phil|M\.?Sc?|B\.?Sc?|B\.?A|M\.?A|M\.?P\.?H|M\.?B\.?A|D\.?O|D\.?C|"
    r"D\.?P\.?T|P\.?T|R\.?N|R\.?M\.?T|D\.?D\.?S|Pharm\.?D|Psy\.?D|Dr\.?\s?P\.?H|MBBS|MBChB|"
    r"FRCP[A-Z]*|FRCS[A-Z]*|FACP|FAAN|MSW|LCSW|NP|CSCS|Esq)\b\.?\)?,?\s*)+"
)
DEGREE_AFTER_NAME = re.compile(rf"[^\W\d_]{{2}},\s*{DEGREE.pattern}(?=[,;\s]|$)")
# Before the name in the heading of a biography.
ABOUT = re.compile(r"(?:about|über|à propos de|acerca de|sobre|over|om|o)\s", re.IGNORECASE)
# A title before a name, as a line of nothing but a name starts with it.
TITLE_BEFORE_NAME = re.compile(
    r"(?:(?:Dr|Dra|Prof|Dott|PD|Priv\.-Doz)\.?(?:\s?ssa)?\s)+(?=[^\W\d_]{2})"
)
# What somebody else did than to write the text.
NOT_WRITTEN = re.compile(
    r"top\scontributors\s?[–—:-]\s|"
    r"(?:(?:medically|clinically|scientifically|fact|last|medizinisch|fachlich)[\s-])*"
    r"(?:re-?viewed|checked|approved|edited|photographed|geprüft|überprüft|übersetzt|translated|relue?|"
    r"vérifiée?|revisad[oa]|rivist[oa]|tradott[oa]|traducid[oa]|traduite?|beoordeeld|granskad|photos?|"
    r"fotos?|photographs?|pictures?|illustrations?)\s(?:by|von|par|por|da|door|av|af)(?:\s?:)?\s",
    re.IGNORECASE,
)
# A part of a byline beside names.
ROLE = re.compile(
    r"(?:[^\W\d_]+\s){0,2}(?:editor|reporter|writer|correspondent|contributor|journalist|columnist|"
    r"producer|ceo|cto|redakteur(?:in)?|journaliste|rédact(?:eur|rice)|periodista|redactora?|"
    r"giornalista|jornalista|repórter|redaktör|journalistin)(?:\s(?:in\schief|at\slarge))?",
    re.IGNORECASE,
)
_KIND_OF_POST = (
    r"(?:(?:staff|senior|junior|contributing|associate|assistant|guest|chief|managing|deputy|"
    r"executive|freelance|special|science|health|medical|news|sports|political|business|"
    r"technology)\s)"
)
_POST = r"(?:writer|reporter|editor|correspondent|contributor|journalist|columnist|producer)"
# The end of a byline after a name: "Ann Aldo Staff Writer", "Ann Aldo, Senior Editor".
ROLE_AFTER_NAME = re.compile(
    rf"(?<=[^\W\d_]{{2}}),?\s{_KIND_OF_POST}{{0,3}}{_POST}$", re.IGNORECASE
)
# The same before other words: "Ann Aldo Health editor of Necks Daily".
ROLE_INSIDE = re.compile(rf"(?<=[^\W\d_]{{2}}),?\s{_KIND_OF_POST}{{1,3}}{_POST}\b", re.IGNORECASE)
# The client after a name, but not after the name of a body: "Ann Aldo for Necks Daily".
FOR_CLIENT = re.compile(
    r"^(?!.*\b(?:institute|society|centre|center|association|foundation|college|school|academy|"
    r"council|alliance|network|organi[sz]ation|agency|department|ministry|office|bureau|campaign|"
    r"committee|federation|union|group|trust|fund|coalition|board|commission|clinic|hospital|"
    r"university|initiative|project|programme?|services?|citizens|parents|doctors)\b)"
    r"(?P<name>\S+(?:\s\S+){1,2})\s(?:for|für|pour)\s(?=[^\W\d_])",
    re.IGNORECASE,
)
REPORTER_AFTER_NAME = re.compile(rf"(?<=[가-힣]){_REPORTER}")
# Words for "nobody", which programs fill in.
NOBODY = frozenset(
    "no author,unknown,unknown author,anonymous author,none,null,undefined,n/a,na,author,authors,"
    "autor,auteur,by,posted,unbekannt,staff only,user,guest,default,admin,administrator,"
    "webmaster,root,orcid,follow,email,e-mail,no comments,leave a comment".split(",")
)
# Names of those who write for a site, after its name or alone: they are its own name.
NEWSROOM = re.compile(
    r"(?:^|(?<=\W))(?:redaktion|redaction|rédaction|redazione|redacción|redação|redactie|redakcja|"
    r"redakce|redaksjon(?:en)?|redaktionen|editorial|editorial team|editorial staff|editors|staff|"
    r"staff writers?|staff reports?|news ?room|news ?desk|news staff|web ?team|online team|team|"
    r"web ?master)$",
    re.IGNORECASE,
)
