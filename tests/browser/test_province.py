"""A province's page: the chosen district's answer alone, in less than three screens of a phone."""

from pathlib import Path

from playwright.sync_api import expect

from browsing import Visits

_SCREENS = 3 * 640
_HEIGHTS = """() => [...document.querySelectorAll("section[id^=d]")].map(({ id }) => {
  location.hash = id;
  return [id, document.documentElement.scrollHeight];
})"""


def test_a_page_is_less_than_three_screens(visits: Visits, portal: Path) -> None:
    """With no district chosen, and with every district of Callao, Lima, Loreto and Puno, where answers are longest.

    Also of every fifth other province, all at 360 by 640.
    """
    visit = visits()
    heights: dict[str, int] = {}
    provinces = sorted(folder.name for folder in (portal / "cerca").glob("[0-9][0-9][0-9][0-9]"))
    longest = [code for code in provinces if code[:2] in ("07", "15", "16", "21")]
    for code in {*longest, *provinces[::5]}:
        page = visit.go(f"/cerca/{code}/")
        heights[code] = page.evaluate("document.documentElement.scrollHeight")
        heights |= dict(page.evaluate(_HEIGHTS))
    assert len(heights) > 600
    assert {name: height for name, height in heights.items() if height > _SCREENS} == {}


def test_a_district_is_chosen_and_changed_without_script(visits: Visits) -> None:
    """Of Lima's 44 districts one answers at a time, in the first screen, and the list comes back on a tap."""
    page = visits(script=False).go("/cerca/1501/")
    answers, names = page.locator("section:visible"), page.get_by_role("navigation", name="Distritos")
    expect(answers).to_have_count(0)
    expect(page.get_by_text("Distancias en línea recta")).to_be_hidden()
    names.get_by_role("link", name="San Juan de Lurigancho").click()
    expect(answers.get_by_role("heading")).to_have_text(["San Juan de Lurigancho"])
    expect(answers.get_by_role("listitem").first).to_be_in_viewport(ratio=1)
    expect(names).to_be_hidden()
    page.get_by_role("link", name="Elegir otro distrito").click()
    expect(names.get_by_role("link", name="Ancón")).to_be_in_viewport()
    expect(answers).to_have_count(0)


def test_a_chosen_district_fits_a_page_enlarged_four_times(visits: Visits) -> None:
    """1,280 points at 400 % are 320: nothing scrolls sideways, with the longest names of centres."""
    visit = visits(width=320, height=256)
    for address in ("/cerca/0701/#d070106", "/cerca/1607/#d160704", "/cerca/1501/"):
        assert visit.go(address).evaluate("document.documentElement.scrollWidth") <= 320, address
