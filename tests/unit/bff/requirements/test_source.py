"""What ASVS asks of the source: nothing runs, queries, matches, hashes or draws lots in an unsafe way."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[4]
PACKAGES = ("bff", "accounts", "verifiers", "identity")
TEMPLATES = sorted(path for path in (REPOSITORY / "bff").rglob("*.html"))
SCRIPTS = sorted([*(REPOSITORY / "pwa").glob("*.js"), *(REPOSITORY / "pwa" / "token").glob("*.js")])
#: Calls that run text as code, by name; methods of these names too, but for ``re.compile``.
RUNS_TEXT = {"eval", "exec", "compile", "__import__", "render_template_string", "from_string"}
#: Modules that must not be imported: they read objects out of bytes, or draw lots that can be guessed.
FORBIDDEN = {"pickle", "marshal", "shelve", "yaml", "dill", "jsonpickle", "random", "ldap3", "smtplib", "xml"}
#: Modules that start programs, with words of their own and without a shell.
STARTS_PROGRAMS = {
    "subprocess": {"bff/__main__.py", "bff/serving/embedded.py", "verifiers/certificates/child.py"},
    "multiprocessing": set(),
    "pty": set(),
}
#: Modules that mark text as HTML that needs no escaping, each with text that holds nothing typed.
MARKUP = {"bff/web/drawing.py", "bff/serving/rendering.py", "bff/serving/assets.py"}
#: Where SHA-1 stands, each time demanded by the other side, never for a signature.
SHA1 = {
    "verifiers/certificates/ocsp.py": "the id of a certificate in a question to an authority (RFC 6960)",
    "verifiers/certificates/envelope/attributes.py": "an old attribute that names the signer's certificate",
    "verifiers/examination/envelope/attributes.py": "the same attribute",
    "bff/rules/breached.py": "the form in which lists of stolen passwords are published",
}
#: Expressions that are made at run time, from texts of ours.
MADE_EXPRESSIONS = {
    "accounts/references.py",
    "bff/i18n/faults.py",
    "bff/rules/parts.py",
    "bff/rules/work.py",
    "verifiers/certificates/subject.py",
    "verifiers/examination/subject.py",
}


@cache
def modules() -> dict[str, ast.Module]:
    """The syntax tree of every module of the product, by its path."""
    files = [file for package in PACKAGES for file in sorted((REPOSITORY / package).rglob("*.py"))]
    return {
        file.relative_to(REPOSITORY).as_posix(): ast.parse(file.read_text(encoding="utf-8")) for file in files
    }


def calls() -> Iterator[tuple[str, str, ast.Call]]:
    """Yield the path, the called name with what stands before it, and the call itself."""
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                yield path, ast.unparse(node.func), node


def imports() -> Iterator[tuple[str, str]]:
    """Yield each path with the first part of every module that it imports."""
    for path, tree in modules().items():
        for node in ast.walk(tree):
            names = (
                [name.name for name in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom) and not node.level
                else []
            )
            yield from ((path, name.partition(".")[0]) for name in names)


def is_constant(node: ast.expr) -> bool:
    """Whether a text is written down in the source: a literal, or an f-string of names in capitals."""
    if isinstance(node, ast.JoinedStr):
        inner = [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
        return all(isinstance(name, ast.Name) and name.id.strip("_").isupper() for name in inner)
    return isinstance(node, ast.Constant) or (isinstance(node, ast.Name) and node.id.strip("_").isupper())


def test_no_text_is_run_as_code() -> None:
    found = [
        (path, name)
        for path, name, _ in calls()
        if name.rpartition(".")[2] in RUNS_TEXT and name != "re.compile"
    ]
    assert found == []


def test_no_module_is_used_that_reads_objects_from_bytes_or_draws_lots_that_can_be_guessed() -> None:
    assert [(path, name) for path, name in imports() if name in FORBIDDEN] == []


def test_no_program_is_started_but_our_own_and_never_by_a_shell() -> None:
    for module, allowed in STARTS_PROGRAMS.items():
        assert {path for path, name in imports() if name == module} <= allowed
    assert [path for path, name, _ in calls() if name in {"os.system", "os.popen"}] == []
    assert [path for path, _, node in calls() if any(word.arg == "shell" for word in node.keywords)] == []


def test_every_text_of_sql_is_written_down_and_holds_no_value() -> None:
    texts = [
        (path, node)
        for path, name, node in calls()
        if name in {"text", "sa.text", "sqlalchemy.text"} and path.startswith("accounts/")
    ]
    assert len(texts) > 5
    assert [path for path, node in texts if not is_constant(node.args[0])] == []


def test_no_regular_expression_is_made_of_what_a_person_typed() -> None:
    named = {"compile", "match", "fullmatch", "search", "sub", "split", "findall", "finditer"}
    made = {
        path
        for path, name, node in calls()
        if name.partition(".")[0] == "re"
        and name.rpartition(".")[2] in named
        and not is_constant(node.args[0])
    }
    assert made <= MADE_EXPRESSIONS


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_turns_escaping_off(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert not re.search(r"\|\s*safe\b|autoescape|\bon\w+\s*=\s*[\"']|<script(?![^>]*\bsrc=)|style=", text)


def test_only_named_modules_mark_text_as_html() -> None:
    assert {path for path, name, _ in calls() if name.rpartition(".")[2] == "Markup"} <= MARKUP


#: Reads what VNeID seals in its own way, and seals nothing (decision record 0067).
OTHERS_ENVELOPE = "verifiers/vneid/envelope.py"


def test_the_one_module_that_reads_a_weak_cipher_encrypts_nothing() -> None:
    tree = modules()[OTHERS_ENVELOPE]
    called = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert "decryptor" in called
    assert not {"encryptor", "encrypt"} & called


def test_no_weak_hash_or_cipher_is_used() -> None:
    weak = re.compile(r"\b(md5|MD5|ECB|CBC|DES|TripleDES|ARC4|RC4|Blowfish|UnsafeLegacy\w*)\b")
    for path, tree in modules().items():
        names = {
            node.attr if isinstance(node, ast.Attribute) else node.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute | ast.Name)
        }
        assert path == OTHERS_ENVELOPE or not [name for name in names if weak.fullmatch(name)], path
        assert path in SHA1 or not {"sha1", "SHA1"} & names, path


def test_no_ready_made_encryption_but_aes_gcm_is_imported() -> None:
    ciphers = {
        name.name
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and "primitives.ciphers" in (node.module or "")
        if path != OTHERS_ENVELOPE
        for name in node.names
    }
    assert ciphers == {"AESGCM"}


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_no_script_can_change_the_prototype_of_all_objects(script: Path) -> None:
    text = script.read_text(encoding="utf-8")
    assert not re.search(
        r"__proto__|\.prototype\b|Object\.assign\((?!new Error)|setPrototypeOf|\bmerge\(", text
    )


def test_one_script_alone_listens_to_messages_of_its_window() -> None:
    listening = {
        script.name
        for script in SCRIPTS
        if re.search(
            r"(window|self|globalThis)\.(addEventListener\(\"message|onmessage)", script.read_text("utf-8")
        )
    }
    assert listening <= {"web_eid.js", "service-worker.js", "solver.js"}  # the other two are workers


@pytest.mark.parametrize("path", [*TEMPLATES, *SCRIPTS], ids=lambda path: path.name)
def test_no_page_uses_a_technology_that_browsers_have_given_up(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(
        r"<(applet|object|embed|frame|frameset)\b|ActiveXObject|showModalDialog|navigator\.plugins", text
    )


@pytest.mark.parametrize("name", ["runtime.txt", "development.txt"])
def test_every_package_has_one_version_and_the_hashes_of_its_files(name: str) -> None:
    lines = (REPOSITORY / "requirements" / name).read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    packages = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
    assert len(packages) > 20
    assert [
        line for line in packages if not re.match(r"[\w.\[\],-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", line)
    ] == []


def test_no_package_comes_from_an_address_of_its_own() -> None:
    for name in ("package-lock.json", "pwa/bundler/package-lock.json"):
        text = (REPOSITORY / name).read_text(encoding="utf-8")
        assert '"resolved"' not in text, name
        assert '"integrity": "sha512-' in text, name


def test_access_tokens_are_sent_by_the_clients_of_their_counterparts_alone() -> None:
    sending = {
        path
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and node.value == "Authorization"
    }
    assert sending
    assert [path for path in sending if not path.startswith("verifiers/")] == []


def test_no_connection_goes_without_a_check_of_certificates() -> None:
    unchecked = {
        "CERT_NONE",
        "CERT_OPTIONAL",
        "_create_unverified_context",
        "TLSv1",
        "TLSv1_1",
        "SSLv23_METHOD",
    }
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute):
                assert node.attr not in unchecked, path
            if isinstance(node, ast.keyword) and node.arg in {"verify", "check_hostname"}:
                assert not (isinstance(node.value, ast.Constant) and node.value.value is False), path
            if isinstance(node, ast.Assign) and "check_hostname" in ast.unparse(node.targets[0]):
                assert ast.unparse(node.value) == "True", path
    opened = [(path, node) for path, name, node in calls() if name == "httpx2.Client"]
    assert opened
    for path, node in opened:
        assert {word.arg for word in node.keywords} & {"verify", "transport"}, path
