"""How things are named: slugs and ubigeos. Separate from the records, whose types intake does not need to load."""

from typing import Annotated

from pydantic import StringConstraints

SLUG = r"^[a-z0-9-]{3,48}$"

Slug = Annotated[str, StringConstraints(pattern=SLUG)]
Ubigeo = Annotated[str, StringConstraints(pattern=r"^\d{6}$")]
