"""The page where a citizen looks a receipt up and says how the attention was: names for what the API answers by id."""

from portal.catalogue import Catalogue
from portal.citizen_page import CitizenPage
from portal.procedure_pages import called


def receipt_page(catalogue: Catalogue) -> CitizenPage:
    """Return the page; retired records too, since a receipt outlives them."""
    return CitizenPage(
        "constancia/",
        "receipt.html",
        "Consulte su constancia",
        "Vea con el código de su constancia qué trámite se hizo, dónde y cómo quedó, y opine de la atención.",
        {
            "names": {
                "procedures": {procedure.id: called(procedure) for procedure in catalogue.procedures.values()},
                "centres": {centre.id: centre.name for centre in catalogue.centres.values()},
            }
        },
    )
