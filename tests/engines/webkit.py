"""WebKit driven by Debian's WebKitWebDriver: the engine of Safari, as WebKitGTK builds it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from selenium.webdriver import WebKitGTK
from selenium.webdriver.common.by import By
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

from tests.support.qa import eventually

DRIVER = "/usr/bin/WebKitWebDriver"
#: The browser that comes with the driver; its folder has the machine's name in it.
BROWSERS = tuple(Path("/usr/lib").glob("*/webkit2gtk-4.1/MiniBrowser"))


class WebKit:
    """One window; its verbs are those of `tests.engines.firefox.Firefox`."""

    def __init__(self, driver: WebKitGTK) -> None:
        self._driver = driver

    def open(self, address: str) -> None:
        self._driver.get(address)

    def run(self, script: str) -> Any:
        """Run *script*, which returns something, in the page."""
        return self._driver.execute_script(script)

    def press(self, selector: str) -> None:
        self._driver.find_element(By.CSS_SELECTOR, selector).click()

    def write(self, selector: str, text: str) -> None:
        self._driver.find_element(By.CSS_SELECTOR, selector).send_keys(text)

    def until_heading(self, heading: str) -> None:
        """Wait until this is the h1."""
        script = "return document.readyState === 'complete' && document.querySelector('h1')?.innerText"
        eventually(lambda: self.run(script) == heading, f"the heading {heading!r}")


@contextmanager
def webkit(display: str, language: str) -> Iterator[WebKit]:
    """Start WebKit on a display, without history; end it at the end."""
    options = Options()
    options.binary_location = str(BROWSERS[0])
    options.add_argument("--automation")
    surroundings = {**os.environ, "DISPLAY": display, "LANGUAGE": language, "LC_ALL": "C.UTF-8"}
    # WebKit's own sandbox needs rights that root in a container has not
    surroundings["WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS"] = "1"
    driver = WebKitGTK(options=options, service=Service(executable_path=DRIVER, env=surroundings))
    try:
        yield WebKit(driver)
    finally:
        driver.quit()
