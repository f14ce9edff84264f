"""Writes the table of countries that comes with the package.

Usage: ``python tools/generate_countries.py [--check]``. Names are Babel's (the Unicode CLDR), demonyms
and capitals countryinfo's; ``countries.toml`` beside this file overrides both. Both packages
are needed here only: what runs reads the table. With ``--check`` nothing is written, and the exit code says
whether the table is what this gives.
"""

from __future__ import annotations

import json
import sys
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babel import Locale

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

TABLE = Path(__file__).parent.parent / "index" / "analysis" / "countries.json"
OVERRIDES = Path(__file__).with_name("countries.toml")

KOSOVO = "XK"
"""Not in ISO 3166-1, but user-assigned there and in common use."""
FORMER_CODES = frozenset({"AN", "CS"})
"""Withdrawn from ISO 3166-1; countryinfo still lists them."""
UNPLURAL = ("ese", "sh", "ch", "ss", "ois", "s")

Forms = dict[str, list[str]]


def _packaged() -> dict[str, dict[str, Any]]:
    """Return countryinfo's records by ISO 3166-1 alpha-2 code."""
    found = {}
    for file in files("countryinfo").joinpath("data").iterdir():
        if file.name.endswith(".json"):
            record = json.loads(file.read_text(encoding="utf-8"))
            found[record["ISO"]["alpha2"]] = record
    return {code: record for code, record in sorted(found.items()) if code not in FORMER_CODES}


def _usable(names: Iterable[str]) -> list[str]:
    """Return the names a newspaper could print, spelled out, each once."""
    usable: dict[str, None] = {}
    for name in names:
        if any(mark in name for mark in ("(", ",", " - ", " SAR ", "/")):
            continue
        spelled = name.replace(" & ", " and ").replace("’", "'")
        usable[spelled] = None
        if spelled.startswith("St. "):
            usable["Saint " + spelled.removeprefix("St. ")] = None
    return list(usable)


def _demonyms(record: Mapping[str, Any]) -> list[str]:
    """Return countryinfo's demonym with its plural."""
    forms = []
    for demonym in (record.get("demonym") or "").replace("/", ",").split(","):
        if word := demonym.strip():
            forms += [word] if word.endswith(UNPLURAL) else [word, word + "s"]
    return forms


def _plural(phrase: str) -> str:
    return phrase if phrase.endswith(("s", "ese", "sh", "ch", "x", "y")) else phrase + "s"


def _countries(overrides: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str], dict[str, Forms]]:
    """Return what to show, alpha-3 codes and forms of every country, by alpha-2 code."""
    babel = Locale("en").territories
    records = _packaged()
    shown: dict[str, str] = {}
    forms: dict[str, Forms] = {"name": {}, "demonym": {}, "capital": {}}
    for code in sorted({*records, KOSOVO}):
        record = records.get(code, {})
        usable = _usable([babel[code], *([record["name"]] if record else [])])
        shown[code] = overrides["display"].get(code) or babel[code].replace(" & ", " and ")
        names = [*usable, *overrides["names"].get(code, [])]
        forms["name"][code] = list(dict.fromkeys([shown[code], *names]))
        forms["demonym"][code] = overrides["demonyms"].get(code, _demonyms(record))
        capital = _usable([record["capital"]]) if record.get("capital") else []
        forms["capital"][code] = overrides["capitals"].get(code, capital)
    alpha3 = {record["ISO"]["alpha3"]: code for code, record in records.items()}
    return shown, dict(sorted(alpha3.items())), forms


def _without(forms: dict[str, Forms], silent: frozenset[str]) -> tuple[dict[str, Forms], Forms]:
    """Part the forms that are found in text from those that only a query may use."""
    spoken = {
        kind: {code: [f for f in listed if f not in silent] for code, listed in by_code.items()}
        for kind, by_code in forms.items()
    }
    quiet = {code: [f for f in listed if f in silent] for code, listed in forms["name"].items() if set(listed) & silent}
    return {kind: {code: f for code, f in by.items() if f} for kind, by in spoken.items()}, quiet


def _reject_conflicts(forms: Mapping[str, Forms]) -> None:
    """Refuse a table in which the same words stand for two holders, or for one in two ways."""
    owners: dict[str, tuple[str, str]] = {}
    conflicts = []
    for kind, by_code in forms.items():
        for code, listed in by_code.items():
            for form in listed:
                first = owners.setdefault(form, (kind, code))
                if first != (kind, code):
                    conflicts.append(f"{form!r} is {first[0]} of {first[1]} and {kind} of {code}")
    if conflicts:
        sys.exit("\n".join(conflicts))


def table() -> str:
    """Return the table as JSON, one holder a line, so that a change is easy to read."""
    overrides = tomllib.loads(OVERRIDES.read_text(encoding="utf-8"))
    shown, alpha3, forms = _countries(overrides)
    blocs = overrides["blocs"] | overrides["former"]
    shown |= {code: bloc["display"] for code, bloc in blocs.items()}
    forms["bloc"] = {code: bloc["names"] for code, bloc in overrides["blocs"].items()}
    forms["name"] |= {code: state["names"] for code, state in overrides["former"].items()}
    forms["demonym"] |= {code: state["demonyms"] for code, state in overrides["former"].items()}
    forms["seat"] = overrides["seats"]
    forms["prefix"] = overrides["prefixes"]
    context = dict(overrides["context"])
    forms, silent = _without(forms, frozenset(context.pop("silent")))
    _reject_conflicts(forms)
    phrases = context.pop("phrases")
    context["given_names"] = context["given_names"].split()
    context["us_states"] = context["us_states"].split("|")
    whole = {
        "shown": shown,
        "alpha3": alpha3,
        "silent": silent,
        "forms": forms,
        "phrases": sorted({*phrases, *map(_plural, phrases)}),
        "context": {name: sorted(set(words)) for name, words in sorted(context.items())},
    }
    return _printed(whole)


def _printed(whole: Mapping[str, Any]) -> str:
    lines = ["{"]
    for name, value in whole.items():
        end = "" if name == list(whole)[-1] else ","
        if name == "forms":
            lines.append('"forms": {')
            kinds = [f'"{kind}": {{\n{_rows(by_code)}\n}}' for kind, by_code in value.items()]
            lines.append(",\n".join(kinds) + "\n}" + end)
        elif isinstance(value, dict):
            lines.append(f'"{name}": {{\n{_rows(value)}\n}}{end}')
        else:
            lines.append(f'"{name}": {json.dumps(value, ensure_ascii=False)}{end}')
    return "\n".join([*lines, "}", ""])


def _rows(value: Mapping[str, Any]) -> str:
    return ",\n".join(f"{json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in value.items())


def main(arguments: list[str]) -> int:
    """Write the table, or only compare it; return the exit code."""
    fresh = table()
    if arguments == ["--check"]:
        same = TABLE.is_file() and TABLE.read_text(encoding="utf-8") == fresh
        sys.stderr.write("" if same else f"{TABLE.name} is not what {Path(__file__).name} gives: run it\n")
        return 0 if same else 1
    TABLE.write_text(fresh, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
