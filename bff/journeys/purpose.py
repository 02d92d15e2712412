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
    AFTER_STOP = "after_stop"
    """Getting back an account that a stop code froze."""
    CHANGE_FIRST_PASSWORD = "change_first_password"  # noqa: S105  # an aim, not a password
    CHANGE_NEW_PASSWORD = "change_new_password"  # noqa: S105  # an aim, not a password
    CHANGE_APP_ON = "change_app_on"
    CHANGE_APP_OFF = "change_app_off"
    CHANGE_RECOVERY_CODES = "change_recovery_codes"
    CHANGE_EMAIL = "change_email"
    CHANGE_PASSKEY_ON = "change_passkey_on"
    CHANGE_PASSKEY_OFF = "change_passkey_off"
