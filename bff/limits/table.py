"""Every limit of the product: how many attempts, within which time, and who is counted.

A limit here only says how often. The callers say against which digest an attempt is counted. docs/limits.md
explains each number; a test compares the two.
"""

from dataclasses import dataclass

from bff.services import services
from bff.settings.settings import Settings
from bff.stores.attempts import Limit

TEN_MINUTES, HOUR, DAY = 600, 3_600, 86_400
#: More reports of one phone in a day tell the operator nothing new and fill a history (an assumption).
REPORTS_A_DAY = 10


@dataclass(frozen=True)
class LimitTable:
    """The limits as these settings have them."""

    settings: Settings

    @property
    def codes_to_a_phone(self) -> tuple[Limit, Limit]:
        """One-time codes sent to one phone."""
        return (
            Limit("codes_hour", self.settings.one_time_codes_per_hour, HOUR),
            Limit("codes_day", self.settings.one_time_codes_per_day, DAY),
        )

    @property
    def wrong_codes(self) -> Limit:
        """Wrong one-time codes for one phone, over all flows."""
        return Limit("wrong_codes", self.settings.wrong_codes_per_phone_day, DAY)

    @property
    def matches_of_a_person(self) -> Limit:
        """Comparisons of one person with the register of one method."""
        settings = self.settings
        return Limit("matches_person", settings.matches_per_person, settings.matches_per_person_seconds)

    @property
    def matches_of_an_insurance_number(self) -> Limit:
        """Comparisons with the record of one social-insurance number."""
        settings = self.settings
        most = settings.social_insurance_matches_per_number
        return Limit("matches_insurance_number", most, settings.matches_per_person_seconds)

    @property
    def matches_of_a_browser(self) -> Limit:
        """Comparisons that one browser session asks for."""
        return Limit("matches_session", self.settings.matches_per_session_hour, HOUR)

    @property
    def appointment_lookups(self) -> Limit:
        """References of appointments that one browser session looks up."""
        return Limit("appointment_lookups", self.settings.matches_per_session_hour, HOUR)

    @property
    def office_help_requests(self) -> Limit:
        """Requests for help at an office that one browser session makes."""
        return Limit("counter_help", self.settings.matches_per_session_hour, HOUR)

    @property
    def wrong_passwords_of_a_browser(self) -> Limit:
        """Wrong passwords that one browser session tries for one number."""
        settings = self.settings
        return Limit("sign_ins", settings.sign_ins_per_session, settings.sign_ins_per_session_seconds)

    @property
    def wrong_passwords_of_an_account(self) -> Limit:
        """Wrong passwords for one number from all browsers."""
        return Limit("sign_ins_account", self.settings.sign_ins_per_account_hour, HOUR)

    @property
    def wrong_current_passwords(self) -> Limit:
        """Wrong passwords that are asked for again inside one account."""
        settings = self.settings
        return Limit("current_password", settings.sign_ins_per_session, settings.sign_ins_per_session_seconds)

    @property
    def wrong_app_codes(self) -> Limit:
        """Wrong codes of an authenticator app, and wrong recovery codes, for one account."""
        return Limit("app_codes", self.settings.app_codes_per_account_hour, HOUR)

    @property
    def password_resets(self) -> Limit:
        """Forgotten passwords that one browser session reports."""
        return Limit("resets", self.settings.resets_per_session_hour, HOUR)

    @property
    def sim_requests(self) -> tuple[Limit, Limit]:
        """Requests to one SIM."""
        return (
            Limit("sim_ten_minutes", self.settings.sim_requests_per_ten_minutes, TEN_MINUTES),
            Limit("sim_day", self.settings.sim_requests_per_day, DAY),
        )

    @property
    def token_signatures(self) -> Limit:
        """Signatures of tokens that are checked for one browser session."""
        return Limit("token_signatures", self.settings.usb_signatures_per_hour, HOUR)

    @property
    def joins(self) -> Limit:
        """Codes that one browser session tries in order to join a phone's registration."""
        return Limit("joins", self.settings.usb_joins_per_hour, HOUR)

    @property
    def not_me_reports(self) -> Limit:
        """Reports of "this was not me" for one phone that are taken."""
        return Limit("not_me", REPORTS_A_DAY, DAY)

    @property
    def wrong_dispute_codes_of_a_browser(self) -> Limit:
        """Wrong pairs of reference and viewing code that one browser session tries."""
        return Limit("dispute_tries", self.settings.dispute_tries, self.settings.dispute_tries_seconds)

    @property
    def wrong_dispute_codes_of_a_reference(self) -> Limit:
        """Wrong viewing codes for one reference from all browsers."""
        return Limit("dispute_tries_reference", self.settings.dispute_tries_per_reference_hour, HOUR)

    @property
    def desk_sign_ins_of_a_browser(self) -> Limit:
        """Wrong tries to sign in at the desk, for one name from one browser."""
        return Limit("desk_sign_ins", self.settings.desk_sign_ins, self.settings.desk_sign_ins_seconds)

    @property
    def desk_sign_ins_of_a_name(self) -> Limit:
        """Wrong tries to sign in at the desk, for one name from all browsers that the name never used."""
        return Limit("desk_sign_ins_name", self.settings.desk_sign_ins_per_name_hour, HOUR)


def limits() -> LimitTable:
    """Return the limits of the running product."""
    return LimitTable(services().settings)
