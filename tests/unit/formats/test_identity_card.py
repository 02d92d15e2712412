"""The QR code of an identity card: our page finds it in a picture, and reads the forms of its text."""

import base64
import json
import subprocess

import pytest
import segno

from tests.unit.pwa.frame import PWA, assets, client

#: A card as the published reader takes it (samples.toml), with a name in small letters.
PUBLISHED = "012345678901|123456789|Nguyễn Văn A|01021990|Nam|123 Hà Nội|10102021"
#: Capitals with two marks on a letter, the longest kind of address, and three fields more.
LONG = (
    "000190000001||NGUYỄN THỊ PHƯỢNG ẨN|27031990|Nữ|Số 12/34/56 đường Nguyễn Thị Minh Khai, tổ dân phố 7, "
    "Phường Đa Kao, Quận 1, Thành phố Hồ Chí Minh|29042021|||Trần Văn Ẩm"
)
LAN = {
    "citizen_number": "000190000001",
    "full_name": "NGUYỄN THỊ LAN",
    "birth_date_day": "27",
    "birth_date_month": "03",
    "birth_date_year": "1990",
}
REST = "Nữ|Hà Nội|29042021"


def read(text: str) -> dict[str, str] | None:
    """What our page reads in the text of a code."""
    asked = f"""import {{ factsOf }} from {json.dumps(str(PWA / "card" / "facts.js"))};
    console.log(JSON.stringify(factsOf({json.dumps(text)}) ?? null));"""
    return json.loads(node(asked))  # type: ignore[no-any-return]  # of a dictionary of texts


def decoded(text: str, *, scale: int) -> str:
    """What the decoder that browsers get finds in a picture of a code, *scale* pixels a square."""
    rows = segno.make(text, error="m", micro=False, boost_error=False).matrix_iter(scale=scale, border=4)
    squares = ["".join("0" if dark else "1" for dark in row) for row in rows]
    return node(
        f"""{the_decoder()}
    const rows = {json.dumps(squares)};
    const pixels = rows.join("").split("").flatMap((shade) => [shade * 255, shade * 255, shade * 255, 255]);
    const data = Uint8ClampedArray.from(pixels);
    console.log(decode({{ data, width: rows[0].length, height: rows.length }}));"""
    )


def the_decoder() -> str:
    """Import the decoder that browsers get."""
    script = client().get(assets().url("card/decoder.js")).data
    return f'import {{ decode }} from "data:text/javascript;base64,{base64.b64encode(script).decode()}";'


def node(script: str) -> str:
    command = ["node", "--input-type=module", "--no-warnings"]
    done = subprocess.run(command, input=script, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def test_the_published_card_is_read() -> None:
    assert read(PUBLISHED) == {
        "citizen_number": "012345678901",
        "full_name": "Nguyễn Văn A",
        "birth_date_day": "01",
        "birth_date_month": "02",
        "birth_date_year": "1990",
    }


@pytest.mark.parametrize(
    "text",
    [
        f"000190000001|123456789|NGUYỄN THỊ LAN|27031990|{REST}",
        f"000190000001||NGUYỄN THỊ LAN|27031990|{REST}",
        f"000190000001|NGUYỄN THỊ LAN|27031990|{REST}",
        f"000190000001|000190000001|NGUYỄN THỊ LAN|27031990|{REST}|||Trần Văn Ẩm||",
        f" 000190000001 |123456789| NGUYỄN THỊ LAN |27/03/1990|{REST}\r\n",
    ],
    ids=["old number", "empty old number", "no old number", "more fields", "spaces and slashes"],
)
def test_every_edition_of_the_card_is_read(text: str) -> None:
    assert read(text) == LAN


def test_a_card_with_only_the_year_of_birth_is_read() -> None:
    assert read(f"000190000001||NGUYỄN THỊ LAN|00001990|{REST}") == LAN | {
        "birth_date_day": "",
        "birth_date_month": "",
    }


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://example.vn/?id=000190000001",
        "00020101021238570010A00000072701270006970436011300012345678900208QRIBFTTA53037045802VN6304AF69",
        f"00019000000|123456789|NGUYỄN THỊ LAN|27031990|{REST}",
        f"000190000001|123456789||27031990|{REST}",
        f"000190000001|123456789|12345|27031990|{REST}",
        f"000190000001|123456789|NGUYỄN THỊ LAN|2731990|{REST}",
        "000190000001|123456789|NGUYỄN THỊ LAN",
        "HS4010123456789|Nguyễn Thị Lan|27/03/1990|2|01 - 065|01/01/2021",
    ],
    ids=[
        "empty",
        "link",
        "payment",
        "11 digits",
        "no name",
        "name of digits",
        "7 digits",
        "short",
        "insurance",
    ],
)
def test_another_code_is_not_taken_for_a_card(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize("text", [PUBLISHED, LONG], ids=["short", "long"])
@pytest.mark.parametrize("scale", [2, 3, 7])
def test_the_decoder_finds_the_code_with_all_its_vietnamese_letters(text: str, scale: int) -> None:
    assert decoded(text, scale=scale) == text


def test_a_picture_without_a_code_has_no_text() -> None:
    grey = "new Uint8ClampedArray(400 * 400 * 4).fill(200)"
    asked = f"console.log(decode({{ data: {grey}, width: 400, height: 400 }}));"
    assert node(f"{the_decoder()}\n{asked}") == ""
