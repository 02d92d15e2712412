"""All limits of the product: how many attempts of which kind within how many seconds.

The callers decide against which digest (of a phone, a person, a browser) an attempt counts. docs/limits.md
explains each number; a test compares the two.
"""

from dataclasses import dataclass

from bff.services import services
from bff.settings.groups import DeskSettings
from bff.settings.settings import Settings
from bff.stores.attempts import Limit
from bff.stores.portals.records import REQUEST_SECONDS
from bff.web.screens import SLIP_SECONDS

MINUTE, TEN_MINUTES, HOUR, DAY = 60, 600, 3_600, 86_400
#: More reports for one phone in a day add nothing for the operator and would fill the history (an
#: assumption).
REPORTS_A_DAY = 10
#: Texts of one side in one dispute: who has more to say can say it in one text (an assumption).
TEXTS_AN_HOUR = 3
#: Disputes that one kind of proof opens about one account in a season: one, and two second thoughts (an
#: assumption). Two people at an office open more.
DISPUTES_A_SEASON, SEASON = 3, 90 * DAY
#: Deletions of one account that are asked for in a day: second thoughts, and second ones after these (an
#: assumption). Keeping the account has no limit: it needs a deletion that was asked for.
DELETIONS_A_DAY = 3
#: Codes to one phone for which a stranger needs the number alone, and an account pays (an assumption).
RARE_CODES_AN_HOUR, RARE_CODES_A_DAY = 2, 3
#: Longer codes to one phone, before a register or a SIM is asked, after the others were used up. Each counts
#: in every flow that waits for one, so more are not needed (an assumption).
SHARED_CODES_AN_HOUR = 1
#: Pages with errors that are kept at one time, of one browser session and in all (an assumption): each takes
#: 64 KiB at most, so all of them take a quarter of the store.
KEPT_PAGES_OF_A_BROWSER, KEPT_PAGES = 20, 2_000
#: Changes of one way in, or of the e-mail, of one account from inside in a day (an assumption).
CHANGES_A_DAY, EMAIL_CHANGES_A_DAY = 10, 5
#: Weak new passwords that one browser has judged in so many seconds: each costs time (an assumption).
WEAK_PASSWORDS, WEAK_PASSWORDS_SECONDS = 20, 600
#: Codes to one account's phone in a day over all browsers after one password, and resets of one account by
#: such a code. An owner needs a few; each is paid (an assumption).
CODES_OF_AN_ACCOUNT_A_DAY, RESETS_OF_AN_ACCOUNT_A_DAY = 100, 10
#: Questions to the carrier about one account's phone in a day: one for each right code (an assumption).
QUESTIONS_ABOUT_AN_ACCOUNT_A_DAY = 40
#: Notices of one kind about one account to one phone. Not below the acts above: each is told (an assumption).
NOTICES_AN_HOUR, NOTICES_A_DAY = 10, 20


def desk_tries(settings: DeskSettings) -> Limit:
    """Return the limit of wrong passwords or codes for one name; commands read the desk's settings alone."""
    return Limit("desk_sign_ins", settings.desk_sign_ins, settings.desk_sign_ins_seconds)


@dataclass(frozen=True)
class LimitTable:
    """The limits under these settings."""

    settings: Settings

    @property
    def codes_to_a_phone(self) -> tuple[Limit, Limit]:
        """One-time codes sent to one phone."""
        return (
            Limit("codes_hour", self.settings.one_time_codes_per_hour, HOUR),
            Limit("codes_day", self.settings.one_time_codes_per_day, DAY),
        )

    @property
    def rare_codes_to_a_phone(self) -> tuple[Limit, Limit]:
        """One-time codes to one phone that an account has, where the number alone asks for them."""
        return Limit("rare_codes_hour", RARE_CODES_AN_HOUR, HOUR), Limit(
            "rare_codes_day", RARE_CODES_A_DAY, DAY
        )

    @property
    def codes_of_an_account(self) -> Limit:
        """One-time codes to the phone of one account, over all browsers, until a way in is changed."""
        return Limit("codes_account", CODES_OF_AN_ACCOUNT_A_DAY, DAY)

    @property
    def resets_by_code(self) -> Limit:
        """New passwords of one account after a code to its phone."""
        return Limit("resets_account", RESETS_OF_AN_ACCOUNT_A_DAY, DAY)

    @property
    def weak_passwords(self) -> Limit:
        """New passwords of one browser that were judged and found easy to guess."""
        return Limit("weak_passwords", WEAK_PASSWORDS, WEAK_PASSWORDS_SECONDS)

    @property
    def questions_about_an_account(self) -> Limit:
        """Questions to the carrier whether the phone of one account has a new holder."""
        return Limit("carrier_account", QUESTIONS_ABOUT_AN_ACCOUNT_A_DAY, DAY)

    @property
    def kept_pages_of_a_browser(self) -> Limit:
        """Pages with errors that are kept for one browser session."""
        return Limit("kept_pages_session", KEPT_PAGES_OF_A_BROWSER, SLIP_SECONDS)

    @property
    def kept_pages(self) -> Limit:
        """Pages with errors that are kept for all browsers."""
        return Limit("kept_pages", KEPT_PAGES, SLIP_SECONDS)

    @property
    def shared_codes_to_a_phone(self) -> Limit:
        """Longer codes to one phone, each of which every flow takes that waits for one."""
        return Limit("shared_codes", SHARED_CODES_AN_HOUR, HOUR)

    @property
    def unvouched_messages(self) -> Limit:
        """SMS to phones that nothing vouches for, from the whole product."""
        return Limit("sms_unvouched", self.settings.sms_unvouched_per_minute, MINUTE)

    @property
    def unvouched_messages_of_a_method(self) -> Limit:
        """The same, from one method."""
        return Limit("sms_unvouched_method", self.settings.sms_unvouched_per_method_minute, MINUTE)

    @property
    def unvouched_messages_of_a_range(self) -> Limit:
        """The same, to one range of numbers."""
        return Limit("sms_unvouched_range", self.settings.sms_unvouched_per_range_minute, MINUTE)

    @property
    def unvouched_messages_without_work(self) -> Limit:
        """The same, for browsers that did no proof of work."""
        most = self.settings.sms_unvouched_without_work_minute
        return Limit("sms_unvouched_without_work", most, MINUTE)

    @property
    def reserve_messages(self) -> Limit:
        """All other SMS; beyond it they are sent all the same, with an alarm."""
        return Limit("sms_reserve", self.settings.sms_reserve_alarm_per_minute, MINUTE)

    @property
    def alarms_of_a_budget(self) -> Limit:
        """Alarms that one budget of SMS, or of requests to SIMs, is used up."""
        return Limit("sms_alarms", 1, MINUTE)

    @property
    def notices_to_a_phone(self) -> tuple[Limit, Limit]:
        """Notices of one kind about one account to one phone."""
        return Limit("notices_hour", NOTICES_AN_HOUR, HOUR), Limit("notices_day", NOTICES_A_DAY, DAY)

    @property
    def unvouched_requests(self) -> Limit:
        """Requests to SIMs that nothing vouches for, from the whole product."""
        return Limit("sim_unvouched", self.settings.sim_unvouched_per_minute, MINUTE)

    @property
    def unvouched_requests_of_a_purpose(self) -> Limit:
        """The same, to register, to sign in, or to prove."""
        return Limit("sim_unvouched_purpose", self.settings.sim_unvouched_per_purpose_minute, MINUTE)

    @property
    def unvouched_requests_of_a_range(self) -> Limit:
        """The same, to one range of numbers."""
        return Limit("sim_unvouched_range", self.settings.sim_unvouched_per_range_minute, MINUTE)

    @property
    def unvouched_requests_without_work(self) -> Limit:
        """The same, for browsers that did no proof of work."""
        return Limit("sim_unvouched_without_work", self.settings.sim_unvouched_without_work_minute, MINUTE)

    @property
    def reserve_requests(self) -> Limit:
        """All other requests to SIMs; beyond it they are sent all the same, with an alarm."""
        return Limit("sim_reserve", self.settings.sim_reserve_alarm_per_minute, MINUTE)

    @property
    def requests_vouched_by_an_account(self) -> Limit:
        """Requests to any SIM for which one signed-in account vouches; beyond it nothing vouches for them."""
        return Limit("sim_account", self.settings.sim_requests_per_day, DAY)

    @property
    def codes_vouched_by_a_proof(self) -> Limit:
        """Codes to any phone for which one account's signatures vouch; beyond it nothing does."""
        return Limit("proved_codes", self.settings.one_time_codes_per_day, DAY)

    @property
    def uses_of_a_proof_of_work(self) -> Limit:
        """Messages, or requests to a SIM, for one proof of work."""
        return Limit("work", 1, self.settings.work_seconds)

    @property
    def wrong_codes(self) -> Limit:
        """Wrong one-time codes for one phone, over all flows that do not sign in."""
        return Limit("wrong_codes", self.settings.wrong_codes_per_phone_day, DAY)

    @property
    def wrong_codes_of_sign_ins(self) -> Limit:
        """Wrong one-time codes for one phone, after the right password."""
        return Limit("wrong_codes_sign_in", self.settings.wrong_codes_per_phone_day, DAY)

    @property
    def wrong_codes_while_guessed(self) -> Limit:
        """Wrong codes for one typed number while its passwords are guessed, whatever the password was."""
        return Limit("wrong_codes_guessed", self.settings.wrong_codes_per_phone_day, DAY)

    @property
    def matches_of_a_person(self) -> Limit:
        """Failed comparisons of one person with the register of one method."""
        settings = self.settings
        return Limit("matches_person", settings.matches_per_person, settings.matches_per_person_seconds)

    @property
    def matches_of_an_insurance_number(self) -> Limit:
        """Failed comparisons with the record of one social-insurance number."""
        settings = self.settings
        most = settings.social_insurance_matches_per_number
        return Limit("matches_insurance_number", most, settings.matches_per_person_seconds)

    @property
    def matches_of_a_post_id(self) -> Limit:
        """Failed comparisons with the holder of one PostID account."""
        settings = self.settings
        return Limit("matches_post_id", settings.matches_per_person, settings.matches_per_person_seconds)

    @property
    def matches_of_a_typed_phone(self) -> Limit:
        """Failed comparisons of all people with the subscriber of one phone that no code has proved."""
        return Limit("matches_typed_phone", self.settings.matches_per_typed_phone_day, DAY)

    @property
    def matches_of_a_name(self) -> Limit:
        """Failed comparisons of one name and date of birth, with whatever numbers."""
        return Limit("matches_name", self.settings.matches_per_name_day, DAY)

    @property
    def matches_by_a_proven_phone(self) -> Limit:
        """Failed comparisons of all people by one phone that was proved first."""
        return Limit("matches_by_phone", self.settings.matches_per_proven_phone_day, DAY)

    @property
    def matches_of_a_proven_phone(self) -> Limit:
        """Failed comparisons of one person, or with one number, by one phone that was proved first."""
        settings = self.settings
        return Limit("matches_phone", settings.matches_per_proven_phone, settings.matches_per_person_seconds)

    @property
    def matches_of_a_person_by_proven_phones(self) -> Limit:
        """Failed comparisons of one person, or with one number, by all phones that were proved."""
        settings = self.settings
        most = settings.matches_by_proven_phones
        return Limit("matches_person_proven", most, settings.matches_per_person_seconds)

    @property
    def matches_without_a_phone(self) -> Limit:
        """Comparisons by one method that failed, or are under way, of everyone whose phone is not proved."""
        return Limit("matches_without_phone", self.settings.matches_without_phone_per_minute, MINUTE)

    @property
    def matches_of_a_browser(self) -> Limit:
        """Failed comparisons that one browser session asks for."""
        return Limit("matches_session", self.settings.matches_per_session_hour, HOUR)

    @property
    def appointment_lookups(self) -> Limit:
        """Appointments that one browser session looks up by reference."""
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
        """Wrong passwords for one number from all browsers together."""
        return Limit("sign_ins_account", self.settings.sign_ins_per_account_hour, HOUR)

    @property
    def wrong_current_passwords(self) -> Limit:
        """Wrong passwords where a signed-in person must enter the password again."""
        settings = self.settings
        return Limit("current_password", settings.sign_ins_per_session, settings.sign_ins_per_session_seconds)

    @property
    def wrong_app_codes(self) -> Limit:
        """Wrong authenticator codes and wrong recovery codes for one account."""
        return Limit("app_codes", self.settings.app_codes_per_account_hour, HOUR)

    @property
    def deletions_asked(self) -> Limit:
        """Deletions that are asked for inside one account."""
        return Limit("deletions", DELETIONS_A_DAY, DAY)

    @property
    def changes_of_a_way_in(self) -> Limit:
        """Changes of one way in, from inside the account."""
        return Limit("changes", CHANGES_A_DAY, DAY)

    @property
    def changes_of_the_email(self) -> Limit:
        """Changes of the e-mail address, from inside the account."""
        return Limit("changes_email", EMAIL_CHANGES_A_DAY, DAY)

    @property
    def passkey_challenges(self) -> Limit:
        """Challenges for passkeys that one browser session asks for."""
        return Limit("passkey_challenges", self.settings.passkey_challenges_per_session_hour, HOUR)

    @property
    def changes_of_devices(self) -> Limit:
        """Changes of whether a device is told of news, from one browser session."""
        return Limit("push_devices", self.settings.push_changes_per_session_hour, HOUR)

    @property
    def wrong_passkeys(self) -> Limit:
        """Answers of passkeys that are not right, from one browser session."""
        settings = self.settings
        return Limit("passkeys", settings.sign_ins_per_session, settings.sign_ins_per_session_seconds)

    @property
    def passkey_offers(self) -> Limit:
        """Offers of a passkey to one account."""
        return Limit("passkey_offers", 1, self.settings.passkey_offer_days * DAY)

    @property
    def password_resets(self) -> Limit:
        """Password resets that one browser session asks for."""
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
        """USB token signatures that the product checks for one browser session."""
        return Limit("token_signatures", self.settings.usb_signatures_per_hour, HOUR)

    @property
    def joins(self) -> Limit:
        """Codes that one browser session tries in order to join the flow of a phone, and its joins."""
        return Limit("joins", self.settings.usb_joins_per_hour, HOUR)

    @property
    def wrong_way_on_codes_of_a_browser(self) -> Limit:
        """Wrong codes that one browser session types under "I have a code"."""
        return Limit("way_on_codes", self.settings.code_tries_per_session_hour, HOUR)

    @property
    def wrong_way_on_codes_of_a_group(self) -> Limit:
        """Wrong codes that share two of their three groups, from all browsers together."""
        return Limit("way_on_codes_group", self.settings.code_tries_per_group_hour, HOUR)

    @property
    def not_me_reports(self) -> Limit:
        """Reports of "this was not me" for one phone."""
        return Limit("not_me", REPORTS_A_DAY, DAY)

    @property
    def wrong_dispute_codes_of_a_browser(self) -> Limit:
        """Wrong pairs of reference and viewing code that one browser session tries."""
        return Limit("dispute_tries", self.settings.dispute_tries, self.settings.dispute_tries_seconds)

    @property
    def wrong_dispute_codes_of_a_reference(self) -> Limit:
        """Wrong viewing codes for one reference from all browsers together."""
        return Limit("dispute_tries_reference", self.settings.dispute_tries_per_reference_hour, HOUR)

    @property
    def disputes_of_an_account(self) -> Limit:
        """Disputes about one account that one kind of proof opens."""
        return Limit("disputes", DISPUTES_A_SEASON, SEASON)

    @property
    def texts_of_a_side(self) -> Limit:
        """Statements, or answers, that one side adds to one dispute."""
        return Limit("dispute_texts", TEXTS_AN_HOUR, HOUR)

    @property
    def desk_sign_ins_of_a_browser(self) -> Limit:
        """Failed sign-ins at the desk with one name from one browser."""
        return desk_tries(self.settings)

    @property
    def desk_sign_ins_of_a_name(self) -> Limit:
        """Failed sign-ins at the desk with one name from all browsers that never signed in with it."""
        return Limit("desk_sign_ins_name", self.settings.desk_sign_ins_per_name_hour, HOUR)

    @property
    def wrong_documents_of_a_record(self) -> Limit:
        """Wrong comparisons of one record with a document by one member of staff."""
        return Limit("documents_record", self.settings.desk_wrong_documents, DAY)

    @property
    def wrong_documents_of_staff(self) -> Limit:
        """Wrong comparisons of all records with documents by one member of staff."""
        return Limit("documents_staff", self.settings.desk_wrong_documents_per_day, DAY)

    @property
    def wrong_proofs_of_a_portal(self) -> Limit:
        """Wrong proofs of who one portal is, from one network."""
        return Limit("portal_proofs", self.settings.portal_wrong_proofs_per_minute, MINUTE)

    @property
    def wrong_proofs_of_a_network(self) -> Limit:
        """Wrong proofs of who any portal is, from one network."""
        most = self.settings.portal_wrong_proofs_per_network_minute
        return Limit("portal_proofs_network", most, MINUTE)

    @property
    def pushed_requests(self) -> Limit:
        """Authorization requests that one portal pushes."""
        return Limit("portal_pushes", self.settings.portal_pushes_per_minute, MINUTE)

    @property
    def long_pushes_of_a_portal(self) -> Limit:
        """Those of them that take much of the store."""
        return Limit("portal_long_pushes", self.settings.portal_long_pushes_per_minute, MINUTE)

    @property
    def long_pushes(self) -> Limit:
        """The same of all portals."""
        return Limit("portal_all_long_pushes", self.settings.portal_all_long_pushes_per_minute, MINUTE)

    @property
    def portal_requests(self) -> Limit:
        """Requests of portals that are kept for the person of one browser session."""
        return Limit("portal_requests", self.settings.portal_requests_per_session_hour, HOUR)

    @property
    def kept_requests(self) -> Limit:
        """Requests of portals that are kept at one time; an answered one leaves its place."""
        return Limit("portal_kept", self.settings.portal_kept_requests, REQUEST_SECONDS)

    @property
    def kept_requests_of_a_portal(self) -> Limit:
        """The same of one portal."""
        most = self.settings.portal_kept_requests_per_portal
        return Limit("portal_kept_portal", most, REQUEST_SECONDS)

    @property
    def kept_long_requests(self) -> Limit:
        """The same of the long ones."""
        return Limit("portal_kept_long", self.settings.portal_kept_long_requests, REQUEST_SECONDS)

    @property
    def portal_answers(self) -> Limit:
        """Answers to portals from one signed-in session."""
        return Limit("portal_answers", self.settings.portal_requests_per_session_hour, HOUR)

    @property
    def portal_consents(self) -> Limit:
        """Consents to portals that one signed-in session gives. Each is evidence, so its row stays."""
        return Limit("portal_consents", self.settings.portal_consents_per_session_day, DAY)


def limits() -> LimitTable:
    """Return the limits of the running product."""
    return LimitTable(services().settings)
