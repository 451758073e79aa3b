"""The portal's commands: python -m portal check | format | build | changes | export | import | languages | strings."""

import argparse
import errno
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

from portal.catalogue.canonical import schema_texts
from portal.catalogue.formatting import uncanonical
from portal.catalogue.problems import Problem, one_line, report
from portal.catalogue.reading import FOLDER, InvalidCatalogueError, read
from portal.catalogue.saving import save
from portal.changes import changes
from portal.language.language import SPANISH
from portal.sheets.columns import COLUMNS
from portal.sheets.spreadsheet import KINDS, exported, import_of

SCHEMAS = FOLDER.parent / "schemas"
"""The schemas that editors use for catalogue files."""


def main(arguments: list[str] | None = None, folder: Path = FOLDER) -> int:
    """Run one command on the catalogue in `folder` and return the exit code: 0 done, 1 to be mended, 130 stopped."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.command(options, folder))
    except InvalidCatalogueError as error:
        if "GITHUB_ACTIONS" in os.environ:
            _annotate(error.problems)
        _complain(str(error) if options.command is _check else f"{error}\nNo se escribió nada.")
    except KeyboardInterrupt:
        _complain("Interrumpido.")
        return 130
    except OSError as error:
        why = {
            errno.ENOENT: "no existe. Revise el nombre",
            errno.EISDIR: "es una carpeta. Diga el archivo",
            errno.EACCES: "no tiene permiso. Revise de quién es",
        }.get(error.errno or 0, error.strerror)
        _complain(f"{error.filename}: {why}. No se escribió nada.")
    return 1


class _Parser(argparse.ArgumentParser):
    """Says in one line how a command is written; Python's own words are English."""

    written = ""

    def error(self, message: str) -> NoReturn:
        """End with the line."""
        if self.written:
            self.exit(2, f"Falta algo en la orden, o no se entiende. Escriba: {self.written}\n")
        super().error(message)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m portal", description="Catálogo y portal de MAC Express.")
    commands = parser.add_subparsers(required=True, metavar="ORDEN")

    check = commands.add_parser("check", help="revisa todos los registros y dice todo lo que hay que corregir")
    check.set_defaults(command=_check)

    form = commands.add_parser("format", help="escribe los archivos del catálogo en su forma canónica")
    form.add_argument("--check", action="store_true", help="solo dice cuáles no la tienen")
    form.set_defaults(command=_format)

    build = commands.add_parser("build", help="construye el portal")
    build.add_argument("--to", type=Path, default=Path("build/portal"), metavar="DIR", help="carpeta de destino")
    build.add_argument("--after", type=Path, metavar="DIR", help="lo que muestra hoy una etapa (lo trae: mac current)")
    build.set_defaults(command=_build)

    differ = commands.add_parser("changes", help="dice qué páginas cambian entre dos portales construidos")
    differ.add_argument("before", type=Path, metavar="ANTES")
    differ.add_argument("after", type=Path, metavar="DESPUÉS")
    differ.set_defaults(command=_changes)

    for name, command, purpose in (
        ("export", _export, "escribe los registros en una hoja de cálculo CSV"),
        ("import", _import, "agrega y cambia registros desde una hoja de cálculo CSV; nunca borra"),
    ):
        sheet = commands.add_parser(
            name, help=purpose, epilog=_columns(), formatter_class=argparse.RawDescriptionHelpFormatter
        )
        sheet.written = f"make {name} KIND=centres FILE=centros.csv (o KIND=procedures)"
        sheet.add_argument("kind", choices=KINDS, help="qué registros")
        sheet.add_argument("file", type=Path, metavar="ARCHIVO.csv")
        if name == "import":
            sheet.add_argument("--write", action="store_true", help="lo escribe; sin esto solo dice qué haría")
        sheet.set_defaults(command=command)

    for name, command, purpose in (
        ("languages", _languages, "dice qué idiomas tiene el portal, cuánto les falta y qué hay que corregir"),
        ("strings", _strings, "escribe la lista de textos del portal y la pone al día en cada idioma"),
    ):
        texts = commands.add_parser(name, help=purpose)
        texts.add_argument("--in", type=Path, dest="languages", metavar="DIR", help="carpeta de los idiomas")
        texts.set_defaults(command=command)
    return parser


def _columns() -> str:
    tables = (
        "\n".join([f"Columnas de {kind}:", *(f"  {column.name:15} {column.meaning}" for column in columns)])
        for kind, columns in COLUMNS.items()
    )
    return "\n\n".join(tables)


def _check(_options: argparse.Namespace, folder: Path) -> int:
    catalogue = read(folder)
    _say(
        f"Catálogo correcto: {len(catalogue.entities)} entidades, {len(catalogue.procedures)} trámites, "
        f"{len(catalogue.centres)} centros, {len(catalogue.districts)} distritos."
    )
    return 0


def _format(options: argparse.Namespace, folder: Path) -> int:
    schemas = {SCHEMAS / name: text for name, text in schema_texts().items()} if folder == FOLDER else {}
    texts = uncanonical(folder)
    texts |= {path: text for path, text in schemas.items() if not path.exists() or path.read_text("utf-8") != text}
    for path in texts:
        _say(path.name if path in schemas else str(path.relative_to(folder)))
    if options.check:
        if texts:
            _complain(f"{len(texts)} archivos sin su forma canónica. Use: make format")
        return 1 if texts else 0
    save(texts)
    return 0


def _build(options: argparse.Namespace, _folder: Path) -> int:
    from portal.build import build  # noqa: PLC0415 -- MkDocs takes half a second to import; the others do not need it
    from portal.language.translations import translations  # noqa: PLC0415

    start = time.monotonic()
    build(options.to, options.after)
    count = sum(1 for _ in options.to.rglob("index.html"))
    _say(f"{options.to}: {count} páginas en {time.monotonic() - start:.1f} s")
    for found in translations():
        if found.obstacles:
            _say(found.summary)
    return 0


def _changes(options: argparse.Namespace, _folder: Path) -> int:
    for line in changes(options.before, options.after):
        _say(line)
    return 0


def _export(options: argparse.Namespace, folder: Path) -> int:
    if options.file.exists():
        _complain(f"{options.file} ya existe y puede tener cambios suyos. Use otro nombre o bórrelo.")
        return 1
    options.file.write_bytes(exported(read(folder), options.kind))
    _say(f"{options.file}: listo para abrir en una hoja de cálculo.")
    return 0


def _import(options: argparse.Namespace, folder: Path) -> int:
    plan = import_of(options.kind, options.file, folder)
    for remark in plan.remarks:
        _say(remark)
    for key in plan.missing:
        _say(f"no está en la hoja: {key}")
    for key, record in plan.added.items():
        _say(f"nuevo: {key} ({record.name})")
        if key in plan.alike:
            _say(f"  ¿Es {' o '.join(plan.alike[key])}, con otro nombre? Entonces ponga ese id en su fila.")
    for key, cells in plan.changed.items():
        _say(f"{'cambia de nombre' if key in plan.renamed else 'cambia'}: {key}")
        for change in cells:
            _say(f"  {change.column}: {change.before or 'nada'} → {change.after or 'nada: se borra'}")
    _say(
        f"Nuevos: {len(plan.added)}. Cambian: {len(plan.changed)}, de nombre {len(plan.renamed)}. "
        f"Iguales: {len(plan.equal)}. No están en la hoja y siguen como estaban: {len(plan.missing)}."
    )
    if not options.write:
        _say("Aún no se escribió nada. Si está bien: la misma orden con WRITE=yes.")
        return 0
    plan.save()
    _say(f"Escrito: {len(plan.texts)} archivos.")
    return 0


def _languages(options: argparse.Namespace, folder: Path) -> int:
    from portal.language.translations import FOLDER as OWN  # noqa: PLC0415 -- as for building
    from portal.language.translations import page_count, translations  # noqa: PLC0415

    catalogue = read(folder)
    pages = page_count(catalogue, SPANISH)
    _say(f"es {SPANISH.name}: todos los textos, {pages} páginas. Es el idioma del portal: se publica.")
    every = translations(options.languages or OWN)
    for found in every:
        published = "" if found.obstacles else f" Se publica: {page_count(catalogue, found.language)} páginas."
        _say(f"{found.summary}{published}")
        for file, missing in sorted(Counter(message.locations[0][0] for message in found.missing).items()):
            _say(f"  {file}: faltan {missing}")
    problems = [problem for found in every for problem in found.problems]
    if problems:
        _complain(report(problems))
    return 1 if problems else 0


def _strings(options: argparse.Namespace, folder: Path) -> int:  # noqa: ARG001 -- as every command
    from portal.language.translations import FOLDER as OWN  # noqa: PLC0415 -- as for building
    from portal.language.translations import updated_translations  # noqa: PLC0415

    texts = updated_translations(options.languages or OWN)
    for path in texts:
        _say(path.name)
    save(texts)
    return 0


def _annotate(problems: Iterable[Problem]) -> None:
    """Write each problem as GitHub shows it beside its file; signs that its commands know are written as they ask.

    https://docs.github.com/actions/reference/workflow-commands-for-github-actions
    """
    place = FOLDER.relative_to(FOLDER.parents[1]).as_posix()
    for problem in problems:
        message = one_line(f"se encontró {problem.found}. {problem.remedy}").replace("%", "%25")
        title = (
            one_line(problem.field or "(todo el archivo)").replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
        )
        _say(f"::error file={place}/{problem.file},title={title}::{message}")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _complain(text: str) -> None:
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
