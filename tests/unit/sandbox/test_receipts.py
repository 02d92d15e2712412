"""Receipts reach the product by HTTP, in the background and in order, for every answer of the product."""

from queue import Queue

import httpx2
import pytest

from sandbox import SandboxSettings, create_sandbox
from tests.unit.sandbox.asking import CALLBACK_URL, Asker

#: How long the two calls in the background may take, in seconds; they take milliseconds.
COMES_WITHIN_SECONDS = 10


class Product(httpx2.BaseTransport):
    """A product that keeps the receipts it is called with, and answers each with one status."""

    def __init__(self, status: int) -> None:
        self._status = status
        self.called: Queue[httpx2.URL] = Queue()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        self.called.put(request.url)
        return httpx2.Response(self._status, request=request)

    def next_status(self) -> str:
        """Wait for the next receipt; give its SendStatus."""
        return str(self.called.get(timeout=COMES_WITHIN_SECONDS).params["SendStatus"])


def gateway(product: Product) -> Asker:
    return Asker(create_sandbox(SandboxSettings(product_transport=product, receipt_delay_seconds=0)))


@pytest.mark.parametrize("status", [200, 404, 500])
def test_both_receipts_are_sent_even_if_the_product_does_not_take_the_first(status: int) -> None:
    product = Product(status)
    gateway(product).send()
    assert [product.next_status(), product.next_status()] == ["7", "5"]


@pytest.mark.parametrize("address", ["", "ftp://product.test/", "javascript:alert(1)"])
def test_without_a_callback_url_no_receipt_is_sent(address: str) -> None:
    product = Product(200)
    asker = gateway(product)
    asker.send(CallbackUrl=address)
    asker.send(CallbackUrl=CALLBACK_URL)
    first = product.called.get(timeout=COMES_WITHIN_SECONDS)
    assert str(first).startswith(CALLBACK_URL)


def test_a_callback_with_a_query_keeps_it() -> None:
    product = Product(200)
    gateway(product).send(CallbackUrl=f"{CALLBACK_URL}?of=1")
    params = product.called.get(timeout=COMES_WITHIN_SECONDS).params
    assert (params["of"], params["SendStatus"]) == ("1", "7")
