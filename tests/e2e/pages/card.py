"""The page that scans an identity card, and the camera that a test holds in front of it."""

from pathlib import Path

import segno
from playwright.sync_api import Locator, expect

from sandbox.people.table import SandboxPerson
from tests.e2e.pages.screen import Next, Screen

#: What the fake camera films: a grey picture of this size, with the code in its middle.
WIDTH, HEIGHT = 640, 480
GREY, WHITE, BLACK = 120, 235, 16
#: Pixels of a square of the code: a code of 57 squares fills half of the picture's height.
SQUARE = 5


def text_of_card(person: SandboxPerson, *, old_number: str = "") -> str:
    """Return what the code on the card of *person* says: the name in capitals, and facts nobody asks for."""
    born = "".join(reversed(person.birth_date.split("-")))
    address = "Số 12 đường Thử Nghiệm, Phường Bến Thành, Thành phố Hồ Chí Minh"
    name = person.full_name.upper()
    return f"{person.citizen_number}|{old_number}|{name}|{born.rjust(8, '0')}|Nữ|{address}|29042021"


def film(text: str, file: Path) -> Path:
    """Write the film of a code for the fake camera of Chromium (YUV4MPEG2), and return its path."""
    code = segno.make(text, error="m", micro=False)
    rows = [list(row) for row in code.matrix_iter(scale=SQUARE, border=4)]
    left, top = (WIDTH - len(rows[0])) // 2, (HEIGHT - len(rows)) // 2
    picture = bytearray([GREY]) * (WIDTH * HEIGHT)
    for number, row in enumerate(rows):
        start = (top + number) * WIDTH + left
        picture[start : start + len(row)] = bytes(BLACK if dark else WHITE for dark in row)
    frame = b"FRAME\n" + bytes(picture) + bytes([128]) * (WIDTH * HEIGHT // 2)
    file.write_bytes(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420mpeg2\n".encode() + frame * 4)
    return file


def photo(text: str, file: Path) -> Path:
    """Write a photo of a code, and return its path."""
    segno.make(text, error="m", micro=False).save(str(file), scale=6, border=8)
    return file


class Card(Screen):
    """The camera's picture, what was read, a photo instead, and the way back to the form."""

    heading = "Scan the identity card"

    @property
    def picture(self) -> Locator:
        return self.main.locator("video")

    def expect_said(self, english: str) -> "Card":
        """Hear *english* in the live region."""
        expect(self.main.get_by_role("status")).to_have_text(self.say(english))
        return self

    def choose_photo(self, file: Path) -> None:
        self.page.locator("input[type=file]").set_input_files(file)

    def type_instead(self, then: type[Next]) -> Next:
        return self.follow("Type the details", then)
