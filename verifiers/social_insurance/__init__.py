"""The client of the social-insurance register: ``match`` compares a claimed person with its records."""

from verifiers.social_insurance.agreement import InsuranceRefusal
from verifiers.social_insurance.bus import BusAccess
from verifiers.social_insurance.client import LOOKUP_PATH, SocialInsurance

__all__ = ["LOOKUP_PATH", "BusAccess", "InsuranceRefusal", "SocialInsurance"]
