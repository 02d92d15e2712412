"""The list of staff, for administrators: the roles of each person, and whether the person may sign in.

An administrator cannot add a person, issue a set-up link, or change themselves or another administrator. Only
a command on the server can, so an attacker needs both the desk and the server. These screens show no citizen.
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
    count=lambda _staff: None,
)


class StaffForm(Form):
    """The new roles of a member of staff, whether the person may sign in, and the reason."""

    clerk = BooleanField(ROLES[Role.CLERK])
    supervisor = BooleanField(ROLES[Role.SUPERVISOR])
    case_officer = BooleanField(ROLES[Role.CASE_OFFICER])
    is_active = BooleanField(lazy("May sign in"))
    reason = RadioField(
        lazy("Why"),
        choices=[SelectChoice(key, words) for key, words in STAFF_REASONS.items()],
        validators=[Needed(lazy("Choose why."))],
        validate_choice=False,  # `validate_reason` checks it, with our own text
    )
    note = note_field()

    def validate_reason(self, field: RadioField) -> None:
        """Refuse a reason that this form does not offer."""
        if field.data not in STAFF_REASONS:
            raise ValidationError(_("Choose why."))

    @property
    def roles(self) -> frozenset[Role]:
        """The roles whose boxes are checked."""
        return frozenset(role for role in Role if role in self and self[role].data)


@blueprint.get("")
@desk_only(Role.ADMINISTRATOR)
def list_staff(staff: Staff) -> ResponseReturnValue:  # noqa: ARG001 - every administrator sees the same
    """List all members of staff with their roles."""
    rows = [(listed, _roles_of(listed)) for listed in services().staff.all()]
    return screen("desk/staff.html", rows=rows)


@blueprint.route("/<name>", methods=["GET", "POST"])
@desk_only(Role.ADMINISTRATOR)
def member(staff: Staff, name: str) -> ResponseReturnValue:
    """Show one member of staff, and change the person's roles and right to sign in."""
    colleague = services().staff.find(name)
    if colleague is None:
        return go(url_for("desk_staff.list_staff"))
    form = None if Role.ADMINISTRATOR in colleague.roles else StaffForm(data=_data_of(colleague))
    if form is not None and form.validate_on_submit():
        _change(colleague, form, by=audit.spelled(staff.id))
        keep_note(form, staff, colleague.id)
        return go(url_for("desk.home", notice="staff"))
    notes = services().staff_notes.of_record(colleague.id)
    return screen("desk/member.html", form=form, found=colleague, roles=_roles_of(colleague), notes=notes)


def _change(colleague: Staff, form: StaffForm, *, by: str) -> None:
    """Store what differs. Each change ends the sessions of the changed member of staff."""
    register, reason = services().staff, form.reason.data
    if form.roles != colleague.roles:
        register.change_roles(colleague.id, form.roles, by=by, reason=reason)
        outcome("desk_roles_changed")
    if form.is_active.data != colleague.is_active:
        act = register.activate if form.is_active.data else register.deactivate
        act(colleague.id, by=by, reason=reason)
        outcome("desk_activity_changed")


def _data_of(colleague: Staff) -> dict[str, bool]:
    return {role.value: role in colleague.roles for role in Role} | {"is_active": colleague.is_active}


def _roles_of(staff: Staff) -> str:
    return ", ".join(str(ROLES[role]) for role in Role if role in staff.roles)
