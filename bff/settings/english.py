"""The SMS texts in English, for accounts that were registered in English.

All other accounts get the Vietnamese texts. Each has the name and the placeholders of the Vietnamese text,
and is registered with the gateway beside it.
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class EnglishTexts:
    """The SMS texts in English."""

    sms_en_receipt_text: str = (
        "{site}: your account was opened at {time}, level {level}. If it was not you, report it: {link}"
    )
    """As SMS_RECEIPT_TEXT, in English."""
    sms_en_deletion_text: str = (
        "{site}: deletion of your account was requested; it is deleted after {time}. Not you? Sign in to "
        "keep it or call {hotline}."
    )
    """As SMS_DELETION_TEXT, in English."""
    sms_en_password_text: str = (
        "{site}: the password of your account changed at {time}. If it was not you, stop it: {link}"  # noqa: S105
    )
    """As SMS_PASSWORD_TEXT, in English."""
    sms_en_phone_text: str = (
        "{site}: the phone of your account changed at {time}. If it was not you, stop it: {link}"
    )
    """As SMS_PHONE_TEXT, in English."""
    sms_en_new_phone_text: str = (
        "{site}: from {time} this is the phone of your account. If it was not you, call {hotline}."
    )
    """As SMS_NEW_PHONE_TEXT, in English."""
    sms_en_given_up_text: str = (
        "{site}: at {time} this number was said to have a new owner. It opens no account now. If it was not "
        "you, call {hotline}."
    )
    """As SMS_GIVEN_UP_TEXT, in English."""
    sms_en_recovery_codes_text: str = (
        "{site}: the recovery codes of your account changed at {time}. If it was not you, stop it: {link}"
    )
    """As SMS_RECOVERY_CODES_TEXT, in English."""
    sms_en_email_text: str = (
        "{site}: the email address of your account changed at {time}. If it was not you, stop it: {link}"
    )
    """As SMS_EMAIL_TEXT, in English."""
    sms_en_opened_again_text: str = (
        "{site}: your account was opened again at {time}, by a signature or at an office. Not you? Call "
        "{hotline}."
    )
    """As SMS_OPENED_AGAIN_TEXT, in English."""
    sms_en_device_text: str = (
        "{site}: a new device signed in to your account at {time}. If it was not you, call {hotline}."
    )
    """As SMS_DEVICE_TEXT, in English."""
    sms_en_app_text: str = (
        "{site}: the second step of your sign-in changed at {time}. If it was not you, stop it: {link}"
    )
    """As SMS_APP_TEXT, in English."""
    sms_en_passkey_text: str = (
        "{site}: a passkey of your account was added or removed at {time}. Not you? Stop it: {link}"
    )
    """As SMS_PASSKEY_TEXT, in English."""
    sms_en_level_text: str = (
        "{site}: the level of your account was raised at {time}. If it was not you, stop it: {link}"
    )
    """As SMS_LEVEL_TEXT, in English."""
    sms_en_level_gone_text: str = (
        "{site}: at {time} its holder signed, and this phone no longer opens your account. Not you? Stop it: "
        "{link}"
    )
    """As SMS_LEVEL_GONE_TEXT, in English."""
    sms_en_counter_help_text: str = (
        "{site}: a counter compared your document. New password: {link} If it was not you, call {hotline}."
    )
    """As SMS_COUNTER_HELP_TEXT, in English."""
    sms_en_office_compared_text: str = (
        "{site}: an office compared a document to give your account another phone. Not you? Stop it: {link}"
    )
    """As SMS_OFFICE_COMPARED_TEXT, in English."""
    sms_en_dispute_opened_text: str = (
        "{site}: dispute {reference} received, viewing code {secret}. The account is frozen. Decision within "
        "{days} working days."
    )
    """As SMS_DISPUTE_OPENED_TEXT, in English."""
    sms_en_dispute_holder_text: str = (
        "{site}: somebody disputes your account. It is frozen. If it is yours, answer: {link}"
    )
    """As SMS_DISPUTE_HOLDER_TEXT, in English."""
    sms_en_case_opened_text: str = (
        "{site}: dispute {reference} received, viewing code {secret}. The account is not frozen. Answer "
        "within {days} working days."
    )
    """As SMS_CASE_OPENED_TEXT, in English."""
    sms_en_case_holder_text: str = (
        "{site}: somebody disputes your account. It is not frozen. If it is yours, answer: {link}"
    )
    """As SMS_CASE_HOLDER_TEXT, in English."""
    sms_en_case_ended_text: str = (
        "{site}: the dispute about your account has ended. The account stays as it is. Call {hotline}."
    )
    """As SMS_CASE_ENDED_TEXT, in English."""
    sms_en_dispute_decided_text: str = (
        "{site}: dispute {reference} is decided. Look under Disputes with your viewing code."
    )
    """As SMS_DISPUTE_DECIDED_TEXT, in English."""
    sms_en_dispute_restored_text: str = (
        "{site}: the dispute about your account has ended. The account is open; sign in as before."
    )
    """As SMS_DISPUTE_RESTORED_TEXT, in English."""
    sms_en_dispute_closed_text: str = (
        "{site}: the dispute is decided. Your account can no longer be used. Reasons and appeal: {link}"
    )
    """As SMS_DISPUTE_CLOSED_TEXT, in English."""
    sms_en_dispute_kept_text: str = (
        "{site}: the dispute is decided. Your account is open; sign in as before. Reasons: {link}"
    )
    """As SMS_DISPUTE_KEPT_TEXT, in English."""
    sms_en_case_decided_text: str = (
        "{site}: the dispute about your account is decided. It stays as it is. Reasons: {link}"
    )
    """As SMS_CASE_DECIDED_TEXT, in English."""
    sms_en_appeal_answered_text: str = (
        "{site}: your appeal in dispute {reference} is answered. Look under Disputes with your viewing code."
    )
    """As SMS_APPEAL_ANSWERED_TEXT, in English."""
    sms_en_holders_appeal_answered_text: str = (
        "{site}: your appeal about your account is answered. Read it: {link}"
    )
    """As SMS_HOLDERS_APPEAL_ANSWERED_TEXT, in English."""
    sms_en_dispute_code_text: str = (
        "{site}: the new viewing code of dispute {reference} is {secret}. The old one opens nothing."
    )
    """As SMS_DISPUTE_CODE_TEXT, in English."""
    sms_en_appointment_exists_text: str = (
        "{site}: the post office has verified you; you already have an account. Look before {time}: {link}"
    )
    """As SMS_APPOINTMENT_EXISTS_TEXT, in English."""
    sms_en_appointment_approved_text: str = (
        "{site}: the post office has verified you. Choose a password before {time}: {link}"
    )
    """As SMS_APPOINTMENT_APPROVED_TEXT, in English."""
    sms_en_appointment_rejected_text: str = (
        "{site}: the post office could not verify you ({reason}). Details: {page}"
    )
    """As SMS_APPOINTMENT_REJECTED_TEXT, in English."""
    sms_en_appointment_late_text: str = (
        "{site}: the time of your appointment {reference} is over. Make a new one or call {hotline}."
    )
    """As SMS_APPOINTMENT_LATE_TEXT, in English."""
