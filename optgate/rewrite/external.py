"""A rewrite that somebody else wrote (a colleague, a coding agent), put in the place of the original."""

from __future__ import annotations

import ast
import builtins
import io
import tokenize

from optgate.model import Candidate, Target, UsageError

from .source import Located, definitions, identity, locate, parse
from .splice import with_imports

_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class _Theirs:
    """The colleague's file: its text, its tree and the chosen function."""

    def __init__(self, text: str, tree: ast.Module, function: ast.FunctionDef) -> None:
        self.lines = text.replace("\r\n", "\n").replace("\r", "\n").splitlines(keepends=True)
        if self.lines and not self.lines[-1].endswith("\n"):
            self.lines[-1] += "\n"
        self.text = "".join(self.lines)
        self.tree = tree
        self.function = function

    def block(self, node: ast.stmt, decorated: bool = True) -> tuple[int, list[str]]:
        """First line (1-based) and the lines of a statement."""
        first = node.lineno
        if decorated and isinstance(node, _Definition) and node.decorator_list:
            first = node.decorator_list[0].lineno
        return first, self.lines[first - 1 : node.end_lineno]


def external(target: Target, text: str, name: str | None = None, *, label: str = "candidate") -> Candidate:
    """The file with the target replaced by a function of somebody else's file.

    ``text`` is that file, ``name`` the function in it (``f`` or ``C.m``); without it the function of the
    target's own name is taken, or the only one there is. Decorators stay the original's unless the candidate
    has its own, and so does the docstring. Imports and helpers that the candidate needs and the target's
    module lacks are added.

    Raises:
        UsageError: The text does not parse, has no such function, its signature differs, or it brings a name
            that means something else in the target's module.
    """
    located = locate(target)
    if located is None:
        raise UsageError(
            f"{target.file.path}: {target.qualname} is not a plain function", "name a def that is not async"
        )
    text = text.removeprefix("\ufeff")
    tree = parse(text)
    if tree is None:
        raise UsageError(f"{label} does not parse: {_syntax_error(text)}", "give a file of valid Python")
    theirs = _Theirs(text, tree, _choose(tree, target, name, label))
    _compare_signatures(located.function, theirs.function, target, label)
    imports, helpers = _needed(located, theirs, label)
    new_text = _put_in_place(located, theirs, imports, helpers)
    if parse(new_text) is None:
        raise UsageError(
            f"{label} does not fit into {target.file.path}", "check its indentation and line continuation"
        )
    summary = f"{theirs.function.name} from {label}"
    return Candidate(identity(located, new_text), "external", new_text, summary, trusted=False)


def _syntax_error(text: str) -> str:
    try:
        ast.parse(text)
    except SyntaxError as error:
        return f"{error.msg} (line {error.lineno})"
    except (ValueError, RecursionError, MemoryError) as error:
        return str(error) or type(error).__name__
    return "unknown error"


def _choose(tree: ast.Module, target: Target, name: str | None, label: str) -> ast.FunctionDef:
    found = {path: node for path, _, node in definitions(tree) if isinstance(node, ast.FunctionDef)}
    if name is not None:
        if name in found:
            return found[name]
        same_end = [node for path, node in found.items() if path.rpartition(".")[2] == name]
        if len(same_end) == 1:
            return same_end[0]
        raise UsageError(
            f"{label} has no function {name}", f"it has: {', '.join(found) or 'no function at all'}"
        )
    for wanted in (target.qualname, target.name):
        if wanted in found:
            return found[wanted]
    if len(found) == 1:
        return next(iter(found.values()))
    hint = f"name one of them with ::NAME: {', '.join(found)}" if found else "give a file with a def in it"
    raise UsageError(f"{label} has no function {target.name}", hint)


def _compare_signatures(ours: ast.FunctionDef, theirs: ast.FunctionDef, target: Target, label: str) -> None:
    if _signature(ours.args) != _signature(theirs.args):
        raise UsageError(
            f"the signatures differ: {target.qualname}({ast.unparse(ours.args)}) "
            f"and {theirs.name}({ast.unparse(theirs.args)}) in {label}",
            "give the candidate the same parameter names, kinds and defaults",
        )


def _signature(arguments: ast.arguments) -> list[object]:
    """Names, kinds and defaults; annotations do not count."""

    def plain(argument: ast.arg | None) -> str:
        return argument.arg if argument is not None else ""

    def written(default: ast.expr | None) -> str:
        return ast.dump(default) if default is not None else ""

    return [
        [plain(argument) for argument in arguments.posonlyargs],
        [plain(argument) for argument in arguments.args],
        plain(arguments.vararg),
        [plain(argument) for argument in arguments.kwonlyargs],
        plain(arguments.kwarg),
        [written(default) for default in (*arguments.defaults, *arguments.kw_defaults)],
    ]


def _needed(located: Located, theirs: _Theirs, label: str) -> tuple[list[str], list[ast.stmt]]:
    """Import statements and top-level statements of their file that the candidate needs and ours lacks."""
    ours, available = _top_level(located.tree), _top_level(theirs.tree)
    imports: list[str] = []
    helpers: list[ast.stmt] = []
    pending = sorted(_free_names(theirs.function))
    seen: set[str] = set()
    while pending:
        name = pending.pop(0)
        if name in seen or name not in available or id(available[name]) == id(theirs.function):
            continue
        seen.add(name)
        statement = available[name]
        if name in ours:
            _same_meaning(name, ours[name], statement, located, label)
            continue
        if isinstance(statement, ast.Import | ast.ImportFrom):
            imports.append(_single_import(statement, name))
        else:
            if statement not in helpers:
                helpers.append(statement)
            pending.extend(sorted(_free_names(statement)))
    helpers.sort(key=lambda statement: statement.lineno)
    return list(dict.fromkeys(imports)), helpers


def _same_meaning(name: str, ours: ast.stmt, theirs: ast.stmt, located: Located, label: str) -> None:
    if isinstance(theirs, ast.Import | ast.ImportFrom) and isinstance(ours, ast.Import | ast.ImportFrom):
        alike = _single_import(ours, name) == _single_import(theirs, name)
    else:
        alike = ast.dump(ours) == ast.dump(theirs)
    if not alike and name != located.function.name and not isinstance(ours, ast.Try | ast.If):
        raise UsageError(
            f"{name} means something else in {located.file.path} than in {label}",
            f"give {name} another name in {label}",
        )


def _top_level(tree: ast.Module) -> dict[str, ast.stmt]:
    found: dict[str, ast.stmt] = {}
    for statement in tree.body:
        for name in _bound_by(statement):
            found[name] = statement
    return found


def _bound_by(statement: ast.stmt) -> list[str]:
    if isinstance(statement, _Definition):
        return [statement.name]
    if isinstance(statement, ast.Import | ast.ImportFrom):
        if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
            return []
        return [(alias.asname or alias.name).partition(".")[0] for alias in statement.names]
    if isinstance(statement, ast.Assign | ast.AnnAssign | ast.Try | ast.If):
        names = [
            n.id for n in ast.walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
        ]
        for node in ast.walk(statement):
            if isinstance(node, ast.Import | ast.ImportFrom | _Definition):
                names += _bound_by(node)
        return names
    return []


def _single_import(statement: ast.Import | ast.ImportFrom, name: str) -> str:
    for alias in statement.names:
        if (alias.asname or alias.name).partition(".")[0] == name:
            if isinstance(statement, ast.Import):
                return ast.unparse(ast.Import([alias]))
            return ast.unparse(ast.ImportFrom(statement.module, [alias], statement.level))
    return ast.unparse(statement)


def _free_names(node: ast.AST) -> set[str]:
    loaded = {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    stored = {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    arguments = {n.arg for n in ast.walk(node) if isinstance(n, ast.arg)}
    return {name for name in loaded - stored - arguments if not hasattr(builtins, name) or name == "_"}


def _put_in_place(located: Located, theirs: _Theirs, imports: list[str], helpers: list[ast.stmt]) -> str:
    newline = located.newline
    own_decorators = bool(theirs.function.decorator_list)
    first = located.target.line if own_decorators else located.target.def_line
    body = _renamed(located, theirs)
    start, lines = theirs.block(theirs.function, decorated=own_decorators)
    lines = body if not own_decorators else lines[: theirs.function.lineno - start] + body
    indented = _reindent(lines, start if own_decorators else theirs.function.lineno, theirs, located)
    indented = _with_docstring(indented, located, theirs, len(lines) - len(body))
    whole = [line.rstrip("\n") + newline for line in indented]
    last = located.lines[located.target.end_line - 1]
    if whole and not last.endswith(("\n", "\r")):
        whole[-1] = whole[-1].removesuffix(newline)
    result = [*located.lines[: first - 1], *whole, *located.lines[located.target.end_line :]]
    if helpers:
        result = _insert_helpers(result, located, theirs, helpers)
    return "".join(with_imports(located.tree, result, imports, newline))


def _insert_helpers(
    lines: list[str], located: Located, theirs: _Theirs, helpers: list[ast.stmt]
) -> list[str]:
    """Put helpers before the top-level statement that holds the target."""
    at = next(
        s for s in located.tree.body if s.lineno <= located.target.def_line <= (s.end_lineno or s.lineno)
    )
    line = min([at.lineno, *(d.lineno for d in getattr(at, "decorator_list", ()))])
    block: list[str] = []
    for helper in helpers:
        block += [text.rstrip("\n") + located.newline for text in theirs.block(helper)[1]]
        block += [located.newline] * (2 if isinstance(helper, _Definition) else 1)
    if not isinstance(helpers[-1], _Definition):
        block.append(located.newline)
    return [*lines[: line - 1], *block, *lines[line - 1 :]]


def _renamed(located: Located, theirs: _Theirs) -> list[str]:
    """The lines of their ``def`` under the original's name, recursive calls included."""
    old, new = theirs.function.name, located.function.name
    _, lines = theirs.block(theirs.function, decorated=False)
    if old == new:
        return list(lines)
    encoded = [line.encode() for line in lines]
    first = theirs.function.lineno
    spots = [
        (node.lineno, node.col_offset)
        for node in ast.walk(theirs.function)
        if isinstance(node, ast.Name) and node.id == old and node.lineno >= first
    ]
    head = encoded[0].index(b"def") + 3
    spots.append((first, encoded[0].index(old.encode(), head)))
    for line, column in sorted(spots, reverse=True):
        text = encoded[line - first]
        encoded[line - first] = text[:column] + new.encode() + text[column + len(old.encode()) :]
    return [line.decode() for line in encoded]


def _reindent(lines: list[str], first: int, theirs: _Theirs, located: Located) -> list[str]:
    """Their lines at the original's depth; lines inside multi-line strings stay as they are."""
    old = lines[0][: len(lines[0]) - len(lines[0].lstrip())]
    new = located.indent_of(located.target.def_line)
    frozen = _inside_strings(theirs.text)
    tabs = located.indent_unit == "\t"
    moved = []
    for offset, line in enumerate(lines):
        if first + offset in frozen or not line.strip():
            moved.append(line)
            continue
        rest = line[len(old) :] if line.startswith(old) else line.lstrip()
        if tabs and not new.strip("\t"):
            bare = rest.lstrip(" ")
            spaces = len(rest) - len(bare)
            rest = "\t" * (spaces // 4) + " " * (spaces % 4) + bare
        moved.append(new + rest)
    return moved


def _inside_strings(text: str) -> set[int]:
    """Lines that begin inside a string literal."""
    found: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.STRING and token.end[0] > token.start[0]:
            found.update(range(token.start[0] + 1, token.end[0] + 1))
    return found


def _with_docstring(lines: list[str], located: Located, theirs: _Theirs, skipped: int) -> list[str]:
    """Give their function the original's docstring when it has none."""
    ours = located.function.body[0]
    if ast.get_docstring(located.function) is None or ast.get_docstring(theirs.function) is not None:
        return lines
    if located.lines[ours.lineno - 1][: ours.col_offset].strip():
        return lines
    body = theirs.function.body[0].lineno - theirs.function.lineno + skipped
    if body <= skipped:
        return lines
    text = [line.rstrip("\r\n") + "\n" for line in located.lines[ours.lineno - 1 : ours.end_lineno]]
    unit = lines[body][: len(lines[body]) - len(lines[body].lstrip())]
    text[0] = unit + text[0].lstrip()
    return [*lines[:body], *text, *lines[body:]]
