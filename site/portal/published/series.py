"""The published figures as pages, data and reports use them. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from macexpress.platform.spanish import HOST_KINDS
from portal.published.records import Bulletin, Channel, Figure, Group, Measure

_YEAR, _MONTH = len("2026"), len("2026-04")


@dataclass(frozen=True)
class Published:
    """Checked figures in the order of their table, and the bulletins by number."""

    figures: tuple[Figure, ...] = ()
    bulletins: Mapping[int, Bulletin] = field(default_factory=dict)

    def of(
        self, group: Group, measure: Measure = "attentions", channel: Channel = "mac_express", period: str = ""
    ) -> Iterator[Figure]:
        """Yield the figures of a group and measure; period: only of this one."""
        for figure in self.figures:
            if (figure.group, figure.measure, figure.channel) == (group, measure, channel) and (
                not period or figure.period == period
            ):
                yield figure

    def total(self, measure: Measure, period: str, channel: Channel = "mac_express") -> int | None:
        """Return what the programme states as the total of a period, None where it states none."""
        return next((figure.count for figure in self.of("total", measure, channel, period)), None)

    def months(self, channel: Channel = "mac_express") -> dict[str, int]:
        """Return the attentions of a channel by month (``yyyy-mm``), in order."""
        return self._totals(channel, _MONTH)

    def years(self, channel: Channel = "mac_express") -> dict[str, int]:
        """Return the attentions of a channel by year (``yyyy``), in order."""
        return self._totals(channel, _YEAR)

    def by_kind(self, measure: Measure, period: str) -> dict[str, int]:
        """Return a measure of a period by kind of host, in the order of the bulletins; only what is published."""
        found = {str(figure.key): figure.count for figure in self.of("host_kind", measure, period=period)}
        return {kind: found[kind] for kind in HOST_KINDS if kind in found}

    def by_name(self, group: Group, period: str) -> dict[str, int]:
        """Return the attentions of a period by entity or service, the most first."""
        counts = {str(figure.name): figure.count for figure in self.of(group, period=period)}
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))

    def at_end_of(self, month: str) -> Figure | None:
        """Return the figure of implemented sites at the end of a month (``yyyy-mm``), None where none is published."""
        return next((f for f in self.of("total", "implemented_sites") if f.period.startswith(f"{month}-")), None)

    def last_named(self) -> dict[str, str]:
        """Return by centre the newest month (``yyyy-mm``) whose bulletin names it with attentions.

        A centre that is missing was not named: bulletins name fifteen centres of each kind, so that proves nothing.
        """
        named = [(f.centre, f.period) for f in self.of("centre") if f.centre and f.value and len(f.period) == _MONTH]
        return dict(sorted(named, key=lambda item: item[1]))

    def address(self, figure: Figure) -> str:
        """Return the address of the page that has a figure; empty where its bulletin has none."""
        url = self.bulletins[figure.source].url
        return f"{url}#page={figure.page}" if url and figure.page else url or ""

    def _totals(self, channel: Channel, length: int) -> dict[str, int]:
        return {
            f.period: f.count
            for f in sorted(self.of("total", channel=channel), key=lambda f: f.period)
            if len(f.period) == length
        }


def counted_services(published: Published, since: str | None) -> list[Figure]:
    """Return the figures of services from a year on (none without one), each attention once: a year, or its months."""
    found = [figure for figure in published.of("service") if since and figure.period >= since]
    whole = {figure.period for figure in found if len(figure.period) == _YEAR}
    return [figure for figure in found if figure.period in whole or figure.period[:_YEAR] not in whole]
