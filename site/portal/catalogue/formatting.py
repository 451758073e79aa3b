"""Finds the files of the catalogue that are not in canonical form, with the text that they should have."""

from pathlib import Path

from portal.catalogue.canonical import canonical, model_of
from portal.catalogue.problems import Problem
from portal.catalogue.reading import FOLDER, InvalidCatalogueError, record_files
from portal.catalogue.yaml_text import content, decoded


def uncanonical(folder: Path = FOLDER) -> dict[Path, str]:
    """Return the canonical text of every file that differs from it. The values in a file never change.

    Raises InvalidCatalogueError with every file that is not YAML; files with other mistakes are formatted too.
    """
    problems: list[Problem] = []
    texts: dict[Path, str] = {}
    for path in record_files(folder):
        file = str(path.relative_to(folder))
        text, found = decoded(path, file)
        values, found = (None, found) if text is None else content(text, file)
        problems += found
        if text is None or found:
            continue
        formed = canonical(text, model_of(path))
        if formed != text and content(formed, file)[0] != values:
            remedy = "Ordene este archivo a mano: su forma canónica diría otra cosa."
            problems.append(Problem(file, "", "una escritura YAML poco común", remedy))
        elif formed.encode() != path.read_bytes():
            texts[path] = formed
    if problems:
        raise InvalidCatalogueError(problems)
    return texts
