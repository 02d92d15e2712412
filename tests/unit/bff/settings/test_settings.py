"""An invalid setting stops the start with the name of its variable."""

import base64
from pathlib import Path

import pytest

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
