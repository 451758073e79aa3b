"""The date of the content. It never comes from the clock."""

import os
from datetime import UTC, datetime

from portal.catalogue.reading import Catalogue


def content_date(catalogue: Catalogue) -> str:
    """Return the date (ISO) of the content: ``SOURCE_DATE_EPOCH`` where it is set, otherwise the newest source's.

    Never from the clock: the same sources give the same bytes. https://reproducible-builds.org/specs/source-date-epoch/
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch:
        return datetime.fromtimestamp(int(epoch), UTC).date().isoformat()
    groups = (catalogue.entities, catalogue.procedures, catalogue.centres)
    sources = [record.source for group in groups for record in group.values()]
    sources += [centre.position_source for centre in catalogue.centres.values() if centre.position_source]
    sources += [centre.stage.source for centre in catalogue.centres.values() if centre.stage]
    dates = [source.date or "" for source in sources]
    return max([date for date in dates if len(date) == len("2026-01-22")], default="")
