"""I have a code: a person types the code of a message, sees what it is for, and goes on with one button.

The screen shows nothing personal: the message may have been read by another person. The code stands in no
address and in no cookie; the second form carries it. Wrong codes count against the browser, and against each
two of the code's three groups, never against an account. A stranger who glanced at one group closes no code:
the owner's pairs are two of 280,000. To a browser that the code's account knows, no guesses close a code.
"""

from itertools import combinations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from wtforms import StringField, ValidationError

from accounts.links import Link, LinkKind, LinkRefusal, groups_of, parse_code
from bff.limits.table import limits
from bff.services import services
from bff.serving.language import gettext as _
from bff.serving.language import lazy
from bff.serving.log import outcome
from bff.stores.attempts import Counted, TooOften
from bff.views.steps.links import continuation_of
from bff.web.devices import browser_id, counted_browser, is_known_to
from bff.web.fields import LONGEST_MESSAGE, Longest, Needed
from bff.web.screens import Form, screen

blueprint = Blueprint("codes", __name__, url_prefix="/code")

#: Codes whose target is an account.
_OF_AN_ACCOUNT = frozenset({LinkKind.NOT_ME, LinkKind.STOP, LinkKind.STOP_PHONE})


class WayOnForm(Form):
    """The code of a message."""

    code = StringField(
        lazy("Code from the message"),
        description=lazy(
            "12 letters and digits in three groups. Capital or small letters, with or without dashes"
        ),
        validators=[Longest(LONGEST_MESSAGE), Needed(lazy("Enter the code from the message."))],
        render_kw={"autocomplete": "off", "autocapitalize": "characters"},
    )

    def validate_code(self, field: StringField) -> None:
        """Refuse what cannot be a code, before it counts as a try."""
        if parse_code(field.data or "") is None:
            raise ValidationError(
                _("A code has 12 letters and digits, such as K7M2-PX9R-TBCF. Check it against the message.")
            )


@blueprint.route("", methods=["GET", "POST"])
def ask() -> ResponseReturnValue:
    """Ask for a code; show what it is for; with ``action=go_on`` use it up and go on."""
    form = WayOnForm()
    if not form.validate_on_submit():
        return screen("start/code.html", form=form, holds_secret=True)
    code, goes_on = parse_code(form.code.data) or "", request.form.get("action") == "go_on"
    link = _judge(code, use_up=goes_on)
    continuation = continuation_of(link.kind) if isinstance(link, Link) else None
    if not isinstance(link, Link) or continuation is None:
        refusal = link if isinstance(link, LinkRefusal) else LinkRefusal.UNKNOWN
        outcome(f"code_{refusal}")
        form.code.errors = [_words(refusal)]
        return screen("start/code.html", form=form, holds_secret=True)
    if goes_on:
        outcome(f"link_{link.kind}")
        return continuation.go_on(link)
    return screen("start/way_on.html", continuation=continuation, expires_at=link.expires_at, code=code)


def _judge(code: str, *, use_up: bool) -> Link | LinkRefusal:
    """Count a try, look *code* up, and take the try back if the code is one that was sent.

    Raises:
        TooOften: too many wrong codes.
    """
    try:
        with services().limits.attempt(*_counted(code)) as tried:
            found = _by_code(code, use_up=use_up)
            if found is not LinkRefusal.UNKNOWN:
                tried.give_back()
    except TooOften as full:
        if full.name == limits().wrong_way_on_codes_of_a_group.name and _is_of_this_browser(code):
            return _by_code(code, use_up=use_up)
        raise
    return found


def _by_code(code: str, *, use_up: bool) -> Link | LinkRefusal:
    links = services().links
    return links.redeem(code, by=services().digest_of(browser_id())) if use_up else links.look(code)


def _is_of_this_browser(code: str) -> bool:
    """Return whether the code is one of an account that this browser has signed in to before.

    The work is the same for a wrong code, so that its time shows no guess that was right.
    """
    link = services().links.look(code)
    is_found = isinstance(link, Link) and link.kind in _OF_AN_ACCOUNT
    return is_known_to(link.target_id if isinstance(link, Link) and is_found else "")


def _counted(code: str) -> tuple[Counted, ...]:
    digest_of, table = services().digest_of, limits()
    by_groups = [
        (table.wrong_way_on_codes_of_a_group, digest_of(f"{first} {second}"))
        for first, second in combinations(enumerate(groups_of(code)), 2)
    ]
    return ((table.wrong_way_on_codes_of_a_browser, digest_of(counted_browser())), *by_groups)


def _words(refusal: LinkRefusal) -> str:
    match refusal:
        case LinkRefusal.UNKNOWN:
            return _("This code is not right. Check it against the message.")
        case LinkRefusal.EXPIRED:
            return _(
                "This code is too old. If something is not as you left it, call %(hotline)s.",
                hotline=_hotline(),
            )
        case LinkRefusal.USED:
            return _(
                "This code was used already. If it was not you who used it, call %(hotline)s.",
                hotline=_hotline(),
            )
        case LinkRefusal.WITHDRAWN:
            return _(
                "This code no longer counts: what it belonged to has ended. A newer message may have another."
            )


def _hotline() -> str:
    return services().settings.hotline
