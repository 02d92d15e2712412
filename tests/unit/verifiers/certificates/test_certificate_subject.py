"""A subject is read by OID, in any order and spelling; unreadable values are never guessed."""

import unicodedata

import pytest
from asn1crypto import x509
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.verifiers.pki import Country
from verifiers.examination.subject import (
    COMMON_NAME,
    EMAIL,
    FORMS,
    ORGANISATION,
    ORGANISATION_IDENTIFIER,
    SERIAL_NUMBER,
    USER_ID,
    NumberKind,
    SubjectFacts,
    read_subject,
)

Attribute = tuple[str, str]


def name(*attributes: Attribute) -> x509.Name:
    """A distinguished name with one attribute a group, as authorities write them."""
    groups = [
        x509.RelativeDistinguishedName([x509.NameTypeAndValue({"type": oid, "value": _value(oid, text)})])
        for oid, text in attributes
    ]
    made = x509.Name(name="", value=x509.RDNSequence(groups))
    return x509.Name.load(made.dump())


def _value(oid: str, text: str) -> x509.DirectoryString | x509.EmailAddress:
    if oid == EMAIL:
        return x509.EmailAddress(text)
    return x509.DirectoryString(name="utf8_string", value=text)


def read(*attributes: Attribute) -> SubjectFacts:
    return read_subject(name(*attributes))


@pytest.mark.parametrize(
    ("oid", "value", "kind", "number"),
    [
        (USER_ID, "CCCD:000190000001", NumberKind.CITIZEN, "000190000001"),
        (USER_ID, "CMND:000000017", NumberKind.OLD_IDENTITY, "000000017"),
        (USER_ID, "CMND:000190000001", NumberKind.CITIZEN, "000190000001"),
        (USER_ID, "HC:C0000001", NumberKind.PASSPORT, "C0000001"),
        (USER_ID, "PID:000190000001", NumberKind.CITIZEN, "000190000001"),
        (USER_ID, "PPID:X00000001", NumberKind.OTHER_IDENTITY, "X00000001"),
        (USER_ID, "BHXH:0000000001", NumberKind.SOCIAL_INSURANCE, "0000000001"),
        (USER_ID, "BHXH:000190000001", NumberKind.SOCIAL_INSURANCE, "000190000001"),
        (USER_ID, "MST:0001234561", NumberKind.TAX, "0001234561"),
        (USER_ID, "MST:0001234561-001", NumberKind.TAX, "0001234561001"),
        (USER_ID, "MNS:0001001", NumberKind.BUDGET, "0001001"),
        (USER_ID, "  cccd : 000 190 000 001 ", NumberKind.CITIZEN, "000190000001"),
        (SERIAL_NUMBER, "MST:0001234561", NumberKind.TAX, "0001234561"),
        (ORGANISATION_IDENTIFIER, "VATVN-0001234561", NumberKind.TAX, "0001234561"),
        (ORGANISATION_IDENTIFIER, "VATMST:0001234561", NumberKind.TAX, "0001234561"),
        (ORGANISATION_IDENTIFIER, "MST:0001234561", NumberKind.TAX, "0001234561"),
        (SERIAL_NUMBER, "PNOVN-000190000001", NumberKind.CITIZEN, "000190000001"),
        (SERIAL_NUMBER, "IDCVN-000190000001", NumberKind.CITIZEN, "000190000001"),
        (SERIAL_NUMBER, "IDCVN-000000017", NumberKind.OLD_IDENTITY, "000000017"),
        (SERIAL_NUMBER, "PASVN-C0000001", NumberKind.PASSPORT, "C0000001"),
        (SERIAL_NUMBER, "TINVN-0001234561", NumberKind.TAX, "0001234561"),
        (USER_ID, "pnovn-000190000001", NumberKind.CITIZEN, "000190000001"),
        (ORGANISATION, "MST:0001234561", NumberKind.TAX, "0001234561"),
    ],
)
def test_each_way_of_writing_a_number_is_read(oid: str, value: str, kind: NumberKind, number: str) -> None:
    found = read((COMMON_NAME, "An"), (oid, value))
    assert found.numbers == {(kind, number)}
    assert not found.unreadable


@pytest.mark.parametrize(
    "value",
    [
        "PNOVN-12345",
        "CCCD:12345",
        "CCCD:",
        "CMND:0001900000012",
        "MST:000123456",
        "MNS:12",
        "BHXH:1",
        "CCCD:００0190000001",
    ],
)
def test_a_malformed_number_is_not_guessed(value: str) -> None:
    found = read((USER_ID, value))
    assert (found.numbers, found.unreadable) == (frozenset(), True)


@pytest.mark.parametrize("value", ["", "nguyenvanan", "GPLX:000000000001", "000190000001", "::", "CCCD"])
def test_a_value_without_a_known_prefix_is_not_read_as_a_number(value: str) -> None:
    found = read((USER_ID, value))
    assert (found.numbers, found.unreadable) == (frozenset(), False)


def test_a_prefix_counts_only_where_numbers_stand() -> None:
    found = read(
        (COMMON_NAME, "CCCD:000190000001"),
        (ORGANISATION, "CCCD:000190000001"),
        (ORGANISATION, "CÔNG TY MST:0001234561"),
        (ORGANISATION_IDENTIFIER, "PNOVN-000190000001"),
        (SERIAL_NUMBER, "PNOEE-000190000001"),
    )
    assert found.numbers == frozenset()


def test_a_number_in_place_of_the_organisations_name_is_no_name() -> None:
    found = read((COMMON_NAME, "CÔNG TY THỬ"), (ORGANISATION, "MST:0001234561"), (ORGANISATION, "Chi nhánh"))
    assert found.organisations == ("Chi nhánh",)


def test_a_name_with_commas_and_equals_signs_cannot_pass_for_a_number() -> None:
    found = read((COMMON_NAME, "An, UID=CCCD:000190000001, OU=x"), (USER_ID, "CCCD:000085000002"))
    assert found.number(NumberKind.CITIZEN) == "000085000002"
    assert found.common_name == "An, UID=CCCD:000190000001, OU=x"


def test_two_numbers_of_one_kind_contradict_each_other() -> None:
    found = read((USER_ID, "CCCD:000190000001"), (USER_ID, "CMND:000085000002"))
    assert found.contradicts_itself
    assert found.number(NumberKind.CITIZEN) is None


def test_the_same_number_twice_is_one() -> None:
    found = read((USER_ID, "MST:0001234561"), (ORGANISATION_IDENTIFIER, "VATVN-0001234561"))
    assert not found.contradicts_itself
    assert found.number(NumberKind.TAX) == "0001234561"


def test_text_is_nfc_however_it_was_written() -> None:
    found = read((COMMON_NAME, unicodedata.normalize("NFD", "Nguyễn  Thị Lan")))
    assert found.common_name == "Nguyễn Thị Lan"


def test_several_attributes_in_one_group_are_all_read() -> None:
    group = x509.RelativeDistinguishedName(
        [
            x509.NameTypeAndValue({"type": oid, "value": _value(oid, text)})
            for oid, text in ((COMMON_NAME, "An"), (USER_ID, "CCCD:000190000001"))
        ]
    )
    made = x509.Name(name="", value=x509.RDNSequence([group]))
    assert read_subject(x509.Name.load(made.dump())).number(NumberKind.CITIZEN) == "000190000001"


def test_a_certificates_own_subject_is_read(country: Country) -> None:
    subject = country.good("sim_cmnd_of_12").subject
    assert subject.common_name == "Cao Văn Sơn, Kỹ sư"
    assert subject.number(NumberKind.CITIZEN) == "000076000100"


def test_the_repr_of_a_subject_holds_no_personal_data() -> None:
    assert "000190000001" not in repr(read((COMMON_NAME, "Lan"), (USER_ID, "CCCD:000190000001")))


numbers = st.sampled_from(["CCCD:000190000001", "CMND:000000017", "MST:0001234561", "MNS:0001001"])
texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=30)


@given(told=st.sets(numbers), order=st.randoms(use_true_random=False), common_name=texts)
def test_the_order_never_matters(told: set[str], order: object, common_name: str) -> None:
    attributes = [(COMMON_NAME, common_name), *((USER_ID, one) for one in sorted(told))]
    shuffled = attributes[:]
    order.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives random.Random
    assert read(*shuffled) == read(*attributes)
    assert len(read(*attributes).numbers) == len(told)


@given(
    attributes=st.lists(
        st.tuples(st.sampled_from([COMMON_NAME, USER_ID, SERIAL_NUMBER, ORGANISATION_IDENTIFIER]), texts)
    )
)
def test_any_text_is_read_without_trouble(attributes: list[Attribute]) -> None:
    found = read(*attributes)
    assert unicodedata.is_normalized("NFC", found.common_name)


@given(prefix=st.sampled_from(sorted(FORMS)), text=texts)
def test_a_number_is_read_whole_or_not_at_all(prefix: str, text: str) -> None:
    found = read((USER_ID, f"{prefix}:{text}"))
    assert found.unreadable is not bool(found.numbers)
    assert all(number.isascii() and number.isalnum() for _, number in found.numbers)
