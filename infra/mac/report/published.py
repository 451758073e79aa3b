"""A monthly report made from what the programme published of the month. Pure."""

from datetime import datetime, time

from macexpress.platform.lima import LIMA, months_back
from macexpress.report.figures import Place, ReportFigures
from macexpress.report.tables import Report
from macexpress.statistics.editions import first_day_after
from portal.published.comparisons import comparisons
from portal.published.records import CHANNELS
from portal.published.series import Published


def published_report(published: Published, month: str) -> Report:
    """Return the report of a published month (``yyyy-mm``); KeyError where its attentions are not published."""
    over = datetime.combine(first_day_after(month.replace("-", "")), time(), LIMA)
    remarks = ["Hecho con lo que publicó la PCM. Este sistema no lo contó."]
    return Report(published_figures(published, month), remarks, over)


def published_figures(published: Published, month: str) -> ReportFigures:
    """Return the figures of a published month (``yyyy-mm``); KeyError where its attentions are not published.

    Its checks are the month's, and every slip of the bulletins before it.
    """
    total = published.months()[month]
    sites, before = published.at_end_of(month), published.at_end_of(months_back(month, 2)[0])
    active = published.by_kind("sites_with_attentions", month)
    all_active = published.total("sites_with_attentions", month)
    implemented = published.by_kind("implemented_sites", sites.period) if sites else {}
    return ReportFigures(
        month=month,
        counted=False,
        months=published.months(),
        places=[Place(str(f.key), str(f.name), f.count) for f in published.of("centre", period=month)],
        kinds=published.by_kind("attentions", month) or {"": total},
        implemented=implemented or ({"": sites.count} if sites else {}),
        new={"": sites.count - before.count} if sites and before else {},
        active=active or ({"": all_active} if all_active is not None else {}),
        entities=published.by_name("entity", month),
        services=published.by_name("service", month),
        offered=(published.total("entities", month), published.total("procedures", month)),
        published={CHANNELS[c]: published.months(c) for c in ("centros_mac", "alo_mac")},
        stated=[
            found
            for found in comparisons(published.figures)
            if found.period.startswith(month) or (not found.passed and _last_month(found.period) <= month)
        ],
    )


def _last_month(period: str) -> str:
    """Return the last month (``yyyy-mm``) of a period of the bulletins."""
    return period[:7] if "-" in period else f"{period[-4:]}-12"
