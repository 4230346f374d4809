"""The knowledge as people write it: YAML and TSV files of a folder, and the digest of their content."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

BASE = Path(__file__).parent / "base"


class KnowledgeError(Exception):
    """Something in the knowledge is wrong: `where` (file and place) and what."""

    def __init__(self, where: str, says: str) -> None:
        super().__init__(f"{where}: {says}")
        self.where, self.says = where, says


def files_of(folder: Path) -> list[Path]:
    """Every knowledge file of a folder, sorted by its path, so that nothing depends on the file system's order."""
    return sorted((p for p in folder.rglob("*") if p.suffix in (".yaml", ".tsv") and p.is_file()), key=lambda p: p.as_posix())


def digest_of(folder: Path) -> str:
    """sha256 over the relative paths and contents of the folder's knowledge files."""
    whole = hashlib.sha256()
    for path in files_of(folder):
        whole.update(path.relative_to(folder).as_posix().encode() + b"\0")
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return f"sha256:{whole.hexdigest()}"


def read_yaml(path: Path) -> Any:
    """The content of a YAML file; yes and no are booleans, dates and `on` stay text, a key given twice is an error."""
    import yaml

    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_loader())
    except (yaml.YAMLError, UnicodeDecodeError, ValueError) as error:
        raise KnowledgeError(path.name, " ".join(str(error).split())) from error


def read_tsv(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a table: `#` lines first, one header row, tab-separated cells."""
    header: list[str] | None = None
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            text = line.rstrip("\n")
            if not text or (header is None and text.startswith("#")):
                continue
            cells = text.split("\t")
            if header is None:
                header = cells
                continue
            if len(cells) > len(header):
                raise KnowledgeError(f"{path.name}:{number}", f"{len(cells)} cells under {len(header)} headings")
            cells += [""] * (len(header) - len(cells))
            yield {name: cell.strip() for name, cell in zip(header, cells, strict=True)}


def split(cell: str) -> tuple[str, ...]:
    """The values of a cell that holds several, separated by `|`."""
    return tuple(part.strip() for part in cell.split("|") if part.strip())


_made: list[Any] = []


def _loader() -> Any:
    if _made:
        return _made[0]
    import re

    import yaml

    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class Loader(base):  # type: ignore[misc]
        """YAML with text dates and no `on`/`off` booleans."""

        def construct_mapping(self, node: Any, deep: bool = False) -> Any:
            seen: set[str] = set()
            for key, _ in node.value:
                if key.value in seen and key.value != "<<":
                    raise ValueError(f"line {key.start_mark.line + 1}: the key {key.value!r} is given twice")
                seen.add(key.value)
            return super().construct_mapping(node, deep)

    Loader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in pairs if tag not in ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool")]
        for first, pairs in base.yaml_implicit_resolvers.items()
    }
    Loader.add_implicit_resolver(
        "tag:yaml.org,2002:bool",
        re.compile(r"^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE)$"),
        list("yYnNtTfF"),
    )
    _made.append(Loader)
    return Loader
