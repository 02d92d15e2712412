"""Turns the news on this device on and off (Web Push). The SMS comes all the same.

Never in helper mode: the device belongs to another person than the one it would be told about.
"""

import json
from base64 import urlsafe_b64encode

from flask import request
from flask.typing import ResponseReturnValue
from wtforms import StringField

from accounts.push.queue import About, PushTo
from accounts.push.subscriptions import Device
from bff.limits.table import limits
from bff.services import services
from bff.serving.language import current_language, lazy
from bff.serving.language import gettext as _
from bff.serving.log import outcome
from bff.web.devices import counted_browser, is_helping
from bff.web.fields import Longest, Needed
from bff.web.screens import Form, go, screen
from verifiers.web_push import BadAddress, PushAddress, PushHosts, public_text, read_address

#: The most characters of what a browser says of its subscription.
LONGEST_SUBSCRIPTION = 2_048


class DeviceForm(Form):
    """What the browser says of its subscription; pwa/push.js fills it in."""

    subscription = StringField(
        validators=[
            Longest(LONGEST_SUBSCRIPTION),
            Needed(lazy("This browser did not say where to send the news. Press the button again.")),
        ]
    )


def is_offered() -> bool:
    """Return whether this browser may ask to be told."""
    return bool(services().settings.push_contact) and not is_helping()


def is_told(to: PushTo, *, browser: str = "") -> bool:
    """Return whether this browser is told; for what has no known browsers, whether any device is."""
    if to.about is About.ACCOUNT:
        return services().subscriptions.has(to, browser=browser)
    return services().subscriptions.count(to) > 0


def news_here(to: PushTo, *, back: str, browser: str = "", generation: int = 0) -> ResponseReturnValue:
    """Show whether this device is told, and turn it on or off.

    Args:
        back: the address of the page that led here.
        browser: the cookie by which an account knows this browser.
        generation: of the account's ways in.
    """
    if not is_offered():
        return go(back)
    form = DeviceForm()
    if form.is_submitted() and request.form.get("action") == "off":
        return _turn_off(to, browser=browser)
    if form.validate_on_submit():
        try:
            address = read_address(form.subscription.data, PushHosts(services().settings.push_hosts))
        except BadAddress:
            outcome("push_address_refused")
            form.form_errors.append(
                _("The news service of this browser is not one that we use. The SMS comes all the same.")
            )
        else:
            return _turn_on(to, address, browser=browser, generation=generation)
    return screen(
        "steps/news.html",
        form=form,
        own_form=True,
        about=to.about.value,
        back=back,
        is_told=is_told(to, browser=browser),
        key=public_text(services().push_keys.newest().private_key),
    )


def _turn_on(to: PushTo, address: PushAddress, *, browser: str, generation: int) -> ResponseReturnValue:
    device = device_at(address, browser=browser, generation=generation)
    with services().limits.attempt((limits().changes_of_devices, services().digest_of(counted_browser()))):
        services().subscriptions.add(to, device, most=services().settings.push_devices_per_account)
    outcome("push_on")
    return go(request.path)


def _turn_off(to: PushTo, *, browser: str) -> ResponseReturnValue:
    with services().limits.attempt((limits().changes_of_devices, services().digest_of(counted_browser()))):
        if to.about is not About.ACCOUNT:
            services().subscriptions.forget(to)
        elif browser:
            services().subscriptions.forget_browsers((browser,))
    outcome("push_off")
    return go(request.path)


def device_at(address: PushAddress, *, browser: str = "", generation: int = 0) -> Device:
    """Return the record of a device, which gets our newest key."""
    keys = {"p256dh": _text(address.public_key), "auth": _text(address.secret)}
    return Device(
        endpoint=address.endpoint,
        address=json.dumps({"endpoint": address.endpoint, "keys": keys}),
        key_id=services().push_keys.newest().id,
        language=current_language(),
        browser=browser,
        generation=generation,
    )


def _text(some_bytes: bytes) -> str:
    return urlsafe_b64encode(some_bytes).rstrip(b"=").decode()
