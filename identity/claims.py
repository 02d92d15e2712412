"""The numbers that make an account unique. Facts only: never how an account stores or hashes them."""

from dataclasses import dataclass, field

from identity.subject import Subject


@dataclass(frozen=True, kw_only=True)
class Claims:
    """The numbers that an account of one subject claims; no two accounts of a subject share one.

    Its ``repr`` shows the subject only.

    Attributes:
        citizen_number: 12 digits.
        old_identity_number: 9 digits, or 12 where it has become the citizen number.
        tax_number: mã số thuế, 10, 12 or 13 digits.
        organisation_key: what identifies an organisation without a tax number, e.g. its budget code.

    Raises:
        ValueError: unknown subject.
    """

    subject: Subject
    citizen_number: str | None = field(default=None, repr=False)
    old_identity_number: str | None = field(default=None, repr=False)
    tax_number: str | None = field(default=None, repr=False)
    organisation_key: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        # Types are not checked at run time; an unknown subject would count as an organisation's.
        if self.subject not in set(Subject):
            raise ValueError("a subject is citizen, business or agency")

    @property
    def numbers(self) -> frozenset[str]:
        """The numbers that count for the subject; empty if none is known.

        For a citizen: the citizen number and the old identity number. For a business or an agency: the tax
        number and the organisation key. The representative's citizen number does not count there, because
        one person may represent several organisations.
        """
        if self.subject == Subject.CITIZEN:
            counting = (self.citizen_number, self.old_identity_number)
        else:
            counting = (self.tax_number, self.organisation_key)
        return frozenset(number for number in counting if number)

    def required_numbers(self) -> frozenset[str]:
        """Return the same numbers, of which there is at least one.

        Raises:
            ValueError: none is known.
        """
        if not self.numbers:
            raise ValueError("none of the numbers that make this subject unique was given")
        return self.numbers
