"""A holder reads, corrects, withdraws and deletes their data, and cancels the deletion, in a browser."""

import pytest

from tests.e2e.pages.my_data import MyData
from tests.e2e.visitor import PASSWORD, Visitor


@pytest.mark.parametrize(
    ("language", "java_script", "told"),
    [("vi", True, "xoa tai khoan"), ("en", False, "deletion of your account")],
    ids=["vi", "en-without-javascript"],
)
def test_a_holder_reads_corrects_withdraws_deletes_and_keeps(visitor: Visitor, told: str) -> None:
    visitor.registered()
    data = MyData.of(visitor.signed_in()).expect_masked(visitor.person.citizen_number)
    data = data.change_email("moi@example.vn", password=PASSWORD).withdraw_consent()
    data.expect_told("Your consent is withdrawn. Below you see by when you are answered.")
    deletion = data.delete_account().confirm_wrongly("Sai-mật-khẩu-1")
    deletion.expect_slips("The current password is not right. Enter it again.")
    data = deletion.confirm(PASSWORD)
    data.expect_told("We have your request. Until it is carried out you can change your mind.")
    visitor.qa.last_text(visitor.person.phone_number, containing=told)
    data.keep_account().expect_told("Your account stays. Nothing was deleted.")
