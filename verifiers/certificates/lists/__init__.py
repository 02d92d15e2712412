"""Lists of revoked certificates (CRLs): where they come from, what one says, how long it is kept.

Nothing here knows OCSP, paths or the order in which words about revocation outrank one another:
`verifiers.certificates.revocation` does.
"""

from verifiers.certificates.lists.copies import Copies, Copy
from verifiers.certificates.lists.fetching import Source
from verifiers.certificates.lists.keeping import Age, Lists, ends_soon
from verifiers.certificates.lists.reading import MAX_LIST_BYTES, SignedList, read_list
from verifiers.certificates.lists.refreshing import Refresh, Refreshed, copy_of, refresh

__all__ = [
    "MAX_LIST_BYTES",
    "Age",
    "Copies",
    "Copy",
    "Lists",
    "Refresh",
    "Refreshed",
    "SignedList",
    "Source",
    "copy_of",
    "ends_soon",
    "read_list",
    "refresh",
]
