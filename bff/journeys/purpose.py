"""The purposes of flows, and the aims of proofs of identity."""

from enum import StrEnum


class Purpose(StrEnum):
    """The purpose of a flow. A browser has at most one flow for each purpose."""

    REGISTER = "register"
    SIGN_IN = "sign_in"
    PROVE = "prove"
    DISPUTE = "dispute"
    RECOVER = "recover"


class Aim(StrEnum):
    """The reason why an account's holder, or a person who disputes an account, proves their identity."""

    RAISE = "raise"
    DISPUTE = "dispute"
    ANSWER = "answer"
    NEW_PHONE = "new_phone"
    RESET = "reset"
    DELETE = "delete"
