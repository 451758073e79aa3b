"""The names of places for the search: the country's in one script, communities in lists by their letters.

``/places.js`` begins with one record per province, before the search itself (site/scripts/places.js): code, name,
department, numbers of its districts, their names, and capitals called otherwise, each after its district's place there.
Numbers and names stand as in the pack's entry of the province's page, where they compress to almost nothing.

``/lugares/n-<two letters>.txt``   communities whose telling word begins so: one line per district, its ubigeo and names
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from portal.catalogue.records import District
from portal.territory.places import Province, departments, plain

_FIELD, _RECORD = "|", ";"
_LITTLE = re.compile(r"^((san|santa|santo|nuev[oa]|alt[oa]|baj[oa]|l[ao]s?|el|villa|puerto|del?) )+(?=.)")
"""Words with which so many names begin that they tell nothing; site/scripts/place_letters.js leaves out the same."""


def place_names(districts: Mapping[str, District]) -> str:
    """Return the names of the country as the beginning of a script.

    Raises ValueError for a name with a mark that would break it.
    """
    provinces = [province for department in departments(districts.values()) for province in department.provinces]
    records = [_FIELD.join(_record(province)) for province in provinces]
    if any(mark in record for record in records for mark in (_RECORD, '"', "\\", "\n")):
        raise ValueError("A name of a district has a mark of the index of places")
    return f'window.placeNames="{_RECORD.join(records)}";\n'


def _record(province: Province) -> Iterator[str]:
    yield province.code
    yield province.name
    yield province.department
    yield "\t".join(district.ubigeo[4:] for district in province.districts)
    yield "\t".join(district.name for district in province.districts)
    yield "\t".join(
        f"{place} {district.capital}"
        for place, district in enumerate(province.districts)
        if plain(district.capital) not in plain(district.name)
    )


def community_lists(districts: Mapping[str, District], known: str) -> dict[str, str]:
    """Return the text of each list by its two letters. known: lines of a ubigeo and places with their degrees."""
    lists: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for line in known.splitlines():
        ubigeo, places = line.split("\t")
        if ubigeo in districts:
            own = {plain(districts[ubigeo].name), plain(districts[ubigeo].capital)}
            for name in dict.fromkeys(place.rsplit(",", 2)[0] for place in places.split(";")):
                if plain(name) not in own:
                    lists[letters(name)][ubigeo].append(name)
    return {
        key: "".join("\t".join([ubigeo, *names]) + "\n" for ubigeo, names in sorted(found.items()))
        for key, found in sorted(lists.items())
    }


def letters(name: str) -> str:
    """Return the first two letters of a name's telling word, by which its list is called: ``an`` for Angoteros."""
    telling = re.sub("[^a-z0-9]", "", _LITTLE.sub("", " ".join(re.findall("[a-z0-9]+", plain(name)))))
    return telling[:2] or "x"
