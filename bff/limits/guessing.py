"""Limits the wrong one-time codes, so that a new flow gives no new guesses.

There are three counts, because a stranger must not use up the owner's tries (decision record 0048):

- Signing in after the right password: per phone and account, and apart for each browser that has signed
  in before. It begins at zero after each change of a way in, so a thief with the old password does not count
  against the owner who has chosen another one; nor does another account on the phone.
- Signing in while passwords are guessed (`Flow.is_quiet`): per typed number, after a right and after a wrong
  password alike. Otherwise the reply to one more code would tell whether the password was right.
- All other flows: per phone, together.
"""

from bff.journeys.flow import Flow
from bff.journeys.purpose import Purpose
from bff.limits.table import limits
from bff.services import services
from bff.stores.attempts import Counted
from bff.web.devices import own_browser


def guess_limit(flow: Flow) -> Counted:
    """Return the limit of wrong codes in this flow, and the digest against which they count."""
    digest_of = services().digest_of
    if flow.purpose is Purpose.SIGN_IN and flow.is_quiet:
        return limits().wrong_codes_while_guessed, digest_of(f"{flow.typed.get('number', '')} quiet")
    own = own_browser(flow.account_id or "")
    phone = flow.phone_number or flow.id
    if is_after_password(flow):
        counted_as = f"{phone} {own} sign_in {flow.account_id} {flow.generation or 0}"
        return limits().wrong_codes_of_sign_ins, digest_of(counted_as)
    return limits().wrong_codes, digest_of(f"{phone} {own}".rstrip())


def is_after_password(flow: Flow) -> bool:
    """Return whether the flow signs in to an account whose password was right."""
    return flow.purpose is Purpose.SIGN_IN and flow.account_id is not None
