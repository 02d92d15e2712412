"""What the model learns from a request: what was typed and proved, and what counts against a limit."""

import re

from bs4 import BeautifulSoup

from accounts.references import parse_reference
from bff.journeys.flow import Flow
from bff.journeys.purpose import Aim, Purpose
from bff.messages.vouching import CodeStep, Vouching
from identity.phones import parse_mobile
from tests.unit.bff.journeys_model.browsers import Asked, ModelBrowser
from tests.unit.bff.journeys_model.knowledge import Evidence, Knowledge, Shown, opened_as
from tests.unit.bff.journeys_model.people import BY_NUMBER, app_code, facts_typed_in, holder_of
from tests.unit.bff.journeys_model.rules import (
    CODE,
    JOURNEYS,
    Model,
    app_code_of,
    flow_of,
    grown,
    is_right_code,
    posted_to_a_code_step,
    session_account,
    step_at,
)
from tests.unit.bff.journeys_model.seen import Seen


def learn(model: Model, asked: Asked, before: Seen, after: Seen) -> None:
    """Note what the request typed and proved, before the rules are asked."""
    asked.browser.knows.typed |= facts_typed_in(list(asked.form.values()))
    _learn_codes(model, asked, before, after)
    _learn_references(model, asked)
    if asked.method == "POST":
        _learn_code_typed(model, asked, before)
        _learn_signature(model, asked, before)
        _learn_viewing_code(model, asked, after)
        _learn_message_in_hand(asked, before)
        _learn_password_typed(model, asked, before)
        _learn_new_passwords(model, asked, before, after)
        _count_failed_match(model, asked, before, after)
        _count_wrong_code(model, asked, before, after)
        _count_wrong_password(model, asked, before)
        _count_sim_request(model, asked, before, after)
    _learn_app(model, asked, before, after)
    _learn_opened(model, asked, before, after)


def forget(model: Model, asked: Asked, before: Seen, after: Seen) -> None:
    """Forget, after the rules were asked, what the browser's new or ended session has forgotten."""
    if asked.method == "POST" and asked.path == "/account/sign-out" and asked.answer.status_code == 303:
        asked.browser.knows = Knowledge()
    begun = set(after.sessions) - set(before.sessions)
    if begun and not session_account(asked, before):
        (account_id, _generation) = after.sessions[begun.pop()]
        asked.browser.knows = Knowledge(proved={holder_of(after.accounts[account_id])})
    model.passwords = {one: text for one, text in model.passwords.items() if one in after.accounts}


def _learn_codes(model: Model, asked: Asked, before: Seen, after: Seen) -> None:
    arrived = [(phone, found[1]) for phone, text in after.news_since(before) if (found := CODE.search(text))]
    for flow in grown(before, after):
        model.codes_of.setdefault(flow.id, []).append(arrived[0][1] if arrived else "")
        if arrived:
            own = _own(model, asked.browser, flow.account_id) if not flow.is_quiet else ""
            model.judge("sent_code", arrived[0][0], own, _kind_of_code(flow))


def _learn_code_typed(model: Model, asked: Asked, before: Seen) -> None:
    flow = posted_to_a_code_step(model, asked, before)
    if flow is None or asked.form.get("action"):
        return
    knows, now = asked.browser.knows, model.world.clock.now
    if is_right_code(model, flow, asked.form) and flow.phone_number:
        knows.evidence.append(Evidence(Shown.PHONE_CODE, flow.phone_number, now, flow.purpose))
    elif flow.is_quiet and app_code_of(model, asked, flow):
        knows.evidence.append(Evidence(Shown.APP_CODE, flow.account_id or "", now, flow.purpose))
    else:
        return
    if flow.account_id in before.accounts:
        knows.proved.add(holder_of(before.accounts[flow.account_id]))


def _learn_signature(model: Model, asked: Asked, before: Seen) -> None:
    """Note a challenge for a token, or a token's signature over the newest challenge of the own flow."""
    key, name = step_at(model, asked.path.removesuffix("/challenge"))
    flow = flow_of(asked.session, before, JOURNEYS[key].purpose) if name == "token" else None
    if flow is None:
        return
    if asked.path.endswith("/challenge"):
        if asked.answer.status_code == 200:
            model.challenges[flow.id] = asked.answer.get_json()["content"]
        return
    if asked.form.get("helper") == "vgca" and "answer" in asked.form:
        challenge = model.challenges.pop(flow.id, "")
        holder, own, signed = model.answers.get(asked.form["answer"], ("", "", ""))
        if holder and challenge and (own, signed) == (flow.id, challenge):
            evidence = Evidence(Shown.TOKEN, holder, model.world.clock.now, flow.purpose)
            asked.browser.knows.evidence.append(evidence)
            asked.browser.knows.proved.add(holder)


def _learn_viewing_code(model: Model, asked: Asked, after: Seen) -> None:
    """Note a right viewing code: the pages of its dispute name the disputer's phone."""
    reference, secret = asked.form.get("reference", ""), asked.form.get("secret", "")
    if asked.path == "/dispute/status" and secret and model.viewing_codes.get(reference) == secret:
        plain, knows = reference.replace("-", ""), asked.browser.knows
        knows.evidence.append(Evidence(Shown.VIEWING_CODE, plain, model.world.clock.now))
        knows.typed |= facts_typed_in(
            [one.phone_number for one in after.disputes.values() if one.reference == plain]
        )


def _learn_message_in_hand(asked: Asked, before: Seen) -> None:
    """Note whose phone a person holds who types the code of a message on it."""
    if asked.path == "/code" and (code := asked.form.get("code")):
        held = [phone for phone, texts in before.messages.items() if any(code in text for text in texts)]
        asked.browser.knows.typed |= facts_typed_in(held)


def _learn_references(model: Model, asked: Asked) -> None:
    """Read what a citizen would write down: the reference, and the viewing code of a dispute."""
    if asked.browser.staff is not None or asked.answer.mimetype != "text/html":
        return
    page = BeautifulSoup(asked.answer.get_data(as_text=True), "html.parser")
    told = [one.get_text(strip=True) for one in page.select(".ticket strong")]
    found = [one for one in told if parse_reference(one) and one not in model.brought]
    model.brought += found
    if found and asked.place == "/dispute/open/opened":
        model.viewing_codes[found[0]] = told[1]


def _learn_password_typed(model: Model, asked: Asked, before: Seen) -> None:
    knows, now = asked.browser.knows, model.world.clock.now
    for account_id, account in before.accounts.items():
        right = model.passwords.get(account_id)
        at_sign_in = asked.path == "/sign-in" and asked.form.get("citizen_number") == account.citizen_number
        if right and at_sign_in and asked.form.get("password") == right:
            knows.evidence.append(Evidence(Shown.PASSWORD, account_id, now))
            knows.proved.add(holder_of(account))
        inside = session_account(asked, before) == account_id
        if right and inside and asked.form.get("current") == right:
            knows.evidence.append(Evidence(Shown.PASSWORD, account_id, now))


def _learn_new_passwords(model: Model, asked: Asked, before: Seen, after: Seen) -> None:
    for account_id, account in after.accounts.items():
        was = before.accounts.get(account_id)
        if account.password_hash and (was is None or was.password_hash != account.password_hash):
            model.passwords[account_id] = asked.form.get("password", "")


def _learn_app(model: Model, asked: Asked, before: Seen, after: Seen) -> None:
    """Read the secret that the page shows; type of its codes what a person would."""
    if asked.path.startswith("/account/second-step") and asked.answer.mimetype == "text/html":
        shown = BeautifulSoup(asked.answer.get_data(as_text=True), "html.parser").get_text(" ")
        if found := re.search(r"\b(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}\b", shown):
            asked.browser.app_secret = found[0].replace(" ", "")
    for account_id in after.apps - before.apps:
        model.secrets[account_id] = asked.browser.app_secret
    if asked.method == "POST" and (account_id := _account_of_an_app_code(model, asked, before)):
        asked.browser.knows.evidence.append(Evidence(Shown.APP_CODE, account_id, model.world.clock.now))


def _learn_opened(model: Model, asked: Asked, before: Seen, after: Seen) -> None:
    """Note the account that this browser has opened: its person may go on into it, once."""
    for account_id in set(after.accounts) - set(before.accounts):
        evidence = Evidence(Shown.OPENED, opened_as(after.accounts[account_id]), model.world.clock.now)
        asked.browser.knows.evidence.append(evidence)


def _account_of_an_app_code(model: Model, asked: Asked, before: Seen) -> str:
    """Return the account whose app's code was typed where one is asked for; empty: none was."""
    flow = flow_of(asked.session, before, Purpose.SIGN_IN)
    if flow is not None and step_at(model, asked.path)[1] == flow.step == "app_code":
        return (flow.account_id or "") if app_code_of(model, asked, flow) else ""
    if asked.path.startswith("/account/confirm/"):
        account_id = session_account(asked, before)
        secret = model.secrets.get(account_id)
        is_right = secret and asked.form.get("code") == app_code(secret, model.world.clock.now)
        return account_id if is_right else ""
    return ""


# ------------------------------------------------------------------ what counts against a limit
def _count_wrong_code(model: Model, asked: Asked, before: Seen, after: Seen) -> None:
    flow = posted_to_a_code_step(model, asked, before)
    now_at = after.flows.get(flow.id) if flow else None
    if flow is None or now_at is None or now_at.codes.wrong_tries == flow.codes.wrong_tries:
        return None
    if len(asked.form.get("code", "")) == 6:
        if flow.purpose is Purpose.SIGN_IN and flow.is_quiet:
            return model.judge("wrong_code", flow.typed.get("number", ""), "quiet", "")
        own = _own(model, asked.browser, flow.account_id)
        model.judge("wrong_code", flow.phone_number or flow.id, own, _after_password(flow))
    return None


def _count_failed_match(model: Model, asked: Asked, before: Seen, after: Seen) -> None:
    key, name = step_at(model, asked.path)
    flow = flow_of(asked.session, before, JOURNEYS[key].purpose) if name == "details" else None
    now_at = after.flows.get(flow.id) if flow else None
    if flow is None or now_at is None or (flow.step, now_at.step) != ("details", "refused"):
        return
    whose = (flow.typed.get("citizen_number", ""), flow.journey, flow.purpose)
    model.judge("failed_match_of_browser", str(asked.browser.session.get("browser")))
    if flow.proven_phone is None:
        model.judge("failed_match", *whose)
    else:
        model.judge("failed_match_of_phone", *whose, flow.proven_phone)
        model.judge("failed_match_by_phone", flow.proven_phone)
    typed = str(parse_mobile(now_at.typed.get("phone_number", "")))
    if "mobile_subscriber" in flow.journey and typed != flow.proven_phone:
        model.judge("failed_match_of_typed_phone", typed)


def _count_wrong_password(model: Model, asked: Asked, before: Seen) -> None:
    """Count the wrong passwords that the product called wrong: the others lead to the code's screen."""
    number, password = asked.form.get("citizen_number", ""), asked.form.get("password", "")
    was_called_wrong = asked.answer.status_code == 422 and number in BY_NUMBER and password
    if asked.path != "/sign-in" or not was_called_wrong or "language" in asked.form:
        return
    account_id = next((one.id for one in before.accounts.values() if one.citizen_number == number), "")
    own = _own(model, asked.browser, account_id)
    model.judge("wrong_password_of_browser", number, own or str(asked.browser.session.get("browser")))
    if not own:
        model.judge("wrong_password", number)


def _count_sim_request(model: Model, asked: Asked, before: Seen, after: Seen) -> None:
    for flow in after.flows.values():
        was = before.flows.get(flow.id)
        if was is not None and (was.step, flow.step) == ("phone", "waiting"):
            model.judge("sim_request", flow.phone_number or "", _asker(model, asked.browser, flow))


def _asker(model: Model, browser: ModelBrowser, flow: Flow) -> str:
    """Return for whom a request to a SIM counts."""
    accounts = model.world.services.accounts.with_phone(flow.phone_number or "")
    if own := next((own for one in accounts if (own := _own(model, browser, one))), ""):
        return own
    return "proved" if flow.proven_phone == flow.phone_number else ""


def _own(model: Model, browser: ModelBrowser, account_id: str | None) -> str:
    """Return the value by which the account knows a browser that has signed in to it; empty: it has not."""
    return model.world.services.second_factors.known_device(account_id or "", browser.device.split("."))


def _kind_of_code(flow: Flow) -> str:
    """Return the count of a code that was sent, as docs/limits.md tells them apart."""
    if (after := _after_password(flow)) or flow.aim is Aim.AFTER_STOP:
        return after or "after_stop"
    step = JOURNEYS[flow.journey].step(flow.step)
    is_vouched = isinstance(step, CodeStep) and step.vouched_by is not Vouching.NOTHING
    return "" if is_vouched else "unvouched"


def _after_password(flow: Flow) -> str:
    return "sign_in" if flow.purpose is Purpose.SIGN_IN and flow.account_id is not None else ""
