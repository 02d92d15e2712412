"""What each setting means, read from the strings that stand after the fields of the groups."""

import ast
import inspect
import textwrap
from collections.abc import Iterator
from dataclasses import MISSING, Field, dataclass, fields
from typing import Any

from bff.settings.settings import Settings

#: A setting whose name ends so has this unit.
_UNITS = {
    "_working_days": "working days",
    "_days": "days",
    "_hours": "hours",
    "_seconds": "seconds",
}


@dataclass(frozen=True)
class Description:
    """One setting, as an operator reads it.

    Attributes:
        variable: the name of the environment variable.
        default: as an operator would write it; "required" or "none" where there is no default.
        unit: the unit in the setting's name; empty where the name has none.
        meaning: one or more sentences.
    """

    variable: str
    default: str
    unit: str
    meaning: str


def described() -> Iterator[tuple[str, list[Description]]]:
    """Yield each group of settings: its title and its settings, in the order of the code."""
    settings = {setting.name: setting for setting in fields(Settings)}
    for group in Settings.__bases__:
        yield (
            inspect.cleandoc(group.__doc__ or "").splitlines()[0],
            [_describe(settings[name], meaning) for name, meaning in _strings_after_fields(group)],
        )


def _strings_after_fields(group: type) -> Iterator[tuple[str, str]]:
    """Yield the name of each field of *group* and the string that follows it, empty where none does.

    Python keeps no such string at run time, so the source is read.
    """
    definition = ast.parse(textwrap.dedent(inspect.getsource(group))).body[0]
    body = definition.body if isinstance(definition, ast.ClassDef) else []
    for statement, following in zip(body, [*body[1:], None], strict=True):
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            yield statement.target.id, _text_of(following)


def _text_of(statement: ast.stmt | None) -> str:
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        return " ".join(str(statement.value.value).split())
    return ""


def _describe(setting: "Field[Any]", meaning: str) -> Description:
    unit = next((unit for ending, unit in _UNITS.items() if setting.name.endswith(ending)), "")
    return Description(setting.name.upper(), _written(setting.default), unit, meaning)


def _written(default: Any) -> str:
    """Write *default* as an operator would write it into the environment."""
    match default:
        case value if value is MISSING:
            return "required"
        case None | "" | ():
            return "none"
        case bool() as switch:
            return "on" if switch else "off"
        case tuple() as several:
            return ",".join(map(str, several))
        case float() as number:
            return f"{number:g}"
        case value:
            return str(value)
