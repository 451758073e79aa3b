"""The catalogue in the format that directories of services exchange: Open Referral's HSDS 3.0. Pure.

https://docs.openreferral.org, specification 3.0. Its ids are UUIDs: each is derived from ours, so it is for ever too.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from uuid import NAMESPACE_URL, uuid5

from portal.catalogue.reading import Catalogue
from portal.catalogue.records import Centre, District, Entity, OpeningHours, Procedure

_WEEKDAYS = {"mon": "MO", "tue": "TU", "wed": "WE", "thu": "TH", "fri": "FR", "sat": "SA", "sun": "SU"}


def hsds_files(catalogue: Catalogue) -> dict[str, str]:
    """Return the export's files by address: services with their organization, and locations separately.

    A service lists its locations (by id) only if it is not done at all of them; otherwise the file would grow with the
    product of both.
    """
    services = [_service(procedure, catalogue) for procedure in catalogue.procedures.values()]
    locations = [_location(c, catalogue.districts) for c in catalogue.centres.values() if not c.retired_on]
    return {"data/hsds/services.json": _text(services), "data/hsds/locations.json": _text(locations)}


def _service(procedure: Procedure, catalogue: Catalogue) -> dict[str, object]:
    key = f"tramites/{procedure.id}"
    service: dict[str, object] = {
        "id": _id(key),
        "name": procedure.everyday_name or procedure.name,
        "alternate_name": procedure.name,
        "description": procedure.summary,
        "status": "defunct" if procedure.retired_on else "active",
        "application_process": "En un MAC Express, con un asesor.",
        "organization": _organization(catalogue.entities[procedure.entity]),
    }
    if procedure.requirements:
        service["required_documents"] = [
            {"id": _id(f"{key}#requisito-{number}"), "document": document}
            for number, document in enumerate(procedure.requirements)
        ]
    if procedure.only_at:
        service["service_at_locations"] = [
            {"id": _id(f"{key}@{centre}"), "location_id": _id(f"centros/{centre}")}
            for centre in procedure.only_at
            if not catalogue.centres[centre].retired_on
        ]
    elif not procedure.retired_on:
        area = {"name": "Perú", "description": "En todos los centros MAC Express, los de locations.json."}
        service["service_areas"] = [{"id": _id(f"{key}#ambito"), **area}]
    if procedure.online_url:
        service["url"] = procedure.online_url
    amounts = {"costo": procedure.cost.soles, "costo-mayor": procedure.cost.soles_to}
    option = {"option": procedure.cost.note} if procedure.cost.note else {}
    options = [
        {"id": _id(f"{key}#{name}"), "amount": amount, "currency": "PEN"} | option
        for name, amount in amounts.items()
        if amount is not None
    ]
    if options:
        service["cost_options"] = options
    if procedure.cost.note:
        service["fees_description"] = procedure.cost.note
    return service


def _organization(entity: Entity) -> dict[str, object]:
    document: dict[str, object] = {
        "id": _id(f"entidades/{entity.id}"),
        "name": entity.name,
        "alternate_name": entity.acronym,
        "description": f"{entity.name} ({entity.acronym}), entidad del Estado peruano.",
    }
    return document | ({"website": entity.website} if entity.website else {})


def _location(centre: Centre, districts: Mapping[str, District]) -> dict[str, object]:
    key = f"centros/{centre.id}"
    document: dict[str, object] = {
        "id": _id(key),
        "location_type": "physical",
        "name": centre.name,
        "description": centre.host.name,
        "schedules": list(_schedules(key, centre.opening_hours)),
    }
    # A capital that stands in for the centre is no position of it.
    if centre.position and centre.position_of != "district_capital":
        document |= {"latitude": centre.position.latitude, "longitude": centre.position.longitude}
    district = districts.get(centre.district or "")
    if district:
        document["addresses"] = [
            {
                "id": _id(f"{key}#direccion"),
                "address_1": centre.address or "Dirección no publicada",
                "city": district.name,
                "region": district.province,
                "state_province": district.department,
                "postal_code": centre.district,
                "country": "PE",
                "address_type": "physical",
            }
        ]
    return document


def _schedules(key: str, hours: Iterable[OpeningHours]) -> Iterator[dict[str, object]]:
    for number, line in enumerate(hours):
        yield {
            "id": _id(f"{key}#horario-{number}"),
            "freq": "WEEKLY",
            "wkst": "MO",
            "byday": ",".join(_WEEKDAYS[day] for day in line.days),
            "opens_at": f"{line.opens:%H:%M}-05:00",
            "closes_at": f"{line.closes:%H:%M}-05:00",
        }


def _id(key: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"mac-express:{key}"))


def _text(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"
