"""The limits that refuse, for the tests which try each of them; budgets slow down and refuse nothing."""

from bff.limits.table import LimitTable

#: Tests of their own race each of them: tests/unit/bff/messages and sim_signature, and those that are named.
BUDGETS = {
    "unvouched_messages",
    "unvouched_messages_of_a_method",
    "unvouched_messages_of_a_range",
    "unvouched_messages_without_work",
    "reserve_messages",
    "alarms_of_a_budget",
    "notices_to_a_phone",
    "unvouched_requests",
    "unvouched_requests_of_a_purpose",
    "unvouched_requests_of_a_range",
    "unvouched_requests_without_work",
    "reserve_requests",
    "requests_vouched_by_an_account",
    "codes_vouched_by_a_proof",
    "kept_pages_of_a_browser",  # tests/unit/bff/web/test_slips_of_plain_pages.py
    "kept_pages",
    "matches_without_a_phone",  # tests/unit/bff/limits/test_phone_first.py
    "uses_of_a_proof_of_work",
    "changes_of_devices",  # refuses a browser that turns news on and off for an hour
    # tests/unit/bff/limits/test_one_phone_of_several_accounts.py: beyond what a stranger can drive
    "codes_of_an_account",
    "resets_by_code",
    "weak_passwords",  # tests/unit/bff/steps/test_every_new_password.py: refuses the browser that sends them
    "questions_about_an_account",
    "passkey_offers",  # one that is not made refuses nothing
}
LIMITS = {name for name, value in vars(LimitTable).items() if isinstance(value, property)} - BUDGETS
