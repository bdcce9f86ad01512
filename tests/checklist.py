"""Which lines of the checklist (`fonctions.txt`) are proved by a test, from the `covers` marks alone."""

import ast
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parent
LINES = TESTS / "fonctions.txt"


def read_lines(source: Path = LINES) -> dict[str, str]:
    return dict(line.split("\t", 1) for line in source.read_text(encoding="utf-8").splitlines())


def find_covers(folder: Path = TESTS) -> dict[str, list[str]]:
    """The tests of each line, named as pytest names them."""
    found = defaultdict(list)
    for path in sorted(folder.rglob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
        place = path.relative_to(folder.parent)
        module_wide = list(_pytestmark(tree))
        for name, identifiers in _tests(tree, "", module_wide, _tables(tree)):
            for identifier in identifiers:
                found[identifier].append(f"{place}::{name}")
    return dict(found)


def _tables(tree: ast.Module) -> dict[str, ast.expr]:
    """The values a module names: cases of a parametrised test carry marks of their own there."""
    named = [child for child in tree.body if isinstance(child, ast.Assign) and isinstance(child.targets[0], ast.Name)]
    return {child.targets[0].id: child.value for child in named}


def _tests(
    node: ast.AST, prefix: str, inherited: list[str], tables: dict[str, ast.expr]
) -> Iterator[tuple[str, list[str]]]:
    for child in getattr(node, "body", []):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        own = [identifier for mark in child.decorator_list for identifier in _decorated(mark, tables)]
        if isinstance(child, ast.ClassDef):
            yield from _tests(child, f"{prefix}{child.name}::", [*inherited, *own, *_pytestmark(child)], tables)
        elif child.name.startswith("test_"):
            yield prefix + child.name, list(dict.fromkeys([*inherited, *own]))


def _pytestmark(node: ast.AST) -> Iterator[str]:
    for child in node.body:
        if isinstance(child, ast.Assign) and any(getattr(t, "id", "") == "pytestmark" for t in child.targets):
            marks = child.value.elts if isinstance(child.value, ast.List | ast.Tuple) else [child.value]
            for mark in marks:
                yield from _covered(mark)


def _decorated(mark: ast.expr, tables: dict[str, ast.expr]) -> Iterator[str]:
    for part in ast.walk(mark):
        yield from _covered(part)
        if isinstance(part, ast.Name) and part.id in tables:
            yield from (identifier for inner in ast.walk(tables[part.id]) for identifier in _covered(inner))


def _covered(mark: ast.expr) -> Iterator[str]:
    if isinstance(mark, ast.Call) and getattr(mark.func, "attr", getattr(mark.func, "id", "")) == "covers":
        yield from (arg.value for arg in mark.args if isinstance(arg, ast.Constant))


def report(lines: dict[str, str], covers: dict[str, list[str]], brief: bool = False) -> Iterator[str]:
    for document in sorted({identifier[0] for identifier in lines}):
        mine = [identifier for identifier in lines if identifier.startswith(document)]
        missing = [identifier for identifier in mine if identifier not in covers]
        yield f"Document {document} : {len(mine) - len(missing)} / {len(mine)}"
        if not brief:
            yield from (f"  non couvert  {identifier}  {lines[identifier]}" for identifier in missing)
    yield from (f"Ligne inconnue : {name} ({covers[name][0]})" for name in sorted(covers.keys() - lines.keys()))
    yield f"Lignes de la liste prouvées par un test : {len(lines.keys() & covers.keys())} / {len(lines)}"


def detail(wanted: list[str], lines: dict[str, str], covers: dict[str, list[str]]) -> Iterator[str]:
    for identifier in wanted:
        yield f"{identifier}  {lines.get(identifier, 'ligne inconnue')}"
        yield from (f"  {name}" for name in covers.get(identifier, ["non couvert"]))


def main(arguments: list[str]) -> None:
    lines, covers = read_lines(), find_covers()
    brief = arguments == ["--bref"]
    wanted = [] if brief else [identifier.upper() for identifier in arguments]
    print("\n".join(detail(wanted, lines, covers) if wanted else report(lines, covers, brief)))


if __name__ == "__main__":
    main(sys.argv[1:])
