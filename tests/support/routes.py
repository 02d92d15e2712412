"""Compiles each address once in a process: a test makes a product of its own, and all have the same ones."""

from typing import Any, Final

from werkzeug.routing import Rule

#: What Werkzeug makes of an address, and keeps in the rule.
COMPILED: Final = ("_parts", "_trace", "_converters", "arguments")
#: How Werkzeug builds an address of a rule, without and with a query: functions that it binds to the rule.
BUILDERS: Final = ("_build", "_build_unknown")
_known: dict[tuple[Any, ...], tuple[dict[str, Any], dict[str, Any]]] = {}


class KnownRoute(Rule):
    """A rule of Werkzeug's that takes over what an equal rule of this process was compiled to."""

    def compile(self) -> None:
        """Compile the address, or take over what it was compiled to before."""
        if self.defaults or self.subdomain or self.host:
            super().compile()
            return
        key = (self.rule, self.merge_slashes, tuple(self.map.converters.items()))
        if key not in _known:
            super().compile()
            facts = {name: getattr(self, name) for name in COMPILED}
            _known[key] = facts, {name: getattr(self, name).__func__ for name in BUILDERS}
        facts, builders = _known[key]
        vars(self).update(facts)
        for name, builder in builders.items():
            setattr(self, name, builder.__get__(self))
