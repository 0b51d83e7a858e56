"""The text between the citations of a note in; the remarks on each of them out."""

from __future__ import annotations

import re

ORNAMENTS = " \t\n\r\u00a0.,;:|·•❐↗⎋–—-)]/"
_LONGEST_LEAD = 300
_LEAD_IN = re.compile(
    r"(?:^|(?<=[.!?;]\s))(?:see(?:\salso)?|also(?:\ssee)?|and|for\sexample|e\.g\.|compare|cf\.?|"
    r"as\swell\sas|another\sexample|source|from)[\s:,]*\Z",
    re.IGNORECASE,
)
# The last sentence of a remark that leads to the next work: "And, for the meta-analysis:".
_LEADS_ON = re.compile(
    r"(?:\A|(?<=[.!?;”\"’)\n]\s))(?P<lead>[^.!?;\n]+?"
    r"(?::|\b(?:see|by|from|in|also|and|the|cf\.|e\.g\.)))\Z",
    re.IGNORECASE,
)


def split_remarks(gap: str, *, is_followed: bool) -> tuple[str, str]:
    """Split the text after a citation: remarks on its work, and the lead-in of the next one."""
    remarks, lead = gap.lstrip(ORNAMENTS), ""
    if is_followed:
        remarks = _LEAD_IN.sub("", remarks.rstrip('([“" \n\u00a0•')).rstrip()
        found = _LEADS_ON.search(remarks, max(0, len(remarks) - _LONGEST_LEAD))
        if found:
            remarks, lead = remarks[: found.start()], found["lead"]
    return " ".join(remarks.split()), " ".join(lead.split())


def join_remarks(lead: str, remarks: str) -> str | None:
    """Join the text before and after a citation, with an ellipsis in its place."""
    return f"{lead} … {remarks}" if lead and remarks else lead or remarks or None
