"""Whom an account is for: the three subjects of the portal."""

from enum import StrEnum


class Subject(StrEnum):
    """Who an account is for."""

    CITIZEN = "citizen"
    BUSINESS = "business"
    AGENCY = "agency"
