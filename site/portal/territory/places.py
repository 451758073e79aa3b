"""The country as people choose it: department, province, district."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from portal.catalogue.records import District


@dataclass(frozen=True)
class Province:
    """A province with its districts."""

    code: str
    """The first four digits of its districts' ubigeos."""
    name: str
    department: str
    districts: tuple[District, ...]


@dataclass(frozen=True)
class Department:
    """A department with its provinces."""

    code: str
    """The first two digits of its districts' ubigeos."""
    name: str
    anchor: str
    """Its name as an HTML id."""
    provinces: tuple[Province, ...]


def departments(districts: Iterable[District]) -> tuple[Department, ...]:
    """Return departments, their provinces and districts, each level sorted by name, ignoring accents."""
    found = [
        _department(code, tuple(group))
        for code, group in groupby(sorted(districts, key=lambda d: d.ubigeo), key=lambda d: d.ubigeo[:2])
    ]
    return tuple(sorted(found, key=lambda department: plain(department.name)))


def plain(text: str) -> str:
    """Return a text in lower case without accents, as people type it and sort names."""
    low = text.lower()
    if low.isascii():  # as most names are, and a build asks for a quarter of a million
        return low
    return "".join(c for c in unicodedata.normalize("NFD", low) if not unicodedata.combining(c))


def anchor(text: str) -> str:
    """Return a name as an HTML id: ``Madre de Dios`` gives ``madre-de-dios``."""
    return "-".join("".join(c if c.isalnum() else " " for c in plain(text)).split())


def _department(code: str, districts: tuple[District, ...]) -> Department:
    provinces = [
        Province(province, members[0].province, members[0].department, tuple(sorted(members, key=_by_name)))
        for province, members in ((key, list(group)) for key, group in groupby(districts, key=lambda d: d.ubigeo[:4]))
    ]
    name = districts[0].department
    return Department(code, name, anchor(name), tuple(sorted(provinces, key=lambda province: plain(province.name))))


def _by_name(district: District) -> str:
    return plain(district.name)
