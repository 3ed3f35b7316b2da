"""What a loop body reads of a row: the column, and which of its faces.

The same cell of a frame is seen with different types. ``iterrows`` and ``iloc[i]`` first bring the row to one
dtype (integers beside floats become floats, beside text Python objects); ``at``, ``loc`` and ``iloc`` of one
column give NumPy scalars of the column's own dtype; ``itertuples`` gives Python scalars.
"""

from __future__ import annotations

import ast
from typing import NamedTuple

from ..lift.nodes import Expr, same

ROW, OWN, PYTHON = "row", "own", "python"
"""The face of a cell: of the row's common dtype, of the column's own dtype, a Python scalar."""

_words = str.split

_SERIES_NAMES = frozenset(
    _words(
        "T abs agg all any apply array astype at attrs axes between clip copy corr count cumsum cumprod "
        "describe diff dot dropna dtype dtypes empty eq equals fillna first flags ge get groupby gt hash "
        "head hist iat idxmax idxmin iloc index info isin isna isnull item items keys kurt last le loc lt "
        "map mask max mean median min mode mul name ndim ne notna notnull pipe plot pop pow prod product "
        "quantile rank replace rolling round sample sem shape shift size skew std str sub sum tail to_dict "
        "to_list to_numpy tolist transform unique update value_counts values var where add div mod dt cat"
    )
)
_TUPLE_NAMES = frozenset({"count", "index"})
_BY_PLACE = frozenset({"iloc", "iat"})
_BY_LABEL = frozenset({"loc", "at"})


def quoted(label: str) -> ast.Constant:
    """The label of a column in double quotes."""
    made = ast.Constant(label)
    made.written = f'"{label}"'  # type: ignore[attr-defined]
    return made


class Read(NamedTuple):
    """One cell: ``column`` is the label as written in the source, ``face`` one of the constants above.

    ``labelled`` is set where the row was looked up by its label, ``placed`` where the column was by number.
    """

    column: ast.Constant
    face: str
    labelled: bool = False
    placed: bool = False


class Rows:
    """How the rows of one frame reach a loop body.

    ``row`` is the name of a row (empty where there is none) with the ``face`` of its cells, ``place`` the
    name of the row's number and ``label`` that of its label; where both are the same name the loop counts and
    looks rows up by their numbers as if they were labels.
    """

    def __init__(self, frame: Expr, row: str, face: str, place: str, label: str) -> None:
        self.frame = frame
        self.row = row
        self.face = face
        self.place = place
        self.label = label
        self.labelled = False

    def read(self, node: Expr) -> Read | None:
        """The cell that an expression reads, or nothing."""
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            if isinstance(node.slice.value, str):
                return self._of_row(node.value, node.slice)
        elif isinstance(node, ast.Attribute):
            if self.face == PYTHON and (node.attr in _TUPLE_NAMES or node.attr.startswith("_")):
                return None
            if self.face == PYTHON or node.attr not in _SERIES_NAMES:
                return self._of_row(node.value, quoted(node.attr))
        return self._of_frame(node) if isinstance(node, ast.Subscript) else None

    def _of_row(self, owner: Expr, column: ast.Constant) -> Read | None:
        """``row["a"]``, ``df.iloc[i]["a"]``, ``df.loc[i]["a"]``."""
        if isinstance(owner, ast.Name) and owner.id == self.row and column.value != "Index":
            return Read(column, self.face, self.labelled)
        way = self.whole_row(owner)
        return Read(column, ROW, way in _BY_LABEL) if way else None

    def whole_row(self, node: Expr) -> str:
        """``iloc`` or ``loc`` when the expression is one row of the frame, else an empty string."""
        if not (isinstance(node, ast.Subscript) and isinstance(node.value, ast.Attribute)):
            return ""
        way = node.value.attr
        if way not in {"iloc", "loc"} or not same(node.value.value, self.frame):
            return ""
        return way if self._here(node.slice, way) else ""

    def _here(self, index: Expr, way: str) -> bool:
        """Whether an index is the row of this pass in the manner of ``iloc`` or ``loc``."""
        wanted = self.place if way in _BY_PLACE else self.label
        return bool(wanted) and isinstance(index, ast.Name) and index.id == wanted

    def _of_frame(self, node: ast.Subscript) -> Read | None:
        """``df.at[i, "a"]``, ``df.iloc[i, 0]``, ``df["a"].iloc[i]``, ``df["a"].values[i]``."""
        owner, index = node.value, node.slice
        if isinstance(owner, ast.Attribute) and same(owner.value, self.frame):
            return self._cell(owner.attr, index)
        way = "loc"
        if isinstance(owner, ast.Attribute) and owner.attr in _BY_PLACE | _BY_LABEL:
            way, owner = owner.attr, owner.value
        elif isinstance(owner, ast.Attribute) and owner.attr == "values":
            way, owner = "iloc", owner.value
        elif isinstance(owner, ast.Call) and isinstance(owner.func, ast.Attribute) and not owner.args:
            if owner.func.attr != "to_numpy" or owner.keywords:
                return None
            way, owner = "iloc", owner.func.value
        column = self.column(owner)
        if column is None or not self._here(index, way):
            return None
        return Read(column, OWN, way in _BY_LABEL)

    def _cell(self, way: str, index: Expr) -> Read | None:
        if not (isinstance(index, ast.Tuple) and len(index.elts) == 2 and way in _BY_PLACE | _BY_LABEL):
            return None
        at, column = index.elts
        if not isinstance(column, ast.Constant) or not self._here(at, way):
            return None
        if way in _BY_PLACE:
            return Read(column, OWN, False, True) if type(column.value) is int else None
        return Read(column, OWN, True) if isinstance(column.value, str) else None

    def column(self, node: Expr) -> ast.Constant | None:
        """The label of ``df["a"]`` or ``df.a``."""
        if isinstance(node, ast.Subscript) and same(node.value, self.frame):
            index = node.slice
            return index if isinstance(index, ast.Constant) and isinstance(index.value, str) else None
        if isinstance(node, ast.Attribute) and same(node.value, self.frame):
            return None if node.attr in _SERIES_NAMES | {"columns"} else quoted(node.attr)
        return None

    def is_label(self, node: Expr) -> bool:
        """Whether the expression is ``row.Index`` or ``row.name``, the row's label."""
        if not (isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)):
            return False
        wanted = "Index" if self.face == PYTHON else "name"
        return bool(self.row) and node.value.id == self.row and node.attr == wanted
