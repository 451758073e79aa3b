"""Reads the catalogue for a command; a catalogue with problems ends the command and lists them."""

from mac.errors import UserError
from portal.catalogue.reading import Catalogue, InvalidCatalogueError, read


def read_or_explain() -> Catalogue:
    """Return the catalogue; UserError with all its problems, one per line."""
    try:
        return read()
    except InvalidCatalogueError as error:
        raise UserError(str(error)) from error
