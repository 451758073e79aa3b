"""Words and addresses in our scripts, filled in at build for each language. Pure.

``_("Cerca de %(place)s.", name)``  a text; the arguments stand for its placeholders, in the order of the Spanish text.
                                    What is built has no call: ``"Cerca de "+name+"."``, in template quotes likewise.
``${_(`Cerca`)}``                   a text in a template literal.
``_each("enero febrero")``          words of one text that is split; each is a text of its own.
``@/cerca/``, ``"pack@"``           an address or a store's name within the language: ``/cerca/``, ``/quy/cerca/``.
"""

import json
import re

from portal.language.language import SPANISH, Language

_MARK = re.compile(r"(?<![\w$.])_(?P<each>each)?\((?P<text>\"(?:[^\"\\]|\\.)*\"|`[^`]*`)")
_PIECE = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|`[^`]*`|[(\[{]|[)\]}]|,")
_PLACEHOLDER = re.compile(r"%\((\w+)\)s")
_WITHIN = re.compile(r"@(?=(\\?)/|\")")
# A word stays one though its translation has a space.
_GLUE = "\N{NO-BREAK SPACE}"


def texts(script: str) -> list[str]:
    """Return the Spanish texts that a script marks, in their order. ValueError where a mark is not of a known form."""
    found: list[str] = []
    _filled(script, SPANISH, found)
    return found


def written(script: str, language: Language) -> str:
    """Return a script with its texts and addresses in a language; ValueError as for `texts`."""
    return _filled(_WITHIN.sub(lambda mark: language.root.replace("/", f"{mark[1] or ''}/"), script), language, [])


def _filled(script: str, language: Language, found: list[str]) -> str:
    parts, start = [], 0
    while mark := _MARK.search(script, start):
        spanish = _unquoted(mark["text"])
        arguments, end = _arguments(script, mark.end())
        inner = [_filled(argument, language, found) for argument in arguments]
        before, expression = script[start : mark.start()], _expression(mark, spanish, inner, language)
        if before.endswith("${") and script[end] == "}" and not arguments:
            # Alone in a hole of a template literal: the text stands in it without the hole.
            before, expression, end = before[:-2], expression[1:-1], end + 1
        parts += [before, expression]
        found += spanish.split(" ") if mark["each"] else [spanish]
        start = end
    return "".join([*parts, script[start:]])


def _expression(mark: re.Match[str], spanish: str, arguments: list[str], language: Language) -> str:
    if mark["each"]:
        return _quoted(" ".join(language.gettext(word).replace(" ", _GLUE) for word in spanish.split(" ")))
    names = _PLACEHOLDER.findall(spanish)
    if len(names) != len(arguments):
        raise ValueError(f"{mark[0]}: {len(names)} placeholders, {len(arguments)} arguments")
    values = dict(zip(names, arguments, strict=True))
    pieces = _PLACEHOLDER.split(language.gettext(spanish))
    fixed, names = pieces[::2], pieces[1::2]
    if mark["text"].startswith("`"):
        holes = [f"${{{values[name]}}}" for name in names]
        text = [re.sub(r"[`\\$]", r"\\\g<0>", piece) for piece in fixed]
        return "`" + text[0] + "".join(hole + piece for hole, piece in zip(holes, text[1:], strict=True)) + "`"
    words = [_quoted(fixed[0])]
    for name, piece in zip(names, fixed[1:], strict=True):
        words += [values[name], _quoted(piece)]
    # An empty text is needed where values come first: they would be added up, and be no text.
    kept = [word for place, word in enumerate(words) if word != '""' or (place == 0 and words[2:3] == ['""'])]
    return "+".join(kept)


def _arguments(script: str, start: int) -> tuple[list[str], int]:
    """Return the arguments after a mark's text and where its call ends."""
    arguments, depth, begun = [], 0, start
    for piece in _PIECE.finditer(script, start):
        sign = piece[0]
        if depth == 0 and sign in ",)":
            arguments.append(script[begun : piece.start()].strip())
            begun = piece.end()
            if sign == ")":
                return arguments[1:], begun
        depth += (sign in "([{") - (sign in ")]}")
    raise ValueError(f"{script[start - 40 : start]}: the call does not end")


def _unquoted(literal: str) -> str:
    return literal[1:-1] if literal.startswith("`") else str(json.loads(literal))


def _quoted(text: str) -> str:
    # A closing tag in a text would end the script that stands in a page.
    return json.dumps(text, ensure_ascii=False).replace("</", "<\\/")
