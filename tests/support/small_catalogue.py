"""A catalogue with a few records, written into a folder so that a test can break it."""

from pathlib import Path

from portal.territory.districts import COLUMNS

FILES = {
    "entities/reniec.yaml": """\
id: reniec
name: Registro Nacional de Identificación y Estado Civil
acronym: RENIEC
source:
  url: https://www.gob.pe/reniec
""",
    "entities/antigua.yaml": """\
id: antigua
name: Entidad antigua
acronym: EA
source:
  url: https://www.gob.pe/antigua
retired_on: 2024-01-31
""",
    "procedures/duplicado-dni.yaml": """\
id: duplicado-dni
entity: reniec
name: Duplicado de DNI
summary: Otro DNI cuando se perdió el suyo.
cost:
  soles: 30.4
requirements:
  - Comprobante de pago
  - Si es menor, DNI de su madre o padre; o de quien lo cuida
delivery: DNI en la agencia que usted elija
source:
  url: https://www.gob.pe/dni
  date: '2026-01-22'
""",
    "procedures/tramite-retirado.yaml": """\
id: tramite-retirado
entity: antigua
name: Trámite que ya no existe
summary: Ya no se ofrece.
requirements:
  - DNI
delivery: Nada
source:
  url: https://www.gob.pe/retirado
retired_on: 2024-01-31
""",
    "centres/mac-cusco.yaml": """\
id: mac-cusco
number: 1
name: MAC Express Cusco
host:
  kind: municipality
  name: Municipalidad Provincial de Cusco
department: '08'
district: '080101'
position:
  latitude: -13.5
  longitude: -71.97
opening_hours:
  - days:
      - mon
      - tue
      - wed
      - thu
      - fri
    opens: 08:00
    closes: '16:45'
source:
  url: https://www.gob.pe/mac
""",
    "centres/mac-cerrado.yaml": """\
id: mac-cerrado
number: 2
name: MAC Express cerrado
host:
  kind: other
  name: Local antiguo
department: '16'
district: '160101'
stage:
  kind: retired
  source:
    url: https://www.gob.pe/mac
source:
  url: https://www.gob.pe/mac
retired_on: 2025-06-30
""",
    "centres/pias-napo.yaml": """\
# Las fechas de la campaña llegan en marzo.
id: pias-napo
number: 7
name: PIAS Napo
host:
  kind: pias
  name: PIAS Napo
department: '16'
natural_region: selva
stops:
  - place: Santa Clotilde
    arrives: 2026-11-20
    leaves: 2026-11-26
    source:
      url: https://www.gob.pe/pias
source:
  url: https://www.gob.pe/pias
""",
    "territory/districts.csv": ",".join(COLUMNS)
    + "\n080101,Cusco,Cusco,Cusco,Cusco,-13.51,-71.97,capital,sierra"
    + "\n160101,Loreto,Maynas,Iquitos,Iquitos,-3.74,-73.25,capital,selva\n",
}


def write_small_catalogue(folder: Path) -> Path:
    """Write the records into `folder`, which need not exist, and return it. The catalogue is valid."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder by its relative path."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
