"""The commands update the catalogue from the program, and report differences."""

from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from jinja2 import TemplateSyntaxError

from bff.i18n.__main__ import main
from bff.i18n.catalogue import check, english_file, update, vietnamese_file

SAYS = 'title = lazy("Sign in")\ntext = _("Sent to %(phone)s", phone=phone)\n'
COUNTS = 'text = ngettext("%(n)d day", "%(n)d days", n)\n'
SHOWS = '{% extends "page.html" %}\n<h1>{{ _("My account") }}</h1>\n<p>{{ _("Sign in") }}</p>\n'
VIETNAMESE = """
msgid "Sign in"
msgstr "Đăng nhập"

msgid "Sent to %(phone)s"
msgstr "Đã gửi đến %(phone)s"

msgid "My account"
msgstr "Tài khoản của tôi"

msgid "%(n)d day"
msgid_plural "%(n)d days"
msgstr[0] "%(n)d ngày"
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A small program with a complete catalogue."""
    package = tmp_path / "bff"
    (package / "views" / "templates").mkdir(parents=True)
    (package / "words.py").write_text(SAYS + COUNTS, encoding="utf-8")
    (package / "views" / "templates" / "account.html").write_text(SHOWS, encoding="utf-8")
    vietnamese_file(package).parent.mkdir(parents=True)
    vietnamese_file(package).write_text(VIETNAMESE, encoding="utf-8")
    update(package)
    return package


def translations(package: Path) -> dict[str, object]:
    with vietnamese_file(package).open("rb") as opened:
        read = [one for one in read_po(opened, locale="vi") if one.id]
    return {one.id if isinstance(one.id, str) else one.id[0]: one.string for one in read}


def test_a_complete_catalogue_passes(package: Path) -> None:
    assert check(package) == []
    assert main(["check"], package) == 0


def test_texts_are_collected_from_python_and_templates(package: Path) -> None:
    assert set(translations(package)) == {"Sign in", "Sent to %(phone)s", "My account", "%(n)d day"}


def test_a_text_said_in_two_places_stands_there_once(package: Path) -> None:
    text = english_file(package).read_text(encoding="utf-8")
    assert text.count('msgid "Sign in"') == 1
    assert "#: bff/views/templates/account.html bff/words.py" in text


def test_updating_twice_changes_nothing(package: Path) -> None:
    before = [file(package).read_bytes() for file in (english_file, vietnamese_file)]
    assert main(["update"], package) == 0
    assert [file(package).read_bytes() for file in (english_file, vietnamese_file)] == before


def test_moved_lines_change_nothing(package: Path) -> None:
    before = english_file(package).read_bytes()
    (package / "words.py").write_text("# a comment\n\n" + SAYS + COUNTS, encoding="utf-8")
    assert main(["extract"], package) == 0
    assert english_file(package).read_bytes() == before


def test_a_new_text_fails_the_check_until_it_is_translated(
    package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (package / "words.py").write_text(SAYS + COUNTS + '_("Sign out")\n', encoding="utf-8")
    assert main(["check"], package) == 1
    assert "messages.po is out of date: it lacks “Sign out”. Run: make messages" in capsys.readouterr().err
    update(package)
    assert check(package) == ["“Sign out”: there is no translation."]


def test_an_unused_text_fails_the_check_and_update_removes_it(package: Path) -> None:
    (package / "words.py").write_text(SAYS, encoding="utf-8")
    assert "messages.pot is out of date: nothing says “%(n)d day” any more. Run: make messages" in check(
        package
    )
    update(package)
    assert "%(n)d day" not in translations(package)
    assert check(package) == []


def test_a_changed_text_does_not_keep_the_old_translation(package: Path) -> None:
    (package / "words.py").write_text(SAYS.replace("Sent to", "Sent now to") + COUNTS, encoding="utf-8")
    update(package)
    assert translations(package)["Sent now to %(phone)s"] == ""


def test_a_text_that_gets_a_plural_needs_a_new_translation(package: Path) -> None:
    plural = COUNTS + 'ngettext("My account", "My accounts", n)\n'
    (package / "views" / "templates" / "account.html").unlink()
    (package / "words.py").write_text(SAYS + plural, encoding="utf-8")
    update(package)
    assert check(package) == ["“My account”: there is no translation."]


def test_a_template_that_cannot_be_read_is_an_error(package: Path) -> None:
    (package / "views" / "templates" / "account.html").write_text('{{ _("My account" }}', encoding="utf-8")
    with pytest.raises(TemplateSyntaxError):
        update(package)


def test_an_unknown_command_is_refused(package: Path) -> None:
    with pytest.raises(SystemExit):
        main(["translate"], package)
