"""How easy a Spanish text is to read, by a published formula, and which texts of a page are prose.

Perspicuity: F. Szigriszt Pazos, Sistemas predictivos de legibilidad del mensaje escrito: fórmula de perspicuidad,
thesis, Universidad Complutense de Madrid, 1993. The INFLESZ scale of what it means: I. M. Barrio-Cantalejo and others,
Validación de la Escala INFLESZ para evaluar la legibilidad de los textos dirigidos a pacientes, Anales del Sistema
Sanitario de Navarra 31(2), 2008, 135-152: below 40 very difficult, to 55 somewhat difficult, to 65 normal, to 80 fairly
easy, above that very easy.
"""

import re
from functools import cache
from html.parser import HTMLParser

from silabeador import Syllabification

FAIRLY_EASY = 65
"""From here on INFLESZ calls a text fairly easy: most adults read it without effort."""

_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+")
_VOID = frozenset(["br", "hr", "img", "input", "link", "meta", "wbr"])
# Not our sentences: navigation, figures, names of sources, code.
_OTHER = frozenset(["nav", "table", "footer", "button", "script", "style", "svg", "title"])
_BLOCKS = frozenset(["p", "li", "dd"])
# A list of requirements is read like prose, although its points have no full stop.
_LISTS = frozenset(["checks", "steps"])


def perspicuity(sentences: list[str]) -> float:
    """Return Szigriszt Pazos' perspicuity, 0 (hardest) to some 120. Raises ZeroDivisionError where there is no word.

    Names and numbers are left out: a word with a capital within a sentence is a name.
    """
    counted = [words for words in map(_words, sentences) if words]
    words = [word for sentence in counted for word in sentence]
    return 206.835 - 62.3 * sum(map(syllables, words)) / len(words) - len(words) / len(counted)


@cache
def syllables(word: str) -> int:
    """Return how many syllables a word has by the rules of spelling, without the exceptions of verse."""
    return len(Syllabification(word, exceptions=0).syllables)


def word_count(sentences: list[str]) -> int:
    """Return how many words the formula counts."""
    return sum(len(_words(sentence)) for sentence in sentences)


def _words(sentence: str) -> list[str]:
    words = _WORD.findall(sentence)
    lower = [word for word in words[1:] if word.islower()]
    # Without its names an address is only "de, y, la": not a sentence. Few real sentences are lost this way.
    return [*words[:1], *lower] if sum(len(word) > 3 for word in lower) else []


def prose(html: str) -> list[str]:
    """Return the sentences in a page's main part: paragraphs, list items and definitions that end like sentences."""
    reader = _Reader()
    reader.feed(html)
    blocks = [(listed, " ".join(text.split())) for listed, text in reader.blocks]
    whole = [text for listed, text in blocks if (listed and text) or text.endswith((".", "?", "!", ":"))]
    return [sentence for text in whole for sentence in _SENTENCE_END.split(text)]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[tuple[bool, str]] = []
        self._open: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID:
            self._open.append((tag, dict(attrs).get("class") or ""))
        if tag in _BLOCKS:
            self._begin()

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            self._open.pop()
        if tag in _BLOCKS:
            self._begin()

    def handle_data(self, data: str) -> None:
        tags = {tag for tag, _ in self._open}
        if tags & _BLOCKS and not tags & _OTHER and "sources" not in {name for _, name in self._open}:
            listed, text = self.blocks[-1]
            self.blocks[-1] = (listed, text + data)

    def _begin(self) -> None:
        self.blocks.append((any(name in _LISTS for _, name in self._open), ""))
