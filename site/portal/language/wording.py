"""How amounts, days, hours and distances are written in a language. Pure: values in, plain text out."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from typing import get_args
from urllib.parse import urlsplit

from macexpress.platform.spanish import MONTHS, WEEKDAYS
from portal.catalogue.records import Centre, Cost, OpeningHours, Weekday
from portal.language.language import SPANISH, Language
from portal.published.signs import Sign
from portal.territory.places import plain

_ORDER: tuple[Weekday, ...] = get_args(Weekday)
# Keeps a figure and its unit on one line.
_GLUE = "\N{NO-BREAK SPACE}"
# "4:30 p. m." is one word.
_SENTENCE_END = re.compile(r"[.;] (?!m\.)")
_MUNICIPALITY = re.compile("Municipalidad (Distrital|Provincial) (?:de(?:l| la)? )?")
KM = f"{_GLUE}km"
"""The unit of a distance."""


def soles(amount: float) -> str:
    """Return an amount: ``S/ 40.40``."""
    return f"S/{_GLUE}{amount:,.2f}"


def price(cost: Cost, language: Language = SPANISH) -> str:
    """Return what a procedure costs in a few words: ``S/ 7.20 a 35.00``; unknown is never shown as free."""
    if cost.soles is None:
        return language.gettext("Monto no publicado")
    if cost.soles_to is not None:
        return language.gettext("%(low)s a %(high)s") % {"low": soles(cost.soles), "high": f"{cost.soles_to:,.2f}"}
    return soles(cost.soles) if cost.soles else language.gettext("Gratuito")


def when(days: int | None, language: Language = SPANISH) -> str:
    """Return when the result is ready, at the latest. days: on the calendar; 0 while the person waits."""
    _ = language.gettext
    if days is None:
        return _("No publicado")
    if days == 0:
        return _("Al momento")
    return _("Hasta %(days)s días") % {"days": days} if days > 1 else _("Hasta 1 día")


def first_sentence(text: str) -> tuple[str, str]:
    """Return a record's text as its first sentence, which may end in a semicolon there, and all that follows."""
    first, _mark, rest = _SENTENCE_END.sub("\n", text, count=1).partition("\n")
    return (sentence(first) if first else "", sentence(rest[0].upper() + rest[1:]) if rest else "")


def day(value: date | str, language: Language = SPANISH) -> str:
    """Return a day, month or year: ``2026-01-22`` gives ``22 de enero de 2026``, ``2026-01`` ``enero de 2026``."""
    year, *rest = str(value).split("-")
    if not rest:
        return year
    month = months(language)[int(rest[0]) - 1]
    if len(rest) == 1:
        return language.gettext("%(month)s de %(year)s") % {"month": month, "year": year}
    return language.gettext("%(day)s de %(month)s de %(year)s") % {"day": int(rest[1]), "month": month, "year": year}


def of_day(value: date | str, language: Language = SPANISH) -> str:
    """Return a day with its preposition: ``del 22 de enero de 2026``, but ``de enero de 2026``."""
    has_day = str(value).count("-") == 2
    text = language.gettext("del %(day)s") if has_day else language.gettext("de %(month)s")
    return text % {"day" if has_day else "month": day(value, language)}


def kilometres(distance: float, language: Language = SPANISH) -> str:
    """Return a distance as a person would say it, before `KM`: one decimal under 10 km, no decimals beyond."""
    if distance < 1:
        return language.gettext("menos de 1")
    # 9.96 would read 10.0, which is no more exact than 10.
    exact = Decimal(distance)
    # A half is rounded up, as JavaScript does.
    if distance < 9.95:
        return f"{exact.quantize(Decimal('0.1'), ROUND_HALF_UP)}"
    return f"{exact.quantize(Decimal(1), ROUND_HALF_UP):,}"


def hostname(url: str) -> str:
    """Return the site's name in an address: ``https://www.reniec.gob.pe/x`` gives ``reniec.gob.pe``."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def host(centre: Centre, language: Language = SPANISH) -> str:
    """Return who hosts a centre as a sentence, with a space after it, without what the centre's name has already.

    ``Municipalidad Distrital. `` of a centre called as its district; nothing of one called as its Tambo.
    """
    name, called = centre.host.name, plain(centre.name)
    if plain(name) in called:
        return ""
    of = _MUNICIPALITY.match(name)
    if not of or plain(name[of.end() :]) not in called:
        return f"{name}. "
    _ = language.gettext
    sorts = {"Distrital": _("Municipalidad Distrital"), "Provincial": _("Municipalidad Provincial")}
    return f"{sorts[of[1]]}. "


def life(centre: Centre, signs: Mapping[str, Sign], language: Language = SPANISH) -> str:
    """Return, in a few words, how far a centre is and the newest sign that it attends, as lists show it.

    signs: by centre. No sign is no proof that it is closed.
    """
    _ = language.gettext
    match centre.stage.kind if centre.stage else "open":
        case "setting_up":
            return _("En preparación")
        case "trial":
            return _("A prueba")
        case "paused":
            return _("En pausa")
    if sign := signs.get(centre.id):
        text = _("Registró atenciones en %(month)s") if sign.registered else _("Atendió en %(month)s")
        return text % {"month": day(sign.month, language)}
    return _("No se sabe si atiende")


def weekly(hours: Sequence[OpeningHours], language: Language = SPANISH) -> list[str]:
    """Return one line per timetable: ``De lunes a viernes: de 08:00 a 16:45``."""
    text = language.gettext("%(days)s: de %(opens)s a %(closes)s")
    return [
        text % {"days": _days(line.days, language), "opens": f"{line.opens:%H:%M}", "closes": f"{line.closes:%H:%M}"}
        for line in hours
    ]


def sentence(text: str) -> str:
    """Return a text with a full stop, whether or not the record has one."""
    return text if text.endswith((".", "?", "!")) else f"{text}."


def listed(words: Sequence[str], language: Language = SPANISH) -> str:
    """Return words as a phrase: ``a, b y c``."""
    if len(words) < 2:
        return "".join(words)
    return language.gettext("%(words)s y %(last)s") % {"words": ", ".join(words[:-1]), "last": words[-1]}


def months(language: Language) -> tuple[str, ...]:
    """Return the months of a year. The list of texts has them from the contract's module."""
    return tuple(map(language.gettext, MONTHS))


def weekdays(language: Language) -> tuple[str, ...]:
    """Return the days of a week, from Monday on."""
    return tuple(map(language.gettext, WEEKDAYS))


def _days(days: Iterable[Weekday], language: Language) -> str:
    _ = language.gettext
    names = weekdays(language)
    places = sorted({_ORDER.index(name) for name in days})
    # In a run of consecutive days the difference between value and rank is the same.
    runs = [[place for _, place in run] for _, run in groupby(enumerate(places), key=lambda pair: pair[1] - pair[0])]
    phrases = []
    for run in runs:
        if len(run) > 2:
            phrases.append(_("de %(first)s a %(last)s") % {"first": names[run[0]], "last": names[run[-1]]})
        else:
            phrases += [names[place] for place in run]
    text = listed(phrases, language)
    return text[0].upper() + text[1:]
