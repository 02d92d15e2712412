"""Who works here, for administrators: what each may do, and whether they may do anything.

An administrator adds nobody, gives nobody a way in, and changes neither themselves nor another administrator:
that is done by a command on the server, so that two doors have to be opened. No citizen is ever shown here.
"""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, RadioField, ValidationError
from wtforms.fields.choices import SelectChoice

from accounts import audit
from accounts.staff.records import Role, Staff
from bff.methods.part import Area
from bff.services import services
from bff.serving.language import gettext as _
from bff.serving.language import lazy
from bff.serving.log import outcome
from bff.views.desk.acts import keep_note, note_field
from bff.views.desk.words import ROLES, STAFF_REASONS
from bff.web.desk_sessions import desk_only
from bff.web.fields import Needed
from bff.web.screens import Form, go, screen

blueprint = Blueprint("desk_staff", __name__, url_prefix="/desk/staff")

AREA = Area(
    title=lazy("Staff"),
    roles=frozenset({Role.ADMINISTRATOR}),
    endpoint="desk_staff.list_staff",
    count=lambda _staff: len(services().staff.all()),
)


class StaffForm(Form):
    """What somebody may do from now on, and why that changes."""

    clerk = BooleanField(ROLES[Role.CLERK])
    supervisor = BooleanField(ROLES[Role.SUPERVISOR])
    case_officer = BooleanField(ROLES[Role.CASE_OFFICER])
    is_active = BooleanField(lazy("May sign in"))
    reason = RadioField(
        lazy("Why"),
        choices=[SelectChoice(key, words) for key, words in STAFF_REASONS.items()],
        validators=[Needed(lazy("Choose why."))],
        validate_choice=False,  # `validate_reason` says it in words
    )
    note = note_field()

    def validate_reason(self, field: RadioField) -> None:
        """Refuse what is not offered here."""
        if field.data not in STAFF_REASONS:
            raise ValidationError(_("Choose why."))

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that are ticked."""
        return frozenset(role for role in Role if role in self and self[role].data)


@blueprint.get("")
@desk_only(Role.ADMINISTRATOR)
def list_staff(staff: Staff) -> ResponseReturnValue:  # noqa: ARG001 - the same for every administrator
    """List everybody, with what they may do."""
    rows = [(one, _roles_of(one)) for one in services().staff.all()]
    return screen("desk/staff.html", rows=rows)


@blueprint.route("/<name>", methods=["GET", "POST"])
@desk_only(Role.ADMINISTRATOR)
def member(staff: Staff, name: str) -> ResponseReturnValue:
    """Show one member of staff, and change what they may do."""
    found = services().staff.find(name)
    if found is None:
        return go(url_for("desk_staff.list_staff"))
    form = None if Role.ADMINISTRATOR in found.roles else StaffForm(data=_data_of(found))
    if form is not None and form.validate_on_submit():
        _change(found, form, by=audit.spelled(staff.id))
        keep_note(form, staff, found.id)
        return go(url_for("desk.home", notice="staff"))
    notes = services().staff_notes.of_record(found.id)
    return screen("desk/member.html", form=form, found=found, roles=_roles_of(found), notes=notes)


def _change(found: Staff, form: StaffForm, *, by: str) -> None:
    """Change what differs; whoever is changed is signed out by it."""
    register, reason = services().staff, form.reason.data
    if form.roles != found.roles:
        register.change_roles(found.id, form.roles, by=by, reason=reason)
        outcome("desk_roles_changed")
    if form.is_active.data != found.is_active:
        act = register.activate if form.is_active.data else register.deactivate
        act(found.id, by=by, reason=reason)
        outcome("desk_activity_changed")


def _data_of(found: Staff) -> dict[str, bool]:
    return {role.value: role in found.roles for role in Role} | {"is_active": found.is_active}


def _roles_of(one: Staff) -> str:
    return ", ".join(str(ROLES[role]) for role in Role if role in one.roles)
