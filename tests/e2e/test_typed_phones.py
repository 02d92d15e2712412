"""A code to a phone that nothing vouches for: the browser works for it, or the message waits for its turn."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Request, expect

from tests.e2e.pages.waiting import MessageWaits
from tests.e2e.visitor import Visitor


def work_in(request: Request) -> str:
    return parse_qs(request.post_data or "").get("work", [""])[0]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_browser_works_while_its_page_stays_alive_and_the_code_comes(visitor: Visitor) -> None:
    details = visitor.at_insurance_details().fill_in(visitor.person)
    with visitor.page.expect_request(lambda request: request.method == "POST") as sent:
        code = details.send()
    assert work_in(sent.value)
    code.expect_focus_on(code.h1)
    assert visitor.new_code()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_browser_that_can_not_work_goes_on_by_itself_after_the_wait(
    visitor: Visitor, context: BrowserContext
) -> None:
    context.route("**/solver.*.js", lambda route: route.abort())
    details = visitor.without_service_worker().at_insurance_details().fill_in(visitor.person)
    posts: list[Request] = []
    context.on("request", lambda request: posts.append(request) if request.method == "POST" else None)
    details.send()  # passes by the waiting screen, which no hand presses
    assert visitor.new_code()
    assert [(urlsplit(one.url).path.rpartition("/")[2], work_in(one)) for one in posts] == [
        ("details", ""),
        ("code", ""),
    ]


@pytest.mark.parametrize(("language", "java_script"), [("vi", False), ("en", False)])
def test_without_javascript_the_message_waits_and_a_press_sends_it(visitor: Visitor) -> None:
    waits = visitor.at_insurance_details().fill_in(visitor.person).send_to(MessageWaits)
    code = waits.press_until_it_is_sent()
    assert len(visitor.codes) == 1
    expect(code.code).to_be_visible()
