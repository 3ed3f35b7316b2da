"""Branch marks: the target function recompiled with counters, behaving as before.

The marks drive the search for inputs, so they must be cheap. Within a function a mark is a local variable
that counts (its name is no identifier, so it meets no name of the user) and that is added to the counts of
the call when the function is left; where there are no local variables to use (in comprehensions, lambdas
and class bodies) a mark adds its number to a set. Operands of comparisons are kept for the first few
outcomes of each place in a call, after which the place costs the test of a local variable. The objects
written to stand in the code as constants: numbers in the tree, exchanged after compilation.
"""

from __future__ import annotations

import ast
import random
import types
import warnings
from typing import Any, Optional, Union, cast

from .recorder import Recorder

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
COUNTS, ADD, BUDGET, COMPARE, COMPARE_LISTED, ITERABLE = range(6)
_SIDE_EFFECTS = (
    ast.Compare,
    ast.Lambda,
    ast.NamedExpr,
    ast.Await,
    ast.Yield,
    ast.YieldFrom,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
    ast.IfExp,
    ast.BoolOp,
)
_ORDERS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)
_OUTCOMES = 4
_LOOKS_AT_LOCALS = frozenset(("locals", "vars", "dir", "eval", "exec", "_getframe", "currentframe"))


class Exit:
    """One way out of a branch: the line of the branch and the number of the mark that shows it taken."""

    def __init__(self, line: int, mark: int) -> None:
        self.line = line
        self.mark = mark


class _Scope:
    """The local variables that the marks of one function use."""

    def __init__(self) -> None:
        self.counters: list[int] = []
        self.budgets: list[int] = []
        self.sums: list[tuple[int, str]] = []


class _Instrument(ast.NodeTransformer):
    """Puts the marks into the body of one function."""

    def __init__(self, salt: int, plain_locals: bool) -> None:
        self.salt = salt
        self.plain_locals = plain_locals
        self.scopes: list[Optional[_Scope]] = []
        self.marks = 0
        self.places = 0
        self.exits: list[Exit] = []
        self.orders: list[str] = []
        self.ifs: dict[ast.AST, int] = {}

    def new(self, count: int = 1) -> int:
        self.marks += count
        return self.marks - count

    @property
    def scope(self) -> Optional[_Scope]:
        return self.scopes[-1]

    def _stand_in(self, number: int) -> ast.expr:
        return ast.Constant(self.salt + number)

    def _item(self, number: int, index: int, context: ast.expr_context) -> Any:
        return ast.Subscript(self._stand_in(number), ast.Constant(index), context)

    def _call(self, number: int, args: list[ast.expr], like: ast.AST) -> ast.expr:
        return cast(ast.expr, _placed(ast.Call(self._stand_in(number), args, []), like))

    def _count(self, mark: int, like: ast.AST) -> ast.stmt:
        """A statement that counts the mark."""
        if self.scope is not None:
            self.scope.counters.append(mark)
            target: Any = ast.Name(_counter(mark), ast.Store())
        else:
            target = self._item(COUNTS, mark, ast.Store())
        return cast(ast.stmt, _placed(ast.AugAssign(target, ast.Add(), ast.Constant(1)), like))

    def _then(self, mark: int, value: ast.expr) -> ast.expr:
        """An expression that counts the mark and is ``value``."""
        if self.scope is None:
            reached = self._call(ADD, [ast.Constant(mark)], value)  # None
            return cast(ast.expr, _placed(ast.BoolOp(ast.Or(), [reached, value]), value))
        self.scope.counters.append(mark)
        raised = ast.BinOp(ast.Name(_counter(mark), ast.Load()), ast.Add(), ast.Constant(1))
        counted = ast.NamedExpr(ast.Name(_counter(mark), ast.Store()), raised)  # at least 1
        return cast(ast.expr, _placed(ast.BoolOp(ast.And(), [counted, value]), value))

    def exit(self, branch: Any, like: ast.AST) -> ast.stmt:
        mark = self.new()
        self.exits.append(Exit(branch.lineno, mark))
        return self._count(mark, like)

    def body(self, function: Any) -> None:
        """Instrument a function; its decorators, defaults and annotations belong to what is around it."""
        scope = None if self.plain_locals else _Scope()
        self.scopes.append(scope)
        entry = self._count(self.new(), function.body[0])
        statements = [self.visit(item) for item in function.body]
        self.scopes.pop()
        kept = 1 if ast.get_docstring(function, clean=False) is not None else 0
        marked = [entry, *statements[kept:]]
        if scope is not None:
            marked = self._framed(scope, marked, function.body[0])
        function.body = statements[:kept] + marked

    def _framed(self, scope: _Scope, statements: list[ast.stmt], like: ast.AST) -> list[ast.stmt]:
        """The statements between making the local variables and handing over what they counted."""
        counters = [_counter(mark) for mark in scope.counters]
        zero: ast.stmt = ast.Assign([ast.Name(name, ast.Store()) for name in counters], ast.Constant(0))
        before, after = [zero], []
        for place in scope.budgets:
            left = ast.Name(_left(place), ast.Store())
            before.append(ast.Assign([left], self._item(BUDGET, place, ast.Load())))
            rest = ast.Name(_left(place), ast.Load())
            after.append(cast(ast.stmt, ast.Assign([self._item(BUDGET, place, ast.Store())], rest)))
        for mark, name in [*zip(scope.counters, counters), *scope.sums]:  # noqa: B905
            total = self._item(COUNTS, mark, ast.Store())
            after.append(ast.AugAssign(total, ast.Add(), ast.Name(name, ast.Load())))
        last = ast.Try(
            body=statements, handlers=[], orelse=[], finalbody=[_placed(item, like) for item in after]
        )
        return [*(_placed(item, like) for item in before), _placed(last, like)]

    def visit_FunctionDef(self, node: Any) -> Any:
        node.decorator_list = [self.visit(item) for item in node.decorator_list]
        node.args = self.visit(node.args)
        self.body(node)
        return node

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815

    def _without_scope(self, node: Any) -> Any:
        self.scopes.append(None)
        self.generic_visit(node)
        self.scopes.pop()
        return node

    visit_ClassDef = visit_Lambda = _without_scope  # noqa: N815
    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _without_scope  # noqa: N815

    def visit_If(self, node: ast.If) -> ast.If:
        self.generic_visit(node)
        node.body.insert(0, self.exit(node, node.body[0]))
        node.orelse.insert(0, self.exit(node, node.orelse[0] if node.orelse else node.test))
        self.ifs[node] = self.marks - 2
        return node

    def _loop_body(self, node: Any) -> None:
        """Count the iterations, as the sum of both ways of an ``if`` where the body begins with one."""
        both = self.ifs.get(node.body[0])
        if both is None or self.scope is None:
            node.body.insert(0, self.exit(node, node.body[0]))
            return
        mark = self.new()
        self.exits.append(Exit(node.lineno, mark))
        self.scope.sums += [(mark, _counter(both)), (mark, _counter(both + 1))]

    def visit_For(self, node: Any) -> Any:
        self.generic_visit(node)
        self._loop_body(node)
        node.orelse.insert(0, self.exit(node, node.orelse[0] if node.orelse else node))
        return node

    visit_AsyncFor = visit_For  # noqa: N815

    def visit_While(self, node: ast.While) -> ast.While:
        self.generic_visit(node)
        self._loop_body(node)
        if not isinstance(node.test, ast.Constant):
            node.orelse.insert(0, self.exit(node, node.orelse[0] if node.orelse else node.test))
        return node

    def visit_Try(self, node: Any) -> Any:
        self.generic_visit(node)
        for handler in node.handlers:
            handler.body.insert(0, self.exit(handler, handler.body[0]))
        if node.handlers:
            if node.orelse:
                node.orelse.insert(0, self.exit(node, node.orelse[0]))
            else:
                node.orelse = [self.exit(node, node.body[-1])]
        return node

    visit_TryStar = visit_Try  # noqa: N815

    def visit_Match(self, node: Any) -> Any:
        self.generic_visit(node)
        for case in node.cases:
            case.body.insert(0, self.exit(case.pattern, case.body[0]))
        last = node.cases[-1]
        pattern: Any = ast
        if last.guard is not None or not _irrefutable(last.pattern):
            anything = _placed(pattern.MatchAs(), last.pattern)
            node.cases.append(pattern.match_case(anything, None, [self.exit(node, last.body[0])]))
        return node

    def visit_IfExp(self, node: ast.IfExp) -> ast.IfExp:
        self.generic_visit(node)
        node.body = self._then(self.new(), node.body)
        node.orelse = self._then(self.new(), node.orelse)
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.BoolOp:
        self.generic_visit(node)
        node.values[1:] = [self._then(self.new(), value) for value in node.values[1:]]
        return node

    def visit_comprehension(self, node: ast.comprehension) -> ast.comprehension:
        self.generic_visit(node)
        if not node.is_async:
            node.iter = self._call(
                ITERABLE, [_placed(ast.Constant(self.new(2)), node.iter), node.iter], node.iter
            )
        node.ifs = [self._decided(test) for test in node.ifs]
        return node

    def _decided(self, test: ast.expr) -> ast.expr:
        """``not add(taken) if test else add(left_out)``."""
        taken = self._call(ADD, [ast.Constant(self.new())], test)
        left_out = self._call(ADD, [ast.Constant(self.new())], test)
        return cast(ast.expr, _placed(ast.IfExp(test, ast.UnaryOp(ast.Not(), taken), left_out), test))

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        self.generic_visit(node)
        operands = [node.left, *node.comparators]
        if not all(isinstance(op, _ORDERS) for op in node.ops) or len(node.ops) > 2:
            return node
        if any(isinstance(part, _SIDE_EFFECTS) for operand in operands for part in ast.walk(operand)):
            return node
        if len(node.ops) == 2 and not isinstance(operands[2], ast.Constant):
            return node  # the third operand must not be evaluated when the first comparison fails
        place, self.places = self.places, self.places + 1
        mark, order = self.new(_OUTCOMES * len(node.ops)), len(self.orders)
        self.orders += [type(op).__name__ for op in node.ops]
        numbers: list[ast.expr] = [ast.Constant(mark), ast.Constant(order)]
        if self.scope is None:
            left = self._item(BUDGET, place, ast.Load())
            recorded = self._call(COMPARE_LISTED, [ast.Constant(place), *numbers, *operands], node)
        else:
            self.scope.budgets.append(place)
            left = ast.Name(_left(place), ast.Load())
            less = ast.BinOp(ast.Name(_left(place), ast.Load()), ast.Sub(), ast.Constant(1))
            spent = ast.NamedExpr(ast.Name(_left(place), ast.Store()), less)
            recorded = self._call(COMPARE, [spent, *numbers, *operands], node)
        return cast(ast.expr, _placed(ast.IfExp(left, recorded, node), node))


def _counter(mark: int) -> str:
    return f".mark{mark}"


def _left(place: int) -> str:
    return f".left{place}"


def _placed(node: Any, like: ast.AST) -> Any:
    return ast.fix_missing_locations(ast.copy_location(node, like))


def _irrefutable(pattern: Any) -> bool:
    kind = type(pattern).__name__  # the classes came with Python 3.10
    if kind == "MatchAs":
        return pattern.pattern is None or _irrefutable(pattern.pattern)
    return kind == "MatchOr" and _irrefutable(pattern.patterns[-1])


class Marked:
    """The module's code with the target's functions instrumented, and what their marks write to."""

    def __init__(self, tree: ast.Module, functions: list[Any], path: str) -> None:
        salt = random.Random().getrandbits(100) | 1 << 101
        names = {
            getattr(node, "id", getattr(node, "attr", "")) for item in functions for node in ast.walk(item)
        }
        instrument = _Instrument(salt, not names.isdisjoint(_LOOKS_AT_LOCALS))
        for function in functions:
            instrument.body(function)
        self.exits = instrument.exits
        self.recorder = Recorder(instrument.marks, instrument.places, instrument.orders)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            code = compile(tree, path, "exec", dont_inherit=True)
        stand_ins = enumerate(self.recorder.stand_ins())
        self.code = _exchanged(code, {salt + number: value for number, value in stand_ins})


def _exchanged(code: types.CodeType, values: dict[int, Any]) -> types.CodeType:
    constants = []
    for item in code.co_consts:
        if type(item) is int and item in values:
            constants.append(values[item])
        elif isinstance(item, types.CodeType):
            constants.append(_exchanged(item, values))
        else:
            constants.append(item)
    return code.replace(co_consts=tuple(constants))


def definitions(tree: ast.Module, qualname: str) -> list[Any]:
    """Every definition of the function ``qualname`` in a module, in order (an ``if`` may hold several)."""
    found: list[Any] = []

    def search(node: ast.AST, names: list[str]) -> None:
        for child in ast.iter_child_nodes(node):
            named = isinstance(child, (*FUNCTIONS, ast.ClassDef))
            if named and child.name == names[0]:  # type: ignore[attr-defined]
                if len(names) == 1 and isinstance(child, FUNCTIONS):
                    found.append(child)
                elif len(names) > 1 and isinstance(child, ast.ClassDef):
                    search(child, names[1:])
            elif not named and not isinstance(child, ast.Lambda):
                search(child, names)

    search(tree, qualname.split("."))
    return found


def code_at(code: types.CodeType, qualname: str, line: int) -> Optional[types.CodeType]:
    """The code object of the function ``qualname`` whose ``co_firstlineno`` is ``line``."""
    name, _, rest = qualname.partition(".")
    for item in code.co_consts:
        if isinstance(item, types.CodeType) and item.co_name == name:
            if rest:
                inner = code_at(item, rest, line)
                if inner is not None:
                    return inner
            elif item.co_firstlineno == line:
                return item
    return None


def first_line(function: Union[ast.FunctionDef, ast.AsyncFunctionDef]) -> int:
    """What ``co_firstlineno`` will be: the line of the first decorator, or of the ``def``."""
    return min([function.lineno] + [item.lineno for item in function.decorator_list])
