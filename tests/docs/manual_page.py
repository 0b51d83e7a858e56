"""The page of the commands, docs/commands.md, made from their help.

python tests/docs/manual_page.py    writes it anew
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
PAGE = REPOSITORY / "docs" / "commands.md"
TOOL = Path(sys.executable).with_name("painsci-search")
HEAD = """# Commands

Generated from the `--help` of each command. Options may come before or after the words.
"""


def help_of(*command: str) -> str:
    """What a command says of itself, at 80 columns."""
    kept = {name: value for name, value in os.environ.items() if "PAINSCI" not in name}
    done = subprocess.run(
        [TOOL, *command, "--help"],
        env={**kept, "COLUMNS": "80", "PYTHONUTF8": "1"},
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    return done.stdout


def commands() -> list[str]:
    """The names of all commands, in the order of the help."""
    listed = help_of().partition("Commands:\n")[2].partition("\n\n")[0]
    return re.findall(r"^  ([a-z][a-z-]*) ", listed, re.MULTILINE)


def page() -> str:
    """The page as it has to be."""
    parts = [HEAD, _part("painsci-search")]
    parts += [_part(f"painsci-search {name}", name) for name in commands()]
    return "\n".join(parts)


def _part(title: str, *command: str) -> str:
    return f"## {title}\n\n```text\n{help_of(*command).rstrip()}\n```\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
