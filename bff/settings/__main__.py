"""Print every setting of the product with its default and its meaning: ``python -m bff.settings``."""

import textwrap

from bff.settings.describing import Description, described

WIDTH = 100


def _lines(one: Description) -> str:
    unit = f" {one.unit}" if one.unit else ""
    meaning = textwrap.fill(one.meaning, WIDTH, initial_indent="    ", subsequent_indent="    ")
    return f"{one.variable} = {one.default}{unit}\n{meaning}\n"


def main() -> None:
    """Print the groups in the order of the code."""
    for title, settings in described():
        print(f"# {title}\n")
        print("\n".join(map(_lines, settings)))


if __name__ == "__main__":
    main()
