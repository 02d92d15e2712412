"""No form keeps or reads more of a text than its field can sensibly hold, whatever form, field and method."""

import importlib
import json
import pkgutil
from collections.abc import Iterator

import pytest
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, FormField

import bff
from bff.registry import journeys
from bff.stores.flows import LONGEST_RECORD, TooLarge
from bff.views.steps.person.forms import PersonForm
from bff.web.fields import LONGEST_TEXT_AREA
from bff.web.screens import Form
from tests.support.browser import ORIGIN
from tests.unit.bff.conftest import World

for _module in pkgutil.walk_packages(bff.__path__, "bff."):
    if not _module.name.endswith("__main__"):
        importlib.import_module(_module.name)


def forms_below(kind: type[Form]) -> Iterator[type[Form]]:
    """Every form of the product: its class and the classes below it."""
    for one in kind.__subclasses__():
        if one.__module__.startswith("bff."):
            yield one
        yield from forms_below(one)


FORMS = sorted(set(forms_below(Form)), key=lambda one: f"{one.__module__}.{one.__name__}")


def texts_of(form: FlaskForm) -> list[Field]:
    """The fields that hold a text, those of a group too."""
    fields: list[Field] = []
    for one in form:
        inner = list(one.form) if isinstance(one, FormField) else [one]
        fields += [field for field in inner if not isinstance(field, BooleanField)]
    return fields


def sent(world: World, kind: type[Form], letter: str) -> FlaskForm:
    """The form as it reads a request in which each field has 64,000 times *letter*."""
    plain = type("Plain", (kind,), {"__init__": FlaskForm.__init__})  # some forms want facts about a person
    with world.app.test_request_context("/", method="POST", base_url=ORIGIN):
        names = [field.name for field in texts_of(plain())]
    data = dict.fromkeys(names, letter * 64_000)
    world.app.config["MAX_FORM_MEMORY_SIZE"] = world.app.config["MAX_CONTENT_LENGTH"] = None
    with world.app.test_request_context(
        "/", method="POST", base_url=ORIGIN, data=data, headers={"Accept-Language": "en"}
    ):
        form: FlaskForm = plain()
        for field in texts_of(form):
            field.validate(form)
    return form


def test_the_walk_finds_the_forms_of_all_folders() -> None:
    assert {"DetailsForm", "CredentialsForm", "StatementForm", "SignInForm", "CodeForm"} <= {
        one.__name__ for one in FORMS
    }


@pytest.mark.parametrize("kind", FORMS, ids=lambda one: f"{one.__module__}.{one.__name__}")
@pytest.mark.parametrize("letter", ["9", "ễ", "😀"])
def test_a_stranger_can_not_make_a_field_hold_more_than_it_needs(
    world: World, kind: type[Form], letter: str
) -> None:
    for field in texts_of(sent(world, kind, letter)):
        assert len(field.data or "") <= LONGEST_TEXT_AREA
        assert len(field.errors) == 1, field.name
        assert "is longer than" in str(field.errors[0]), field.name


def test_a_stranger_can_not_fill_the_store_with_one_record(world: World) -> None:
    citizen = world.citizen()
    citizen.start()
    kept = world.flow
    with pytest.raises(TooLarge):
        world.services.flows.save(kept.learn(typed={"full_name": "ễ" * LONGEST_RECORD}))
    assert world.flow == kept


def test_the_longest_texts_of_all_methods_together_fit_one_record(world: World) -> None:
    typed: dict[str, str] = {}
    for kind in forms_below(PersonForm):
        form = sent(world, kind, "ễ")
        typed |= {field.name: field.data for field in texts_of(form)}
    citizen = world.citizen()
    citizen.start()
    saved = world.services.flows.save(world.flow.learn(typed=typed))
    assert saved.typed == typed
    assert len(json.dumps(typed, ensure_ascii=False).encode()) < LONGEST_RECORD // 2


def test_a_statement_that_is_too_long_is_shown_again_with_an_error(world: World) -> None:
    citizen = world.citizen()
    citizen.start()
    page = citizen.give_details(full_name="An " * 20_000)
    assert page.status == 422
    assert "longer than" in " ".join(page.errors)
    assert len(page.value_of("full_name")) == 750
    assert len(world.flow.typed["full_name"]) == 750


def test_every_journey_has_its_forms_in_the_walk() -> None:
    folders = {one.steps[0].view.__module__.rpartition(".")[0] for one in journeys()}
    walked = {one.__module__.rpartition(".")[0] for one in FORMS}
    assert folders - walked <= {"bff.views.sim_signature", "bff.views.steps"}
