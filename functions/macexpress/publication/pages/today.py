"""What the page of what works today shows, in the portal's page for figures. One request, no script."""

from macexpress.catalogue.index import Index
from macexpress.publication.documents import Today
from macexpress.publication.figures import FEWEST_CENTRES, LATELY
from macexpress.publication.pages.drawing import draw


def today_page(shell: str, today: Today, index: Index) -> str:
    """Return the page that says which entities' systems do not work."""
    content = {
        "index": index,
        "today": today,
        "FEWEST_CENTRES": FEWEST_CENTRES,
        "HOURS": int(LATELY.total_seconds() // 3600),
    }
    return draw(shell, "today.html", content)
