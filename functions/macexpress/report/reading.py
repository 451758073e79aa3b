"""A month's report from the stored tallies: one for the office's page and for `make report`."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime

from macexpress.catalogue.details import Details
from macexpress.catalogue.index import Index
from macexpress.platform.lima import month_of
from macexpress.platform.problem import Refusal, RefusedError
from macexpress.platform.spanish import day_name, moment_name, month_name
from macexpress.report.counted import Counted, counted_figures, detail_tables, office_tables
from macexpress.report.tables import Report
from macexpress.statistics.editions import closes_on
from macexpress.statistics.store import StatisticsStore


def read_counted(
    store: StatisticsStore, month: str, index: Index, details: Callable[[], Details], today: date
) -> Counted:
    """Return what a system has of a month (``yyyy-mm``) that began.

    details: called only where there is a report. Raises RefusedError for a month to come, or before the first.
    """
    newest = month_of(today)
    if month > newest:
        raise RefusedError(_no_month(f"Aún no empieza. Elija en mes (month) {month_name(newest)} o uno anterior."))
    years = store.years()
    first = min((at for year in years.values() for at in year.by_month), default=None)
    if first is None:
        raise RefusedError(_no_month("Todavía no hay ninguna atención. Vuelva cuando los puestos envíen la primera."))
    if month < first:
        raise RefusedError(_no_month(f"La primera atención es de {month_name(first)}: elija en mes (month) desde ahí."))
    months = {f"{at[:4]}-{at[4:]}": tally for year in _two(month) for at, tally in store.months(year).items()}
    known = replace(index, demonstration=store.has_generated())
    return Counted(month, store.centre_months(month.replace("-", "")), months, years, known, details())


def counted_report(counted: Counted, today: date) -> Report:
    """Return the report of what a system has of a month."""
    newest = datetime.fromisoformat(str(counted.all_time.newest))
    others, details = list(office_tables(counted, today)), list(detail_tables(counted))
    return Report(counted_figures(counted), list(_remarks(counted, newest, today)), newest, others, details)


def _two(month: str) -> tuple[str, str]:
    return str(int(month[:4]) - 1), month[:4]


def _remarks(counted: Counted, newest: datetime, today: date) -> Iterator[str]:
    closes = closes_on(counted.month.replace("-", ""))
    yield "Cifras exactas, solo para la oficina: no se publican."
    yield f"Cuenta las atenciones registradas que llegaron hasta el {moment_name(newest)}."
    if counted.month == month_of(today):
        yield "El mes no ha terminado: estas cifras cambian cada día."
    elif today < closes:
        yield f"Hasta el {day_name(closes)} aún puede llegar lo que los puestos registraron sin conexión."
    if counted.index.demonstration:
        yield "Demostración: no es dato oficial. Estas cifras cuentan un día generado por programa."


def _no_month(detail: str) -> Refusal:
    return Refusal(400, "no_report", "No hay informe de ese mes", detail)
