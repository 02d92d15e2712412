"""The macros: fields with labels, hints and errors, and the error summary of a refused form."""

from bs4 import BeautifulSoup, Tag
from flask import render_template_string
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Form, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from bff.web.fields import CodeField, birth_date_field, password_field
from tests.unit.pwa.frame import PWA, make_frame

ALL = """{% from "macros/forms.html" import main_form, error_summary, field, date_field, checkbox, choices,
  code_field %}{{ error_summary(form) }}{% call main_form(form, submit="Go on") %}{{ field(form.number) }}
  {{ field(form.email) }}{{ date_field(form.born) }}{{ checkbox(form.agreed) }}{{ choices(form.subject) }}
  {{ code_field(form.code) }}{% endcall %}"""


class EveryKind(Form):  # type: ignore[misc]  # wtforms is untyped
    """One field of each kind."""

    number = StringField(
        "Number", [InputRequired("Enter the number."), Length(max=12)], description="12 digits"
    )
    email = StringField("Email")
    born = birth_date_field()
    agreed = BooleanField("I agree", [InputRequired("Tick the box.")])
    subject = RadioField(
        "Who",
        [InputRequired("Choose one.")],
        choices=[SelectChoice("citizen", "Citizen"), SelectChoice("agency", "Agency")],
    )
    code = CodeField("Code", said="Enter the code.")


def shown(*, sent: bool = False, **typed: str) -> BeautifulSoup:
    with make_frame().test_request_context("/step?language=en"):
        form = EveryKind(MultiDict(typed)) if sent else EveryKind()
        if sent:
            form.validate()
        return BeautifulSoup(render_template_string(ALL, form=form), "html.parser")


def one(page: BeautifulSoup, selector: str) -> Tag:
    found = page.select(selector)
    assert len(found) == 1, selector
    return found[0]


def test_a_hint_and_an_error_are_read_with_their_field() -> None:
    page = shown(sent=True)
    number = one(page, "#number")
    assert number["aria-describedby"] == "number-hint number-error"
    assert number["aria-invalid"] == "true"
    assert one(page, "#number-error").text == "Enter the number."


def test_a_field_without_words_points_to_none() -> None:
    assert not one(shown(), "#email").has_attr("aria-describedby")


def test_everything_described_exists() -> None:
    page = shown(sent=True)
    named = {
        name for tag in page.select("[aria-describedby]") for name in str(tag["aria-describedby"]).split()
    }
    assert named <= {tag["id"] for tag in page.select("[id]")}


def test_the_summary_counts_and_links_every_wrong_field_in_the_words_below_it() -> None:
    page = shown(sent=True)
    links = page.select(".summary a")
    assert one(page, ".summary h2").text == f"There are {len(links)} things to fix"
    for link in links:
        assert page.select(str(link["href"]))
        assert link.text in [why.text for why in page.select(".why")]


def test_the_summary_of_a_date_leads_to_its_first_wrong_part() -> None:
    addresses = [link["href"] for link in shown(sent=True).select(".summary a")]
    assert "#born_year" in addresses


def test_one_wrong_field_is_one_thing() -> None:
    page = shown(sent=True, number="1", born_year="1990", agreed="y", subject="citizen")
    assert one(page, ".summary h2").text == "There is 1 thing to fix"


def test_the_summary_takes_the_focus_and_is_announced() -> None:
    summary = one(shown(sent=True), ".summary")
    assert summary["tabindex"] == "-1"
    assert summary.has_attr("autofocus")
    assert summary.select("[role=alert]")


def test_a_form_without_errors_has_no_summary() -> None:
    assert not shown().select(".summary")


def test_required_fields_have_a_star_and_the_others_say_optional() -> None:
    page = shown()
    assert len(page.select(".star-note")) == 1
    assert one(page, "label[for=number] .star")
    assert one(page, "label[for=email] .optional").text == "(optional)"
    legends = page.select("fieldset legend")
    assert len(legends) == 2
    assert all(legend.select_one(".star") for legend in legends)  # of a date, and of a choice


def test_a_number_can_be_pasted_with_spaces_and_dots() -> None:
    assert not shown().select("[maxlength]")


def test_the_browser_checks_nothing_by_itself() -> None:
    assert one(shown(), "form#main-form").has_attr("novalidate")


def test_a_one_time_code_is_offered_and_never_written_back() -> None:
    code = one(shown(sent=True, code="123456"), "#code")
    assert (code["autocomplete"], code["inputmode"]) == ("one-time-code", "numeric")
    assert code.get("value", "") == ""


def test_a_form_is_a_plain_post_that_htmx_takes_over() -> None:
    form = one(shown(), "form#main-form")
    assert (form["method"], form["data-hx-target"], form["data-hx-sync"]) == ("post", "#screen", "drop")
    assert form["data-hx-post"] == form.get("action", "")


def test_a_password_can_be_pasted_and_filled_in_by_a_manager() -> None:
    class WithPassword(Form):  # type: ignore[misc]  # wtforms is untyped
        password = password_field("Password", "Enter it.", autocomplete="new-password")

    page = '{% from "macros/forms.html" import password_field %}{{ password_field(form.password) }}'
    with make_frame().test_request_context("/step?language=en"):
        text = render_template_string(page, form=WithPassword(MultiDict({"password": "Typed-before-1"})))
    written = BeautifulSoup(text, "html.parser").find("input")
    assert isinstance(written, Tag)
    assert (written["type"], written["autocomplete"]) == ("password", "new-password")
    assert "Typed-before-1" not in text
    assert not [name for name in written.attrs if name.startswith("on")]
    scripts = [script.read_text(encoding="utf-8") for script in PWA.glob("*.js")]
    assert not [
        script
        for script in scripts
        if "paste" in script and "preventDefault" in script.split("paste")[1][:200]
    ]
