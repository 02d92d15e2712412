"""A certificate's root and numbers decide whom it identifies; similar-looking values do not."""

import pytest

from identity.people import Organisation, Person
from identity.subject import Subject
from tests.unit.verifiers.pki import Country
from verifiers.certificates import Holder, HolderRefusal, RootKind, who_it_is
from verifiers.certificates.holder import holder_in
from verifiers.examination.subject import NumberKind, SubjectFacts

CITIZEN = (NumberKind.CITIZEN, "000190000001")
TAX = (NumberKind.TAX, "0001234561")
BUDGET = (NumberKind.BUDGET, "0001001")


def facts(*numbers: tuple[NumberKind, str], **said: tuple[str, ...]) -> SubjectFacts:
    return SubjectFacts("Lan", numbers=frozenset(numbers), **said)  # type: ignore[arg-type]  # named by each test


def public(*numbers: tuple[NumberKind, str], **said: tuple[str, ...]) -> Holder | HolderRefusal:
    return holder_in(facts(*numbers, **said), RootKind.PUBLIC)


def government(*numbers: tuple[NumberKind, str], **said: tuple[str, ...]) -> Holder | HolderRefusal:
    return holder_in(facts(*numbers, **said), RootKind.GOVERNMENT)


def holder(country: Country, key: str) -> Holder:
    found = who_it_is(country.good(key))
    assert isinstance(found, Holder)
    return found


def test_a_persons_number_under_the_public_root_is_a_citizen(country: Country) -> None:
    found = holder(country, "sim_citizen")
    assert found.may_be == (Subject.CITIZEN,)
    assert found.person == Person("Nguyễn Thị Lan", citizen_number="000190000001")
    assert found.organisation is None


def test_a_certificate_gives_both_the_old_and_the_new_number(country: Country) -> None:
    person = holder(country, "sim_old_number").person
    assert person is not None
    assert (person.citizen_number, person.old_identity_number) == ("000070000017", "000000017")


def test_a_tax_number_under_the_public_root_is_a_business(country: Country) -> None:
    found = holder(country, "sim_business")
    assert found.may_be == (Subject.BUSINESS,)
    assert found.organisation == Organisation("CÔNG TY TNHH THỬ NGHIỆM CỬA SỐ", "0001234561")
    assert found.person is None


def test_a_certificate_that_names_an_organisation_proves_the_organisation_alone(country: Country) -> None:
    found = holder(country, "sim_representative")
    assert found.may_be == (Subject.BUSINESS,)
    assert found.organisation is not None
    assert found.organisation.representative == Person("Đỗ Thị Hạnh", "000182000102")
    assert found.person is None


def test_an_organisations_name_does_not_make_a_citizen() -> None:
    found = public(TAX)  # no O: the CN is the business's
    assert isinstance(found, Holder)
    assert (found.may_be, found.person) == ((Subject.BUSINESS,), None)


# ---------------------------------------------------------------- people whose tax number is their own
SAME, OTHER = "000179004321", "000179004322"


def test_the_same_twelve_digits_as_both_numbers_are_one_person() -> None:
    found = public((NumberKind.CITIZEN, SAME), (NumberKind.TAX, SAME))
    assert isinstance(found, Holder)
    assert found.may_be == (Subject.CITIZEN, Subject.BUSINESS)
    assert found.person == Person("Lan", citizen_number=SAME)
    assert found.organisation == Organisation("Lan", SAME)


def test_two_different_numbers_of_twelve_digits_are_nobody() -> None:
    found = public((NumberKind.CITIZEN, SAME), (NumberKind.TAX, OTHER))
    assert found is HolderRefusal.CONTRADICTORY


@pytest.mark.parametrize("tax_number", [SAME, OTHER, "0001234561"])
def test_with_an_organisation_the_organisation_alone_is_proved(tax_number: str) -> None:
    numbers = ((NumberKind.CITIZEN, SAME), (NumberKind.TAX, tax_number))
    found = public(*numbers, organisations=("HỘ KINH DOANH LAN",), titles=("Chủ hộ kinh doanh",))
    assert isinstance(found, Holder)
    assert (found.may_be, found.person) == ((Subject.BUSINESS,), None)
    assert found.organisation is not None
    assert found.organisation.name == "HỘ KINH DOANH LAN"


# ---------------------------------------------------------------- people within an organisation
@pytest.mark.parametrize(
    "title", ["Giám đốc", "TỔNG GIÁM ĐỐC", "Chủ tịch  Hội đồng quản trị", "Người đại diện theo pháp luật"]
)
def test_the_head_of_an_organisation_acts_for_it(title: str) -> None:
    found = public(CITIZEN, TAX, organisations=("CÔNG TY THỬ",), titles=(title,))
    assert isinstance(found, Holder)
    assert (found.may_be, found.person) == ((Subject.BUSINESS,), None)


@pytest.mark.parametrize(
    "titles",
    [
        (),
        ("Nhân viên",),
        ("BS CK II",),
        ("Phó Giám đốc",),
        ("Giám đốc kinh doanh",),
        ("Kế toán trưởng",),
        ("Trợ lý Giám đốc", "Nhân viên"),
        ("Giám đốc", "Nhân viên"),
        ("",),
    ],
)
def test_an_employees_certificate_opens_no_account_of_the_company(titles: tuple[str, ...]) -> None:
    assert public(CITIZEN, TAX, organisations=("CÔNG TY THỬ",), titles=titles) is HolderRefusal.EMPLOYEE


@pytest.mark.parametrize("title", ["Giám đốc", "Chủ tịch"])
def test_the_head_of_a_branch_or_a_union_is_not_the_head_of_the_company(title: str) -> None:
    place = {"organisations": ("CÔNG TY THỬ",), "units": ("Chi nhánh Thử",)}
    assert public(CITIZEN, TAX, **place, titles=(title,)) is HolderRefusal.EMPLOYEE


def test_a_foreigner_who_works_for_a_company_does_not_open_its_account() -> None:
    foreigner = (NumberKind.OTHER_IDENTITY, "AB1234567")
    assert public(foreigner, TAX, organisations=("CÔNG TY THỬ",)) is HolderRefusal.EMPLOYEE
    assert government(foreigner, BUDGET, organisations=("Sở Thử",)) is HolderRefusal.EMPLOYEE


@pytest.mark.parametrize("units", [(), ("Phòng Kế toán",)])
def test_an_employee_whose_certificate_does_not_name_the_company_does_not_open_its_account(
    units: tuple[str, ...],
) -> None:
    assert public(CITIZEN, TAX, units=units) is HolderRefusal.EMPLOYEE


def test_an_employee_without_a_number_of_their_own_is_known_by_the_title() -> None:
    assert public(TAX, organisations=("CÔNG TY THỬ",), titles=("Nhân viên",)) is HolderRefusal.EMPLOYEE
    assert public(TAX, titles=("Nhân viên",)) is HolderRefusal.EMPLOYEE


def test_the_owner_of_a_household_business_is_known_by_their_own_number() -> None:
    found = public((NumberKind.CITIZEN, SAME), (NumberKind.TAX, SAME), organisations=("HỘ KINH DOANH LAN",))
    assert isinstance(found, Holder)
    assert found.may_be == (Subject.BUSINESS,)


def test_an_organisations_own_certificate_may_name_its_representative_by_number() -> None:
    found = public(CITIZEN, TAX, organisations=("lan",))  # the CN is the O
    assert isinstance(found, Holder)
    assert found.may_be == (Subject.BUSINESS,)


@pytest.mark.parametrize("number", [TAX, BUDGET])
def test_an_officers_certificate_never_opens_the_agencys_account(number: tuple[NumberKind, str]) -> None:
    place: dict[str, tuple[str, ...]] = {"organisations": ("Sở Thử",), "units": ("Phòng Thử",)}
    assert government(CITIZEN, number, **place) is HolderRefusal.EMPLOYEE
    assert government(number, **place, titles=("Chuyên viên",)) is HolderRefusal.EMPLOYEE
    found = government(CITIZEN, number, **place, emails=("lan@cuaso.example",))
    assert isinstance(found, Holder)
    organisation = found.organisation
    assert organisation is not None
    assert (organisation.tax_number, organisation.budget_code) == (None, None)
    assert (organisation.official_email, organisation.unit) == ("lan@cuaso.example", "Phòng Thử")


@pytest.mark.parametrize(
    ("common_name", "full_name"),
    [
        ("Nguyễn Văn Thử, 000123/XX-CCHN", "Nguyễn Văn Thử"),
        ("Nguyễn Văn Thử, A101.0001 - 000123/XX-CCHN", "Nguyễn Văn Thử"),
        ("Cao Văn Sơn, Kỹ sư", "Cao Văn Sơn"),
        ("H'Hen Thử", "H'Hen Thử"),
        ("NGUYỄN VĂN THỬ", "NGUYỄN VĂN THỬ"),
        ("Nguyễn Văn Thử 000123", None),
        ("000123/XX-CCHN, Nguyễn Văn Thử", None),
        (", Nguyễn Văn Thử", None),
    ],
)
def test_a_licence_behind_the_name_is_no_part_of_it(common_name: str, full_name: str | None) -> None:
    found = holder_in(SubjectFacts(common_name, numbers=frozenset({CITIZEN})), RootKind.PUBLIC)
    if full_name is None:
        assert found is HolderRefusal.NO_NAME
    else:
        assert isinstance(found, Holder)
        assert found.person == Person(full_name, citizen_number=CITIZEN[1])


def test_an_officer_is_known_by_e_mail_and_place(country: Country) -> None:
    found = holder(country, "sim_officer")
    assert found.may_be == (Subject.AGENCY,)
    assert found.organisation == Organisation(
        "UBND phường Thử Nghiệm",
        unit="Văn phòng",
        official_email="quan.thu@cuaso.example",
        representative=Person("Vũ Minh Quân"),
    )


def test_a_unit_is_known_by_its_number(country: Country) -> None:
    organisation = holder(country, "token_unit").organisation
    assert organisation is not None
    assert (organisation.name, organisation.unit) == ("UBND tỉnh Thử Nghiệm", "Sở Thử Nghiệm")
    assert (organisation.budget_code, organisation.representative) == ("0001001", None)


def test_the_government_root_makes_an_agency_of_any_number() -> None:
    found = government(TAX, organisations=("Sở",))
    assert isinstance(found, Holder)
    assert found.may_be == (Subject.AGENCY,)


@pytest.mark.parametrize(
    ("numbers", "root"),
    [
        ([], RootKind.PUBLIC),
        ([BUDGET], RootKind.PUBLIC),
        ([CITIZEN, BUDGET], RootKind.PUBLIC),
        ([(NumberKind.OTHER_IDENTITY, "X00000001")], RootKind.PUBLIC),
        ([], RootKind.GOVERNMENT),
        ([CITIZEN], RootKind.GOVERNMENT),
    ],
)
def test_a_certificate_without_an_accepted_number_is_refused(
    numbers: list[tuple[NumberKind, str]], root: RootKind
) -> None:
    assert holder_in(facts(*numbers), root) is HolderRefusal.NO_NUMBER


def test_an_email_under_the_public_root_does_not_make_an_agency() -> None:
    found = public(emails=("a@cuaso.example",), organisations=("Sở",))
    assert found is HolderRefusal.NO_NUMBER


def test_a_government_certificate_with_two_emails_is_refused() -> None:
    found = government(emails=("a@cuaso.example", "b@cuaso.example"), organisations=("Sở",))
    assert found is HolderRefusal.NO_NUMBER


def test_contradictory_and_unreadable_numbers_are_refused() -> None:
    assert public(CITIZEN, (NumberKind.CITIZEN, "000085000002")) is HolderRefusal.CONTRADICTORY
    unreadable = SubjectFacts("Lan", numbers=frozenset({CITIZEN}), unreadable=True)
    assert holder_in(unreadable, RootKind.PUBLIC) is HolderRefusal.UNREADABLE_NUMBER


def test_a_certificate_without_a_name_is_refused() -> None:
    nameless = SubjectFacts("", numbers=frozenset({CITIZEN}))
    assert holder_in(nameless, RootKind.PUBLIC) is HolderRefusal.NO_NAME


@pytest.mark.parametrize("number", ["0001234561", "0001234561001", "0001234562", "000190000001"])
def test_a_tax_number_with_a_wrong_check_digit_is_not_refused(number: str) -> None:
    assert isinstance(public((NumberKind.TAX, number)), Holder)


def test_the_repr_of_a_holder_holds_no_personal_data(country: Country) -> None:
    shown = repr(holder(country, "sim_representative"))
    assert "Hạnh" not in shown
    assert "000182000102" not in shown
