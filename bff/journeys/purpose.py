"""What a person walks a journey for, and what a proof of identity is for."""

from enum import StrEnum


class Purpose(StrEnum):
    """What a flow is for. A browser holds at most one flow for each purpose."""

    REGISTER = "register"
    SIGN_IN = "sign_in"
    PROVE = "prove"
    DISPUTE = "dispute"
    RECOVER = "recover"


class Aim(StrEnum):
    """What the holder of an account, or a disputer, proves their identity for."""

    RAISE = "raise"
    DISPUTE = "dispute"
    ANSWER = "answer"
    NEW_PHONE = "new_phone"
    RESET = "reset"
    DELETE = "delete"
