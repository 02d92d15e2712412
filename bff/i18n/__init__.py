"""The catalogue: every text of the product in English, with its Vietnamese translation. Never a page.

`python -m bff.i18n update` adds new texts and removes old ones; `python -m bff.i18n check` lists the faults
of the catalogue. Pages use it through `bff.serving.language`.
"""
