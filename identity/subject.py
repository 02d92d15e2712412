"""The three subjects of the portal: an account belongs to a citizen, a business or an agency."""

from enum import StrEnum


class Subject(StrEnum):
    """The kind of owner of an account."""

    CITIZEN = "citizen"
    BUSINESS = "business"
    AGENCY = "agency"
