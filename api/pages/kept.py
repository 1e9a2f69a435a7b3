"""Pages that are the same for all who may see them: rendered, encoded and compressed once.

Twenty walls that are told of one vote ask for one page. Who may see it is asked each time, before
and apart; what is kept is told apart by whatever can make a page another one.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import Future

import msgspec
from fastapi import Request, Response

from api.squeezing import squeeze, takes_gzip

PAGES_MAX = 64
SECONDS_MAX = 10.0
"""How long a page is kept. Names are kept beside the ledger and may be forgotten without an event;
a page shows them no longer than that.
"""


class Page(msgspec.Struct, frozen=True):
    """A page in both encodings."""

    plain: bytes
    gzipped: bytes
    headers: dict[str, str]

    def answer(self, request: Request) -> Response:
        """The page in the encoding that was asked for."""
        headers = {**self.headers, "Vary": "Accept-Language, Cookie, Accept-Encoding"}
        if takes_gzip(request.headers):
            headers["Content-Encoding"] = "gzip"
            return Response(self.gzipped, headers=headers, media_type="text/html")
        return Response(self.plain, headers=headers, media_type="text/html")


def page_of(text: str, headers: Mapping[str, str]) -> Page:
    """A page as it is kept."""
    data = text.encode()
    return Page(data, squeeze(data), dict(headers))


class Kept:
    """The pages of late. Threads may ask at will; each page is made by one of them."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._pages: OrderedDict[Hashable, tuple[float, Future[Page]]] = OrderedDict()

    def once(self, key: Hashable, make: Callable[[], Page]) -> Page:
        """The page of this key, made if there is none. Raises what making it raises, each time."""
        with self._lock:
            made, page = self._pages.get(key, (0.0, None))
            mine = page is None or self._clock() > made + SECONDS_MAX
            if page is None or mine:
                page = Future()
                self._pages[key] = (self._clock(), page)
                while len(self._pages) > PAGES_MAX:
                    self._pages.popitem(last=False)
            self._pages.move_to_end(key)
        if mine:
            try:
                page.set_result(make())
            except BaseException as error:  # noqa: BLE001  # whoever waits is told it, whatever it is
                with self._lock:
                    self._pages.pop(key, None)
                page.set_exception(error)
        return page.result()
