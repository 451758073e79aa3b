"""What a monthly report says of itself: headline against list, parts against totals, a site twice. Pure."""

from collections.abc import Iterator

from macexpress.report.figures import KINDS, Comparison, ReportFigures, period_name

_ALL = "MAC Express"


def checks(figures: ReportFigures) -> list[Comparison]:
    """Return everything that the report could have wrong, with what it was compared with; each once."""
    return list(dict.fromkeys([*_own(figures), *figures.stated]))


def verdict(check: Comparison) -> str:
    """Return a check as a line: that it passed, or the difference."""
    return f"{'Cuadra' if check.passed else 'NO CUADRA'}. {check}"


def _own(figures: ReportFigures) -> Iterator[Comparison]:
    def of(whom: str, what: str, stated: int, found: int, how: str) -> Comparison:
        return Comparison(figures.month, f"{whom}, {period_name(figures.month)}, {what}", stated, found, how)

    headline = figures.months.get(figures.month, 0)
    yield of(_ALL, "atenciones", headline, sum(figures.kinds.values()), "la suma por tipo de anfitrión")
    for kind, count in figures.kinds.items():
        places = [place.attentions for place in figures.places if place.kind == kind]
        if places or figures.counted:  # most bulletins name no site
            yield of(KINDS[kind], "atenciones", count, sum(places), "la suma por sede")
    if not figures.counted:
        return
    yield of(_ALL, "atenciones", headline, sum(figures.entities.values()), "la suma por entidad")
    yield of(_ALL, "atenciones", headline, sum(figures.services.values()), "la suma por trámite")
    listed = len(figures.sites)
    yield of(_ALL, "sedes implementadas", sum(figures.implemented.values()), listed, "su lista de sedes")
    different = len({(site.name, site.district) for site in figures.sites})
    yield of(_ALL, "sedes en la lista", listed, different, "la lista sin repetir")
    attended = sum(place.attentions > 0 for place in figures.places)
    yield of(_ALL, "sedes con atenciones", sum(figures.active.values()), attended, "su lista de sedes")
