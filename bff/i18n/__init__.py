"""The catalogue: every text of the product in English, and what it says in Vietnamese.

`python -m bff.i18n update` keeps it in step with the program, `python -m bff.i18n check` tells what is
wrong with it. Pages read it through `bff.serving.language`.
"""
