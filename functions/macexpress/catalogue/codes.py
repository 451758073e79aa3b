"""How things are named: slugs, ubigeos, months. Separate from the records, whose types intake does not need to load."""

from typing import Annotated

from macexpress.platform.field_errors import form

SLUG = r"^[a-z0-9-]{3,48}$"

Slug = Annotated[str, form(SLUG, "de 3 a 48 minúsculas sin tilde, cifras o guiones: mac-express-panti.")]
Ubigeo = Annotated[str, form(r"^\d{6}$", "un ubigeo de 6 cifras: 160101.")]
Month = Annotated[str, form(r"^20\d\d-(0[1-9]|1[0-2])$", "año y mes: 2026-11.")]
