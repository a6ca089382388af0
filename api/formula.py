"""Expressions of the ledger as formulas of a spreadsheet, with every operation in brackets."""

import ast
from collections.abc import Mapping

SIGNS: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "^"}
NAMES = {"min": "MIN", "max": "MAX", "sum": "SUM", "sqrt": "SQRT", "abs": "ABS"}
ROUNDED = {"ceil": "ROUNDUP", "floor": "ROUNDDOWN", "round": "ROUND"}


def formula(expression: str, cells: Mapping[str, str]) -> str | None:
    """The formula without its equals sign; None where it holds what a spreadsheet cannot say or a name without a cell."""
    text = expression.strip().replace("×", "*").replace("÷", "/").replace("^", "**").replace("−", "-")
    try:
        return _said(ast.parse(text, mode="eval").body, cells)
    except (SyntaxError, LookupError):
        return None


def _said(node: ast.expr, cells: Mapping[str, str]) -> str:
    """Raises LookupError for what has no counterpart."""
    match node:
        case ast.Constant(value=int() | float() as value):
            return repr(value)
        case ast.Name(id="pi") if "pi" not in cells:
            return "PI()"
        case ast.Name(id=name):
            return cells[name]
        case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign):
            return f"({'-' if isinstance(sign, ast.USub) else ''}{_said(node.operand, cells)})"
        case ast.BinOp():
            return f"({_said(node.left, cells)}{SIGNS[type(node.op)]}{_said(node.right, cells)})"
        case ast.Call(func=ast.Name(id=name)):
            return _called(name, [_said(each, cells) for each in _flat(node.args)])
    raise LookupError(ast.dump(node))


def _called(name: str, arguments: list[str]) -> str:
    if name in ROUNDED:
        return f"{ROUNDED[name]}({arguments[0]},0)"
    return f"{NAMES[name]}({','.join(arguments)})"


def _flat(arguments: list[ast.expr]) -> list[ast.expr]:
    return [part for each in arguments for part in (each.elts if isinstance(each, ast.List | ast.Tuple) else [each])]
