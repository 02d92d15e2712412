"""Print every setting of the product with its default and its meaning: ``python -m bff.settings``."""

import textwrap

from bff.settings.describing import Description, described

WIDTH = 100


def _lines(setting: Description) -> str:
    unit = f" {setting.unit}" if setting.unit else ""
    meaning = textwrap.fill(setting.meaning, WIDTH, initial_indent="    ", subsequent_indent="    ")
    return f"{setting.variable} = {setting.default}{unit}\n{meaning}\n"


def main() -> None:
    """Print the groups in the order of the code."""
    for title, settings in described():
        print(f"# {title}\n")
        print("\n".join(map(_lines, settings)))


if __name__ == "__main__":
    main()
