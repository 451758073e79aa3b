"""A monthly report made from what this system counted: exact, so only for the office. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from macexpress.catalogue.details import Details
from macexpress.catalogue.index import Index, IndexedCentre
from macexpress.platform.lima import month_of
from macexpress.platform.spanish import REGIONS, SETTINGS, day_name
from macexpress.publication.documents import Figures
from macexpress.publication.figures import (
    attribute,
    exact_figures,
    figures_of_results,
    procedures_by_entity,
)
from macexpress.publication.pages.rows import result_rows
from macexpress.publication.pages.today import entities_down
from macexpress.publication.tables import FIGURES, cells_of_figures
from macexpress.report.figures import KINDS, Comparison, Place, ReportFigures, Site
from macexpress.report.tables import Table
from macexpress.statistics.sending import sending
from macexpress.statistics.tally import NO_PROCEDURE, Tally, added, total

_NO_SERVICE = "Se pidió y no se ofrece"
_NOT_KNOWN = "Ya no está en el catálogo"


@dataclass(frozen=True)
class Counted:
    """What this system has of a month."""

    month: str
    """``yyyy-mm``."""
    centres: Mapping[str, Tally]
    """The month's tallies by centre."""
    months: Mapping[str, Tally]
    """The nation's tallies of this year and the one before, by month (``yyyy-mm``)."""
    years: Mapping[str, Tally]
    """The nation's tallies of all years (``yyyy``)."""
    index: Index
    details: Details

    @property
    def tally(self) -> Tally:
        """The nation's tally of the month."""
        return self.months.get(self.month, Tally())

    @cached_property
    def all_time(self) -> Tally:
        """The nation's tally since the first fact."""
        return total(self.years.values())

    @cached_property
    def lean(self) -> Mapping[str, Tally]:
        """The month's tallies by centre with only what exact figures are made of, which several tables add up."""
        return {
            key: Tally(
                results=tally.results,
                visits=tally.visits,
                minutes={NO_PROCEDURE: added(tally.minutes.values())},
                ratings={NO_PROCEDURE: added(tally.ratings.values())},
            )
            for key, tally in self.centres.items()
        }


def counted_figures(counted: Counted) -> ReportFigures:
    """Return the figures of a counted month, beside what the programme published of its other channels."""
    index, first = counted.index, counted.all_time.first_of
    attended = {key: tally.attentions for key, tally in counted.centres.items() if tally.attentions}
    places = [Place(_kind(key, index), _name(key, index), count) for key, count in attended.items()]
    sites = [key for key, centre in sorted(index.centres.items()) if _is_implemented(centre)]
    months = {key: tally.attentions for key, tally in counted.months.items()}
    implemented = _by_kind(dict.fromkeys(sites, 1), index)
    none = dict.fromkeys(implemented, 0)
    year = counted.month[:4]
    return ReportFigures(
        month=counted.month,
        counted=True,
        months=months,
        places=places,
        kinds=_by_kind(attended, index),
        implemented=implemented,
        new=none | _by_kind({key: 1 for key in attended if first.get(key) == counted.month}, index),
        active=none | _by_kind(dict.fromkeys(attended, 1), index),
        entities=_entities(counted),
        services=_services(counted),
        offered=_offered(index),
        sites=[_site(key, index, counted.details) for key in sites],
        published={"MAC Express": index.published_months, **counted.details.other_channels},
        stated=[
            Comparison(
                year,
                f"MAC Express, {year}, atenciones",
                counted.years.get(year, Tally()).attentions,
                sum(count for key, count in months.items() if key.startswith(year)),
                "la suma de los meses",
            )
        ],
    )


def office_tables(counted: Counted, today: date) -> Iterator[Table]:
    """Yield what the office needs besides the programme's own tables: results, places, what failed, who is silent."""
    tally, index = counted.tally, counted.index
    results = [(row.name, row.count) for row in result_rows(exact_figures(tally))]
    yield Table("Cómo terminaron", ("Resultado", "Atenciones"), results, added=True)
    departments = [(name, figures.attentions, figures.completed) for _, name, figures in _groups(counted, "department")]
    yield Table("Departamentos", ("Departamento", "Atenciones", "Completadas"), departments, added=True)
    down = [
        (index.entities.get(entity, entity), reports, f"{datetime.fromisoformat(last):%d/%m/%Y %H:%M}")
        for entity, (reports, last) in entities_down(tally, index).items()
    ]
    yield Table("Sistemas que no funcionaron", ("Entidad", "Veces", "La última"), down)
    fresh = sending(counted.all_time, index)
    silent = [(_name(key, index), fresh.last_day.get(key)) for key in fresh.silent]
    # Which centre is silent is known of today only.
    older = counted.month != month_of(today)
    note = f"Al {day_name(today)}, cuando se hizo este informe, y no al terminar su mes." if older else ""
    yield Table("Sedes sin noticias", ("Sede", "Último día recibido"), silent, note=note)


def detail_tables(counted: Counted) -> Iterator[Table]:
    """Yield every measure of every group, for the workbook."""
    tally, index = counted.tally, counted.index
    owned = procedures_by_entity(tally.by_procedure, index)
    counts = tally.by_procedure
    procedures = [(key, index.procedures[key].name, counts[key]) for own in owned.values() for key in own]
    entities = [(key, index.entities[key], added(counts[procedure] for procedure in own)) for key, own in owned.items()]
    sites = [(key, _name(key, index), exact_figures(own)) for key, own in counted.lean.items()]
    sheets = {
        "Detalle de sedes": _ranked(sites),
        "Detalle de departamentos": _groups(counted, "department"),
        "Detalle de provincias": _groups(counted, "province"),
        "Detalle de regiones": _groups(counted, "natural_region"),
        "Detalle de ámbitos": _groups(counted, "setting"),
        "Detalle de entidades": _ranked((key, name, figures_of_results(results)) for key, name, results in entities),
        "Detalle de trámites": _ranked((key, name, figures_of_results(results)) for key, name, results in procedures),
    }
    for title, groups in sheets.items():
        rows = [(key, name, *cells_of_figures(figures)) for key, name, figures in groups]
        yield Table(title, ("codigo", "nombre", *(name.replace("_", " ") for name in FIGURES)), rows)


_Group = tuple[str, str, Figures]
"""Code, name and figures."""


def _groups(counted: Counted, name: str) -> list[_Group]:
    """Return exact figures by an attribute of centres, the largest first."""
    group_of = attribute(counted.index, name)
    members: dict[str, list[Tally]] = {}
    for key, tally in counted.lean.items():
        members.setdefault(group_of.get(key, "sin dato"), []).append(tally)
    names = {
        "department": counted.index.departments,
        "province": counted.index.provinces,
        "natural_region": REGIONS,
        "setting": SETTINGS,
    }[name]
    return _ranked((key, names.get(key, key), exact_figures(total(tallies))) for key, tallies in members.items())


def _ranked(groups: Iterable[_Group]) -> list[_Group]:
    return sorted(groups, key=lambda group: (-group[2].attentions, group[0]))


def _entities(counted: Counted) -> Mapping[str, int]:
    """Return attentions by entity; what has none stands under what it is, so that all are there."""
    by_procedure, index = counted.tally.by_procedure, counted.index
    counts: Counter[str] = Counter()
    for key, results in by_procedure.items():
        procedure = index.procedures.get(key)
        name = index.entities.get(procedure.entity, procedure.entity) if procedure else _NOT_KNOWN
        counts[name] += sum(results.values())
    return counts + _unmet(counted.tally)  # adding counters leaves zeros out


def _services(counted: Counted) -> Mapping[str, int]:
    counts: Counter[str] = Counter()
    for key, results in counted.tally.by_procedure.items():
        procedure = counted.index.procedures.get(key)
        counts[procedure.name if procedure else _NOT_KNOWN] += sum(results.values())
    return counts + _unmet(counted.tally)


def _unmet(tally: Tally) -> Counter[str]:
    """Return the attentions without a procedure: what was asked for is not offered. A tally has them in no group."""
    named = sum(sum(results.values()) for results in tally.by_procedure.values())
    return Counter({_NO_SERVICE: tally.attentions - named})


def _offered(index: Index) -> tuple[int, int]:
    offered = [procedure for procedure in index.procedures.values() if not procedure.retired_on]
    return len({procedure.entity for procedure in offered}), len(offered)


def _by_kind(counts: Mapping[str, int], index: Index) -> dict[str, int]:
    by_kind: Counter[str] = Counter()
    for key, count in counts.items():
        by_kind[_kind(key, index)] += count
    return {kind: by_kind[kind] for kind in KINDS if kind in by_kind}


def _kind(key: str, index: Index) -> str:
    centre = index.centres.get(key)
    return centre.host or "other" if centre else "other"


def _name(key: str, index: Index) -> str:
    centre = index.centres.get(key)
    return centre.name.removeprefix("MAC Express ") if centre else key


def _is_implemented(centre: IndexedCentre) -> bool:
    """Return whether a site counts as implemented: not while it is set up or on trial, and no longer once retired."""
    return not centre.retired_on and centre.stage not in {"setting_up", "trial"}


def _site(key: str, index: Index, details: Details) -> Site:
    centre, district = index.centres[key], details.districts.get(key, "")
    department = index.departments.get(centre.department, centre.department)
    place = f"{index.districts[district]}, {index.provinces[district[:4]]}" if district in index.districts else ""
    return Site(_kind(key, index), _name(key, index), department, place, details.addresses.get(key, ""))
