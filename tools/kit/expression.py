"""Arithmetic over quantities: an own small evaluator of syntax trees, exact, with units checked at every operation.

Never `eval`: only numbers, names, + - * / **, and a few functions, within caps on size and digits.
"""

import ast
import math
from collections.abc import Callable, Mapping, Sequence
from decimal import Context, Decimal
from fractions import Fraction
from typing import NamedTuple

from tools.kit.errors import Correctable
from tools.kit.quantity import Dimension

LONGEST = 400
NODES = 120
BITS = 4096
POWER = 6
PI = Fraction("3.14159265358979323846264338327950288")
# Numbers that formulas hold of themselves. Any other number is a fact about the building and needs a source.
PLAIN = {Fraction(n) for n in (0, 1, 2, 4)} | {Fraction(1, 2)} | {Fraction(10) ** n for n in range(-3, 7)}
NONE = Dimension()


class Value(NamedTuple):
    """An exact number in base units (m, kg, pieces) and its dimension."""

    number: Fraction
    dimension: Dimension = NONE


def names_in(expression: str) -> list[str]:
    """The names of quantities that an expression uses, each once, in order: an input may be called as a function is, count.
    Raises Correctable where it is no expression."""
    nodes = list(ast.walk(_parsed(expression)))
    called = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
    found = [node for node in nodes if isinstance(node, ast.Name) and id(node) not in called]
    found.sort(key=lambda node: (node.lineno, node.col_offset))
    return [name for name in dict.fromkeys(node.id for node in found) if name != "pi"]


def evaluate(expression: str, values: Mapping[str, Value]) -> Value:
    """The value of an expression. Raises Correctable for anything but arithmetic, with what to do instead."""
    try:
        return _Evaluator(values).visit(_parsed(expression).body)
    except ZeroDivisionError as error:
        raise Correctable(f"{expression!r} divides by zero.") from error


def _parsed(expression: str) -> ast.Expression:
    text = expression.strip().replace("×", "*").replace("÷", "/").replace("^", "**").replace("−", "-")
    if len(text) > LONGEST:
        raise Correctable(f"The expression is over {LONGEST} characters long. Split it into several calculations.")
    try:
        tree = ast.parse(text, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise Correctable(f"{expression!r} is no arithmetic expression such as q1 * 2 + width.") from error
    if sum(1 for _ in ast.walk(tree)) > NODES:
        raise Correctable("The expression has too many parts. Split it into several calculations.")
    return tree


class _Evaluator:
    """Walks one syntax tree."""

    def __init__(self, values: Mapping[str, Value]) -> None:
        self.values = values

    def visit(self, node: ast.expr) -> Value:
        match node:
            case ast.Constant():
                return self._plain(node)
            case ast.Name():
                return self._named(node.id)
            case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign):
                value = self.visit(node.operand)
                return value._replace(number=-value.number) if isinstance(sign, ast.USub) else value
            case ast.BinOp():
                return _capped(self._operated(node))
            case ast.Call(func=ast.Name(id=name), keywords=[]):
                return self._called(node, name)
        allowed = f"Use numbers, ids, named inputs, + - * / ** and {', '.join(FUNCTIONS)}."
        raise Correctable(f"{ast.unparse(node)} is not allowed. {allowed}")

    def _operated(self, node: ast.BinOp) -> Value:
        if isinstance(node.op, ast.Pow):
            return self._power(node)
        return _operation(node.op)(self.visit(node.left), self.visit(node.right))

    def _plain(self, node: ast.Constant) -> Value:
        number = _number(node)
        if number not in PLAIN:
            raise Correctable(
                f"{ast.unparse(node)} has no source. Give it as an input with its unit and source (user, assumption or "
                "the id of the read text), and use its name in the expression."
            )
        return Value(number)

    def _named(self, name: str) -> Value:
        if name == "pi" and name not in self.values:
            return Value(PI)
        if name not in self.values:
            raise Correctable(f"{name!r} is neither an id of the ledger nor one of the inputs.")
        return self.values[name]

    def _power(self, node: ast.BinOp) -> Value:
        base, exponent = self.visit(node.left), _exponent(node.right)
        if exponent == Fraction(1, 2):
            return _root([base])
        if exponent.denominator != 1 or abs(exponent) > POWER:
            raise Correctable(f"The exponent has to be 0.5 or a whole number from -{POWER} to {POWER}.")
        power = int(exponent)
        return Value(base.number**power, Dimension(*(part * power for part in base.dimension)))

    def _called(self, node: ast.Call, name: str) -> Value:
        function = FUNCTIONS.get(name)
        if function is None:
            raise Correctable(f"There is no function {name!r}. Functions are: {', '.join(FUNCTIONS)}.")
        if name == "round" and len(node.args) == 2:
            raise Correctable("Figures are rounded where they are shown; leave the number of decimals out.")
        arguments = [self.visit(argument) for argument in _flat(node.args)]
        if not arguments:
            raise Correctable(f"{name} needs a value.")
        return _capped(function(arguments))


def _exponent(node: ast.expr) -> Fraction:
    match node:
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant() as inner):
            return -_number(inner)
        case ast.Constant():
            return _number(node)
    raise Correctable("The exponent has to be a plain number such as 2 or 0.5.")


def _flat(arguments: Sequence[ast.expr]) -> list[ast.expr]:
    return [
        part
        for argument in arguments
        for part in (argument.elts if isinstance(argument, ast.List | ast.Tuple) else [argument])
    ]


def _number(node: ast.Constant) -> Fraction:
    if isinstance(node.value, bool) or not isinstance(node.value, int | float):
        raise Correctable(f"{ast.unparse(node)} is no number.")
    if isinstance(node.value, float) and not math.isfinite(node.value):
        raise Correctable("The number has too many digits.")
    return Fraction(str(node.value))


def _capped(value: Value) -> Value:
    if max(value.number.numerator.bit_length(), value.number.denominator.bit_length()) > BITS:
        raise Correctable("The result has too many digits. Check the expression.")
    return value


def _same(values: Sequence[Value], doing: str) -> Dimension:
    dimensions = {value.dimension for value in values}
    if len(dimensions) > 1:
        kinds = " and ".join(sorted(map(described, dimensions)))
        raise Correctable(f"{kinds} cannot be {doing}. Give every input its unit, and check the ids.")
    return dimensions.pop()


def described(dimension: Dimension) -> str:
    """The dimension in words: "a length", "a pure number"."""
    named = {
        NONE: "a pure number", Dimension(1): "a length", Dimension(2): "an area", Dimension(3): "a volume",
        Dimension(0, 1): "a weight", Dimension(0, 0, 1): "a count",
    }  # fmt: skip
    return named.get(dimension, f"length^{dimension.length}·mass^{dimension.mass}·pieces^{dimension.pieces}")


def _product(left: Dimension, right: Dimension, sign: int) -> Dimension:
    """Six pieces of 3 m are 18 m: pieces vanish in a product with lengths or weights, and in a share of them."""
    length, mass, pieces = (a + sign * b for a, b in zip(left, right, strict=True))
    if abs(pieces) == 1 and min(length, mass) >= 0 and max(length, mass) > 0:
        pieces = 0
    return Dimension(length, mass, pieces)


def _operation(operator: ast.operator) -> Callable[[Value, Value], Value]:
    match operator:
        case ast.Add():
            return lambda a, b: Value(a.number + b.number, _same([a, b], "added"))
        case ast.Sub():
            return lambda a, b: Value(a.number - b.number, _same([a, b], "subtracted"))
        case ast.Mult():
            return lambda a, b: Value(a.number * b.number, _product(a.dimension, b.dimension, 1))
        case ast.Div():
            return lambda a, b: Value(a.number / b.number, _product(a.dimension, b.dimension, -1))
    raise Correctable("Only + - * / and ** are allowed.")


def _chosen(pick: Callable[[list[Fraction]], Fraction], doing: str) -> Callable[[Sequence[Value]], Value]:
    return lambda values: Value(pick([v.number for v in values]), _same(values, doing))


def _rounded(how: Callable[[Fraction], int]) -> Callable[[Sequence[Value]], Value]:
    def apply(values: Sequence[Value]) -> Value:
        value = _only(values)
        if value.dimension not in (NONE, Dimension(pieces=1)):
            raise Correctable(
                "Only pure numbers and counts are rounded; measured values are rounded where they are shown."
            )
        return value._replace(number=Fraction(how(value.number)))

    return apply


def _only(values: Sequence[Value]) -> Value:
    if len(values) != 1:
        raise Correctable("This function takes one value.")
    return values[0]


def _half_up(number: Fraction) -> int:
    return math.floor(abs(number) + Fraction(1, 2)) * (1 if number >= 0 else -1)


def _absolute(values: Sequence[Value]) -> Value:
    value = _only(values)
    return value._replace(number=abs(value.number))


def _root(values: Sequence[Value]) -> Value:
    value = _only(values)
    if value.number < 0 or any(part % 2 for part in value.dimension):
        raise Correctable("Only a number or an area that is not negative has a square root.")
    halved = Dimension(*(part // 2 for part in value.dimension))
    exact = [math.isqrt(part) for part in (value.number.numerator, value.number.denominator)]
    if exact[0] ** 2 == value.number.numerator and exact[1] ** 2 == value.number.denominator:
        return Value(Fraction(*exact), halved)
    context = Context(prec=40)
    quotient = context.divide(Decimal(value.number.numerator), Decimal(value.number.denominator))
    return Value(Fraction(context.sqrt(quotient)), halved)


FUNCTIONS: dict[str, Callable[[Sequence[Value]], Value]] = {
    "min": _chosen(min, "compared"),
    "max": _chosen(max, "compared"),
    "sum": _chosen(lambda numbers: sum(numbers, Fraction(0)), "added"),
    "count": lambda values: Value(Fraction(len(values)), Dimension(pieces=1)),
    "ceil": _rounded(math.ceil),
    "floor": _rounded(math.floor),
    "round": _rounded(_half_up),
    "sqrt": _root,
    "abs": _absolute,
}
