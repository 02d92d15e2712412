"""How claims are stored: as keyed hashes that never change, or no account opened before is found again."""

import pytest

from accounts.account.identities import HashedClaims, hashed
from accounts.storage.ciphers import LookupKey
from identity.claims import Claims
from identity.subject import Subject
from tests.unit.accounts.people import LOOKUP_KEY

CITIZEN_NUMBER = "01c69f6e4c206bb6c162fcda4f052a1d09bcee65a477ba40e395c072e8576a97"
OLD_IDENTITY_NUMBER = "5fcdd1d85aefe2324804a6d4e74dc91ccbc9797287c6cb1214397bfc2b0ac992"
TAX_NUMBER = "9de512e66171a09c65591ce6e4cdcb6f0b73f173a108a69da4aa8d2c226737f3"
ORGANISATION_KEY = "538eb73097b0a6fd541a684b606a940e06b23282de8ebc4396324ee884b4850b"
NUMBERS = {
    "citizen_number": "000190000001",
    "old_identity_number": "000000001",
    "tax_number": "0000000001",
    "organisation_key": "1000001",
}


@pytest.mark.parametrize(
    ("subject", "kind", "digests"),
    [
        (Subject.CITIZEN, "person", (CITIZEN_NUMBER, OLD_IDENTITY_NUMBER)),
        (Subject.BUSINESS, "tax_payer", (ORGANISATION_KEY, TAX_NUMBER)),
        (Subject.AGENCY, "tax_payer", (ORGANISATION_KEY, TAX_NUMBER)),
    ],
)
def test_claims_are_hashed_as_in_the_first_release(
    subject: Subject, kind: str, digests: tuple[str, ...]
) -> None:
    claims = Claims(subject=subject, **NUMBERS)
    assert hashed(LookupKey(LOOKUP_KEY), claims) == HashedClaims(subject, kind, digests)
