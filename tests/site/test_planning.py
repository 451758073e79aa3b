"""The page and the map file of the next centres say what the stored plan says."""

import json

from portal.catalogue.reading import read
from portal.planning.page import planning_data, planning_page
from portal.planning.records import stored_plan


def test_the_page_shows_each_site_with_what_it_adds_and_the_sum_so_far() -> None:
    """Each site stands on the page with its people."""
    plan = stored_plan()
    assert plan
    (page,) = planning_page(plan, read().districts)
    shown = str(page.content["figures"])

    total = 0
    for site in plan.sites:
        total += site.adds
        assert f"{site.adds:,}" in shown
        assert f"{total:,}" in shown
    assert total <= plan.unreached
    for row in plan.beyond:
        assert row.then <= row.now
        assert f"{row.now:,}" in shown


def test_the_map_file_has_each_site_once_and_says_whose_points_they_are() -> None:
    """The GeoJSON has the ranks and the credits."""
    plan = stored_plan()
    assert plan
    (text,) = planning_data(plan).values()
    found = json.loads(text)

    assert [feature["properties"]["rank"] for feature in found["features"]] == list(range(1, len(plan.sites) + 1))
    assert any("OpenStreetMap" in credit for credit in found["credits"])
    assert found["kilometres"] == plan.kilometres


def test_without_a_plan_there_is_no_page() -> None:
    """A catalogue's folder may have none."""
    assert not list(planning_page(None, {}))
    assert not planning_data(None)
