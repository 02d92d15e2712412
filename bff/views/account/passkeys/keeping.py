"""My passkeys: the list, a new one, another name, the offer after a sign-in, and removing one."""

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, StringField

from accounts.account.records import Account
from accounts.account.ways_in import Change
from accounts.second_factors.ceremonies import text_of
from accounts.second_factors.passkeys import Passkey, PasskeyRefusal
from bff.messages.notices import of_change
from bff.owners.passkeys import Refused, judge_made, new_challenge
from bff.services import services
from bff.serving.language import gettext as _
from bff.serving.language import lazy, local_time
from bff.serving.log import outcome
from bff.stores.signed_in import SignedIn
from bff.views.account.forms import PasskeyForm
from bff.views.account.passkeys.words import CONFIRM, MAKE, TROUBLE, place_of
from bff.views.account.ways_in.changing import ask_first, finish, using_fresh
from bff.views.steps.signing_in import OFFER
from bff.web.fields import Longest, Needed
from bff.web.screens import Form, go, screen
from bff.web.sessions import device_name, signed_in_only
from identity.numbers import mask_number

blueprint = Blueprint("passkeys", __name__, url_prefix="/account/passkeys")

LONGEST_NAME = 40


class NameForm(Form):
    """The name of one passkey."""

    name = StringField(
        lazy("Name"),
        description=lazy("So that you know it again, for example: my phone"),
        validators=[Longest(LONGEST_NAME), Needed(lazy("Enter a name."))],
        render_kw={"autocomplete": "off"},
    )


class RemoveForm(Form):
    """Which passkey is removed."""

    which = RadioField(lazy("Which passkey?"), choices=[])


@blueprint.get("")
@signed_in_only
def mine(account: Account, _signed_in: SignedIn) -> ResponseReturnValue:
    """List the passkeys, on every device: synced ones are on all of them."""
    keys = services().passkeys.of_owner(account.id)
    return screen(
        "account/passkeys.html",
        keys=[(key, place_of(key)) for key in keys],
        accepted=_accepted(account, keys),
        is_full=len(keys) >= services().settings.passkeys_per_account,
        is_on=services().settings.passkeys,
        notice=_notice(),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@signed_in_only
def add(account: Account, signed_in: SignedIn) -> ResponseReturnValue:
    """Add a passkey, after a fresh proof of another way in, and end every other session."""
    if not services().settings.passkeys:
        return go(url_for("passkeys.mine"))
    if (asked := ask_first(signed_in, Change.PASSKEY_ON)) is not None:
        return asked
    form = PasskeyForm()
    if form.validate_on_submit():
        made = judge_made(
            services(), form.credential.data, browser=signed_in.id, purpose=MAKE, name=device_name()
        )
        if isinstance(made, Refused):
            outcome(made.trouble)
            form.form_errors.append(str(TROUBLE[made.trouble]))
        else:
            with using_fresh(signed_in, Change.PASSKEY_ON) as by:
                if not by:
                    return go(url_for("passkeys.mine"))
                refusal = services().passkeys.add(
                    account.id,
                    made,
                    most=services().settings.passkeys_per_account,
                    generation=account.generation,
                    proved_by=by,
                    tell=of_change(account, Change.PASSKEY_ON),
                )
            if refusal is not None:
                outcome(f"passkey_{refusal}")
                return go(url_for("passkeys.mine", notice=refusal))
            finish(account, signed_in, Change.PASSKEY_ON)
            return go(url_for("passkeys.mine", notice="added"))
    return screen("account/passkey_new.html", form=form, own_form=True)


@blueprint.post("/options")
@signed_in_only
def options(account: Account, signed_in: SignedIn) -> ResponseReturnValue:
    """Give the script of `add`, or of the confirmation of a change, a challenge and what goes with it."""
    if not services().settings.passkeys:
        abort(404)
    known, ceremonies = services().passkeys.of_owner(account.id), services().ceremonies
    if request.form.get("purpose") == CONFIRM:
        challenge = new_challenge(services(), signed_in.id, CONFIRM)
        return ceremonies.options_to_sign(challenge, known=known)
    return ceremonies.options_to_make(
        new_challenge(services(), signed_in.id, MAKE),
        product=services().settings.product_name,
        name=_shown_name(account),
        handle=services().passkeys.handle_of(account.id),
        known=known,
    )


@blueprint.route("/name", methods=["GET", "POST"])
@signed_in_only
def name(account: Account, _signed_in: SignedIn) -> ResponseReturnValue:
    """Give a passkey another name. The address says which one, by a random id."""
    which = request.args.get("which", "")
    key = next((one for one in services().passkeys.of_owner(account.id) if one.id == which), None)
    if key is None:
        abort(404)
    form = NameForm(data={"name": key.name})
    if not form.validate_on_submit():
        return screen("account/passkey_name.html", form=form, which=key.id)
    services().passkeys.rename(account.id, key.id, " ".join(form.name.data.split()))
    outcome("passkey_named")
    return go(url_for("passkeys.mine", notice="named"))


@blueprint.route("/remove", methods=["GET", "POST"])
@signed_in_only
def remove(account: Account, signed_in: SignedIn) -> ResponseReturnValue:
    """Remove a passkey, after a fresh proof of another way in, and end every other session."""
    if (asked := ask_first(signed_in, Change.PASSKEY_OFF)) is not None:
        return asked
    keys = services().passkeys.of_owner(account.id)
    if not keys:
        return go(url_for("passkeys.mine"))
    form = RemoveForm(data={"which": keys[0].id if len(keys) == 1 else None})
    form.which.choices = [(key.id, _choice(key)) for key in keys]
    if form.is_submitted() and not form.validate():
        form.which.errors = [_("Choose the passkey to remove.")]
    if not form.is_submitted() or form.errors:
        return screen("account/passkey_remove.html", form=form)
    with using_fresh(signed_in, Change.PASSKEY_OFF) as by:
        if not by:
            return go(url_for("passkeys.mine"))
        refusal = services().passkeys.remove(
            account.id,
            form.which.data,
            generation=account.generation,
            proved_by=by,
            tell=of_change(account, Change.PASSKEY_OFF),
        )
    if refusal is not None:
        return go(url_for("passkeys.mine"))
    finish(account, signed_in, Change.PASSKEY_OFF)
    return go(url_for("passkeys.mine", notice="removed"))


@blueprint.route("/offer", methods=["GET", "POST"])
@signed_in_only
def offer(_account: Account, signed_in: SignedIn) -> ResponseReturnValue:
    """Ask whether this is the person's own device, and offer a passkey for it: once, after a sign-in.

    The proof of that sign-in is the fresh proof of another way in, for this offer only.
    """
    if services().fresh.look(signed_in.id, OFFER) is None:
        return go(url_for("account.my_account"))
    if request.method == "GET":
        return screen("account/passkey_offer.html")
    by = services().fresh.take(signed_in.id, OFFER)
    if request.form.get("answer") != "yes" or by is None:
        outcome("passkey_not_now")
        return go(url_for("account.my_account"))
    services().fresh.give(signed_in.id, Change.PASSKEY_ON, by=by)
    outcome("passkey_offer_taken")
    return go(url_for("passkeys.add"))


def _accepted(account: Account, keys: list[Passkey]) -> dict[str, object]:
    """Return what tells the device which passkeys still count (WebAuthn 3, signalAllAcceptedCredentials)."""
    return {
        "rpId": services().ceremonies.rp_id,
        "userId": text_of(services().passkeys.handle_of(account.id)),
        "allAcceptedCredentialIds": [text_of(key.credential_id) for key in keys],
    }


def _shown_name(account: Account) -> str:
    """Return the name that the device shows: the end of the number, as everywhere."""
    return mask_number(account.user_name) or services().settings.product_name


def _choice(key: Passkey) -> str:
    return f"{key.name} · {local_time(key.added_at)}"


def _notice() -> tuple[str, str] | None:
    """Return the notice that the address names, and its kind: ``good`` or ``warning``."""
    words = {
        "added": (_("The passkey was added. Next time you can sign in with it."), "good"),
        "named": (_("The name was changed."), "good"),
        "removed": (
            _("The passkey was removed. It no longer signs in here; your device may still show it."),
            "good",
        ),
        PasskeyRefusal.TOO_MANY: (
            _("Your account has as many passkeys as it may. Remove one first."),
            "warning",
        ),
        PasskeyRefusal.THERE_ALREADY: (_("This passkey is there already."), "warning"),
    }
    return words.get(request.args.get("notice", ""))
