"""The catalogue for a command: read, or every problem of it as what ends the command."""

from mac.errors import UserError
from portal.catalogue.reading import Catalogue, InvalidCatalogueError, read


def read_or_explain() -> Catalogue:
    """Return the catalogue; UserError with every problem, a line each."""
    try:
        return read()
    except InvalidCatalogueError as error:
        raise UserError(str(error)) from error
