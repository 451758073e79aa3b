"""From built pages to the pack's entries. Pure. What cannot be told apart stands in its page as it is."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

import markupsafe

from portal.language.language import SPANISH, Language
from portal.pack.expansion import ARGUMENT, END, FRAME, HOLE, KIND, LIST, REFER, ROW, SHORT, expanded

_PARTS = re.compile(
    r'(?s)(?P<head>.*?<title>(?P<title>.*?)</title>.*?<meta name="description" content="(?P<description>.*?)">.*?'
    r"<main [^>]*>\n)(?P<main>.*)(?P<foot></main>.*)"
)
_NEAR = re.compile(
    r'(?s)<li[^>]*><a class="row" href="(?:/[a-z]+)?/centros/([^/"]+)/"><span>[^<]*</span> '
    r"<b>(?P<distance>[^<]*?)\xa0km</b></a>.*?</li>\n"
)
_ROW = re.compile(
    r'(?s)<li[^>]*><a class="row" href="(?:/[a-z]+)?/(?P<kind>tramites|centros)/(?P<id>[^/"]+)/">.*?</li>\n'
)
_SCRIPT = re.compile(r"(?s)<script>.*?</script>")
_JUMPS = re.compile(r'(?:<li><a href="#d\d+">[^<]*</a></li>\n)+')
_SECTIONS = re.compile(r'(?s)(?:<section>\n<h2 id="d\d{6}">.*?</section>\n)+')
_DISTRICT = re.compile(
    r'(?s)<section>\n<h2 id="d(?P<province>\d{4})(?P<code>\d\d)">(?P<name>[^<]*)</h2>\n(?P<note>(?:<p>[^<]*</p>\n)?)'
    r'<ol class="rows">\n(?P<rows>.*?)</ol>\n</section>\n'
)
_KEYS = re.compile(f"[{REFER}{LIST}{SHORT}{KIND}]([^{ARGUMENT}{END}{HOLE}]+)(?=[{ARGUMENT}{END}])")
_ANSWERS = re.compile(f"[\t|{ROW}](\\w+):")
_MAP = re.compile(r'<path d="M\d+ \d+l[^"]*z"/>')
_PROVINCES = re.compile(r'(?:<li><a href="(?:/[a-z]+)?/cerca/\d{4}/">[^<]*</a></li>\n)+')
# Where a province's name and its department's stand, as their pages' sources have them.
_DESCRIBED = "Los centros MAC Express más cercanos a cada distrito de %(province)s, %(department)s."
_CALLED = (
    "MAC Express cerca de %(province)s",
    "Sin lugar fijo en %(department)s",
    "Ver todos los de %(department)s",
)
_SHARED = {
    # A district in its province's list, and with its answers: number, name, answers, note, province.
    "jump": f'<li><a href="#d{HOLE}4{HOLE}0">{HOLE}1</a></li>\n',
    "district": f'<section>\n<h2 id="d{HOLE}4{HOLE}0">{HOLE}1</h2>\n{HOLE}3<ol class="rows">\n'
    f"{SHORT}near{ARGUMENT}{HOLE}2{END}</ol>\n</section>\n",
    # A near centre: what its row is called, and the distance.
    "near": f"{REFER}n{HOLE}0{ARGUMENT}{HOLE}1{END}",
}


def entries_of(pages: Mapping[str, str], numbers: Mapping[str, int], language: Language = SPANISH) -> dict[str, str]:
    """Return the pack's entries for pages by path: one by path for each, and what several share.

    numbers: of centres by id. language: of the pages. `expanded` gives back each page to the byte; a page that it
    could not give back, since its frame is another one, is left out.
    """
    found = {path: parts for path, html in sorted(pages.items()) if (parts := _PARTS.fullmatch(html))}
    shared = _Shared(numbers, language)
    entries = {
        path: shared.province(parts["title"], parts["description"], parts["main"])
        or ARGUMENT.join([parts["title"], parts["description"], shared.packed(parts["main"])])
        for path, parts in found.items()
    }
    [(frame, _)] = Counter(map(_frame, found.values())).most_common(1)
    known = {**shared.entries, FRAME: frame}
    return known | {
        path: text for path, text in entries.items() if expanded(path, {**known, path: text}) == pages[path]
    }


def _escaped(text: str) -> str:
    return str(markupsafe.escape(text))


def needed_by(text: str) -> set[str]:
    """Return the keys of the entries that an entry refers to."""
    answers = (f"n{number}" for number in _ANSWERS.findall(text)) if ROW in text else ()
    return {*_KEYS.findall(text), *answers}


def _frame(parts: re.Match[str]) -> str:
    head = parts["head"].replace(f"<title>{parts['title']}</title>", f"<title>{HOLE}0</title>", 1)
    for hole, name in enumerate(["title", "description"]):
        head = head.replace(f'content="{parts[name]}"', f'content="{HOLE}{hole}"')
    return f"{head}{HOLE}2{parts['foot']}"


class _Shared:
    """Rows that stand on several pages, each an entry by a short key; forms of one thing are told by letters."""

    def __init__(self, numbers: Mapping[str, int], language: Language) -> None:
        self._numbers = numbers
        named = {"province": "{0}", "department": "{1}"}
        called = [language.gettext(text) for text in (_DESCRIBED, *_CALLED)]
        groups = {"province": "(?P<name>.*?)", "department": "(?P<department>[^,]*)"}
        self._place = re.compile(
            re.sub(r"%\\\((\w+)\\\)s", lambda hole: groups[hole[1]], re.escape(_escaped(called[0])))
        )
        # With the department's code and the province's own: every place of a province's page that is not as on others.
        self._contexts = [
            # As it stands in a template, and as a page's title is escaped.
            *(
                re.sub("[{}]", r"\g<0>\g<0>", text) % named
                for said in called
                for text in dict.fromkeys((said, _escaped(said)))
            ),
            "</svg>{1}</a>",
            f'"{language.root}/cerca/{{2}}/"',
            'data-province="{3}"',
        ]
        self._keys: dict[str, str] = {}
        self.entries: dict[str, str] = dict(_SHARED)

    def packed(self, main: str) -> str:
        """Return a page's main part with references for what is shared."""
        main = _SCRIPT.sub(lambda script: f"{REFER}{self._key('s', '', script[0])}{END}", main)
        main = _MAP.sub(lambda map_: f"{REFER}{self._key('m', '', map_[0])}{END}", main)
        main = _PROVINCES.sub(lambda names: f"{REFER}{self._key('q', '', names[0])}{END}", main)
        main = _NEAR.sub(lambda row: f"{REFER}{self._near(row)}{ARGUMENT}{row['distance']}{END}", main)
        return _ROW.sub(lambda row: f"{REFER}{self._key(row['kind'][0], row['id'], row[0])}{END}", main)

    def province(self, title: str, description: str, main: str) -> str | None:
        """Return a province's entry: what all provinces say, and the few words and the table that are its own.

        None for another page, and for a province whose districts this cannot tell.
        """
        place = self._place.fullmatch(description)
        sections = _SECTIONS.search(main)
        if not place or not sections:
            return None
        districts = list(_DISTRICT.finditer(sections[0]))
        if "".join(district[0] for district in districts) != sections[0]:
            return None
        code = districts[0]["province"]
        words = [place["name"], place["department"], code[:2], code]
        main = main.replace(sections[0], f"{LIST}district{ARGUMENT}{HOLE}4{ARGUMENT}{HOLE}3{END}")
        main = _JUMPS.sub(f"{LIST}jump{ARGUMENT}{HOLE}4{ARGUMENT}{HOLE}3{END}", main, count=1)
        kind = ARGUMENT.join([title, description, self.packed(main)])
        holes = [f"{HOLE}{hole}" for hole in range(len(words))]
        for context in self._contexts:
            kind = kind.replace(context.format(*words), context.format(*holes))
        return f"{KIND}{self._key('v', '', kind)}{ARGUMENT}{ARGUMENT.join([*words, self._table(districts)])}"

    def _table(self, districts: Iterable[re.Match[str]]) -> str:
        rows = [(d["code"], d["name"], self._answers(d["rows"]), d["note"]) for d in districts]
        return ROW.join("\t".join(column) for column in zip(*rows, strict=True))

    def _answers(self, rows: str) -> str:
        return "|".join(f"{self._near(row)[1:]}:{row['distance']}" for row in _NEAR.finditer(rows))

    def _near(self, row: re.Match[str]) -> str:
        text = row[0].replace(f"<b>{row['distance']}\N{NO-BREAK SPACE}km", f"<b>{HOLE}0\N{NO-BREAK SPACE}km", 1)
        return self._key("n", row[1], text)

    def _key(self, kind: str, name: str, text: str) -> str:
        """Return the key of a shared text, the same for the same text. Centres go by number: it is for ever."""
        known = self._keys.get(text)
        if known is None:
            stem = f"{kind}{self._numbers.get(name, name)}"
            known = next(key for key in (stem, *(f"{stem}{mark}" for mark in _LETTERS)) if key not in self.entries)
            self._keys[text] = known
            self.entries[known] = text
        return known


_LETTERS = [f"{first}{second}" for first in " abcdefghijklmnopqrstuvwxyz" for second in "abcdefghijklmnopqrstuvwxyz"]
_LETTERS = [letters.strip() for letters in _LETTERS]
