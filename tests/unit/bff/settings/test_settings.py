"""An invalid setting stops the start with the name of its variable."""

import base64
from dataclasses import Field, fields
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from bff.rules.breached import SHIPPED
from bff.settings.describing import described
from bff.settings.settings import BadSetting, Settings

KEY = base64.b64encode(b"k" * 32).decode()
PRODUCTION = {
    "ENVIRONMENT": "production",
    "PUBLIC_ORIGIN": "https://portal.example.vn",
    "OPERATOR_NAME": "An operator",
}


@pytest.fixture
def variables(tmp_path: Path) -> dict[str, str]:
    """The least that has to be set."""
    (tmp_path / "carrier.pem").touch()
    return {
        "SECRET_KEY": "x" * 32,
        "ENCRYPTION_KEYS": f"k1:{KEY}",
        "LOOKUP_KEY": KEY,
        "CARRIER_URL": "https://carrier.example.vn",
        "CARRIER_PRIVATE_KEY_FILE": str(tmp_path / "carrier.pem"),
        "SMS_URL": "https://sms.example.vn",
        "SMS_API_KEY": "a",
        "SMS_SECRET_KEY": "b",
    }


def test_eight_variables_are_enough_to_start(variables: dict[str, str]) -> None:
    assert Settings.from_environment(variables).port == 8000


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("SECRET_KEY", "short"),
        ("ENCRYPTION_KEYS", KEY),
        ("ENCRYPTION_KEYS", f"two words:{KEY}"),
        ("CARRIER_PRIVATE_KEY_FILE", "/nowhere.pem"),
        ("LOG_LEVEL", "loud"),
        ("REVOCATION_CA_FILE", "/nowhere.pem"),
        ("REVOCATION_FILES", "/var/lib/list.crl"),
        ("REVOCATION_FILES", "ftp://ca.example.vn/a=/var/lib/a"),
        ("REVOCATION_PROXY", "proxy.example.vn:3128"),
        ("REVOCATION_PROXY", "http://proxy.example.vn:3128/path"),
        ("REVOCATION_ALARM_HOURS", "0"),
        ("PORT", "65536"),
        ("WORKERS", "0"),
        ("PASSWORD_THREADS", "0"),
        ("ONE_TIME_CODE_SECONDS", "601"),
        ("ONE_TIME_CODE_TRIES", "-1"),
        ("ONE_TIME_CODE_RESEND_AFTER_SECONDS", "60,0"),
        ("CARRIER_SIM_SWAP_HOURS", "2401"),
        ("CARRIER_NUMBER_RECYCLING", "v0.2/check"),
        ("SIM_WAIT_SECONDS", "151"),
        ("CARRIER_TIMEOUT_SECONDS", "nan"),
        ("DATABASE_URL", "mysql://somewhere"),
        ("REDIS_URL", "http://somewhere"),
        ("VNEID_URL", "javascript:alert(1)"),
        ("SIGN_IN_CODE", "perhaps"),
        ("SMS_CODE_TEXT", "{code} {name}"),
        ("SMS_RECEIPT_TEXT", "Tài khoản đã mở"),
        ("PUBLIC_ORIGIN", "portal.example.vn"),
        ("USB_CHALLENGE_SECONDS", "301"),
        ("USB_VGCA_URL", "https://127.0.0.1:8987"),
        ("USB_VGCA_URL", "wss://127.0.0.1:8987/path"),
        ("USB_VNPT_URLS", "wss://localhost:4433,wss://localhost:4434; script-src *"),
        ("REGISTRATION_WARNING_SECONDS", "900"),
    ],
)
def test_an_invalid_setting_is_refused_by_name(variables: dict[str, str], variable: str, text: str) -> None:
    with pytest.raises(BadSetting, match=f"^{variable}: "):
        Settings.from_environment({**variables, variable: text})


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("SANDBOX_URL", "https://sandbox.example.vn"),
        ("PUBLIC_ORIGIN", "http://portal.example.vn"),
        ("OPERATOR_NAME", ""),
        ("CARRIER_URL", "http://carrier.example.vn"),
        ("CARRIER_TOKEN_URL", "http://carrier.example.vn/token"),
        ("SMS_URL", "http://sms.example.vn"),
        ("USB_VGCA_URL", "ws://127.0.0.1:8987"),
        ("USB_VNPT_URLS", "wss://localhost:4433,ws://localhost:4434"),
    ],
)
def test_production_refuses_trial_settings(variables: dict[str, str], variable: str, text: str) -> None:
    assert Settings.from_environment({**variables, **PRODUCTION}).https
    with pytest.raises(BadSetting, match=f"^{variable}: "):
        Settings.from_environment({**variables, **PRODUCTION, variable: text})


def test_a_slash_after_the_origin_is_ignored(variables: dict[str, str]) -> None:
    settings = Settings.from_environment({**variables, "PUBLIC_ORIGIN": "https://portal.example.vn/"})
    assert settings.public_origin == "https://portal.example.vn"


#: An allowed text of each setting that does not take what `allowed` writes for its type.
OF_ITS_OWN = {
    "push_contact": "mailto:van-hanh@example.vn",
    "push_hosts": "push.example.vn,*.push.example.org",
    "secret_key": "y" * 32,
    "encryption_keys": f"k2:{KEY}",
    "lookup_key": base64.b64encode(b"l" * 32).decode(),
    "public_origin": "https://other.example.vn",
    "redis_url": "redis://other.example.vn",
    "database_url": "sqlite:////tmp/other.sqlite3",
    "carrier_number_recycling": "v1",
    "appointment_level": "3",
    "vneid_level": "3",
    "usb_vgca_url": "wss://127.0.0.1:9000",
    "usb_vnpt_urls": "wss://localhost:9001,wss://localhost:9002",
    "revocation_proxy": "http://proxy.example.vn:3128",
    "revocation_files": "http://ca.example.vn/a.crl=/var/lib/a.crl",
    "breached_passwords_file": str(SHIPPED),
}
#: What has to be set beside a setting.
BESIDE = {
    "environment": PRODUCTION,
    "vneid_authorization_url": {
        "VNEID_TOKEN_URL": "https://vneid.example.vn/token",
        "VNEID_USERINFO_URL": "https://vneid.example.vn/userinfo",
        "VNEID_CLIENT_ID": "a",
        "VNEID_CLIENT_SECRET": "b",
    },
}


def allowed(setting: "Field[Any]", file: Path) -> str:
    """Write a value of the setting's type that is not its default."""
    default: Any = setting.default
    if setting.name in OF_ITS_OWN:
        return OF_ITS_OWN[setting.name]
    if isinstance(default, StrEnum):
        return next(one.value for one in type(default) if one is not default)
    if isinstance(default, bool):
        return "off" if default else "on"
    if isinstance(default, int | float):
        return str(default - 1 if default > 1 else default + 1)
    if setting.name.endswith(("_url", "_urls")):
        return "https://other.example.vn/path"
    texts: dict[Any, str] = {
        str: "other",
        tuple[str, ...]: "one,two",
        tuple[int, ...]: "7,8",
        tuple[date, ...]: "2031-01-02",
    }
    return texts.get(setting.type, str(file))


@pytest.mark.parametrize("setting", fields(Settings), ids=lambda setting: setting.name)
def test_every_setting_can_be_set_from_the_environment(
    variables: dict[str, str], setting: "Field[Any]", tmp_path: Path
) -> None:
    file = tmp_path / "file"
    file.write_text("province,name,address,opening_hours,phone\n")
    beside = {**variables, **BESIDE.get(setting.name, {})}
    usual = getattr(Settings.from_environment(variables), setting.name)
    variable = setting.name.upper()
    read = getattr(Settings.from_environment({**beside, variable: allowed(setting, file)}), setting.name)
    assert read != usual
    assert type(read) is type(usual) or usual is None


@pytest.mark.parametrize(
    "setting", [one for one in fields(Settings) if isinstance(one.default, StrEnum)], ids=lambda one: one.name
)
def test_a_setting_with_a_few_values_takes_each_and_no_other(
    variables: dict[str, str], setting: "Field[Any]"
) -> None:
    variable = setting.name.upper()
    beside = {**variables, **BESIDE.get(setting.name, {})}
    kind: Any = setting.type
    for value in kind:
        settings = Settings.from_environment({**beside, variable: value.value})
        assert getattr(settings, setting.name) is value
    for misspelt in ("another", f"{next(iter(kind))}s", next(iter(kind)).swapcase()):
        with pytest.raises(BadSetting) as refused:
            Settings.from_environment({**beside, variable: misspelt})
        assert str(refused.value) == f"{variable}: must be {' or '.join(kind)}, and not {misspelt}"


@pytest.mark.parametrize(
    "setting", [one for one in fields(Settings) if one.type is bool], ids=lambda one: one.name
)
def test_a_switch_takes_on_and_off_and_no_other_word(
    variables: dict[str, str], setting: "Field[Any]"
) -> None:
    variable = setting.name.upper()
    with pytest.raises(BadSetting, match=f"^{variable}: must be on or off, and not onn$"):
        Settings.from_environment({**variables, variable: "onn"})


def test_no_setting_with_a_few_values_takes_any_text() -> None:
    """A text whose meaning quotes its default has a few values, and needs a type that lists them."""
    kinds = {one.name.upper(): one.type for one in fields(Settings)}
    told = [one for _title, group in described() for one in group]
    few = [one.variable for one in told if f"`{one.default}`" in one.meaning]
    assert [variable for variable in few if kinds[variable] is str] == []
