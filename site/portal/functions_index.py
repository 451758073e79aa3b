"""From the catalogue's records to what functions have of it."""

from macexpress.catalogue import details, index
from macexpress.catalogue.details import Details
from macexpress.catalogue.index import Index, IndexedCentre, IndexedProcedure
from portal.catalogue.reading import Catalogue
from portal.catalogue.records import Centre
from portal.published.records import CHANNELS
from portal.territory.nearest import distance_km
from portal.territory.outlines import country_paths


def index_of(catalogue: Catalogue) -> Index:
    """Return the part of the catalogue that functions need. A centre without a natural region gets its district's."""
    return Index(
        version=catalogue.version,
        centres={
            key: IndexedCentre(
                name=centre.name,
                number=centre.number,
                department=centre.department,
                province=centre.district[:4] if centre.district else None,
                natural_region=centre.natural_region
                or (catalogue.districts[centre.district].natural_region if centre.district else None),
                setting=centre.setting,
                retired_on=centre.retired_on,
                kilometres=_to_the_capital(centre, catalogue),
                host=centre.host.kind,
                stage=centre.stage.kind if centre.stage else None,
            )
            for key, centre in catalogue.centres.items()
        },
        procedures={
            key: IndexedProcedure(procedure.name, procedure.entity, procedure.retired_on)
            for key, procedure in catalogue.procedures.items()
        },
        entities={key: entity.name for key, entity in catalogue.entities.items()},
        departments={ubigeo[:2]: district.department for ubigeo, district in catalogue.districts.items()},
        provinces={ubigeo[:4]: district.province for ubigeo, district in catalogue.districts.items()},
        districts={ubigeo: district.name for ubigeo, district in catalogue.districts.items()},
        outlines=country_paths(catalogue.outlines),
        population=catalogue.population,
        published_months=catalogue.published.months(),
    )


def details_of(catalogue: Catalogue) -> Details:
    """Return the part of the catalogue that only the monthly report needs."""
    centres = catalogue.centres.items()
    return Details(
        districts={key: centre.district for key, centre in centres if centre.district},
        addresses={key: centre.address for key, centre in centres if centre.address},
        other_channels={
            name: catalogue.published.months(channel)
            for channel, name in CHANNELS.items()
            if channel not in {"mac_express", "platform"}
        },
    )


def packaged_files(catalogue: Catalogue) -> dict[str, str]:
    """Return the files that are packed beside the functions' code, each by its name in ``macexpress/catalogue``."""
    return {
        index.PACKAGED.name: index_of(catalogue).to_json(),
        details.PACKAGED.name: details_of(catalogue).to_json(),
    }


def _to_the_capital(centre: Centre, catalogue: Catalogue) -> int | None:
    """Return the rounded kilometres to the capital of the department, which is the capital of its first district."""
    district = catalogue.districts.get(centre.district or "")
    position = centre.position or (district.position if district else None)
    capital = catalogue.districts.get(f"{centre.department}0101")
    return round(distance_km(position, capital.position)) if position and capital else None
