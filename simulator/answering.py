"""From a request to its answer: does what is asked, and puts it as manners and faults have it."""

from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

import orjson

from .asked import Asked
from .books import Books
from .checks import Query
from .errors import ApiError
from .forms import failure, nulled, success, unknown_keys, with_unknown_keys
from .manners import Manners
from .request import Heard, Request
from .routes import FUOTA
from .schedule import advance
from .spoiling import garble, kept, miscounted, spoilt, tear
from .wire import Blank, Body, Envelope, answered_id, answered_url


@dataclass(frozen=True, slots=True)
class Answer:
    """What is published, `delay` seconds after the request came."""

    payload: bytes
    delay: float = 0.0


@dataclass(slots=True)
class Answering:
    """Answers in the name of one gateway."""

    books: Books
    envelope: Envelope
    random: Random
    # How many answers there were: some keys have another value in each.
    count: int = 0

    @property
    def _manners(self) -> Manners:
        return self.books.manners

    def answers(self, heard: Heard) -> list[Answer]:
        """Do what was asked, and return what is answered: nothing, once, or several times."""
        is_fuota = str(heard.request.url).startswith(FUOTA)
        if is_fuota and self._manners.no_fuota == "silent":
            return []
        body = self._body(heard, is_fuota)
        kinds = heard.kinds
        if "lost_answer" in kinds:
            return []
        payload = self._spoilt(heard, body)
        if "tear" in kinds:
            payload = tear(payload, self.random)
        if "garble" in kinds:
            payload = garble(payload, self.random)
        copies = max((fault.copies for fault in heard.struck if fault.kind == "repeat"), default=1)
        return [Answer(payload, heard.seconds("delay"))] * copies

    def refusal(self, request: Request, error: ApiError) -> Answer:
        """Return the answer to a message that no call has to do with."""
        return self.plain(request, failure(error, self._manners))

    def plain(self, request: Request, body: Body) -> Answer:
        """Return an answer with this body."""
        return Answer(self._packed(request, body))

    def _body(self, heard: Heard, is_fuota: bool) -> Body | Blank:
        """Do what was asked, and return the body of its answer."""
        request, books = heard.request, self.books
        sent = request.body
        advance(books, request.at)
        if is_fuota and isinstance(self._manners.no_fuota, int):
            return self._failure(self._manners.no_fuota)
        for fault in heard.struck:
            if fault.kind == "code":
                return self._failure(fault.code)
            if fault.kind == "keep":
                # Without values nothing is stored: it is done in books that are thrown away.
                books = books if fault.values else deepcopy(books)
                sent = kept(sent, fault.values)
        query = Query(str(request.url).partition("?")[2])
        try:
            body = heard.call.answer(books, Asked(heard.path_id, query, sent, request.at))
        except ApiError as error:
            return failure(error, self._manners)
        for fault in heard.struck:
            if fault.kind == "unlisted":
                listed_from = request.at + timedelta(seconds=fault.seconds)
                books.tasks[books.last_task_id].listed_from = listed_from
            if fault.kind == "done":
                return self._failure(fault.code)
        return success(body, self._manners)

    def _failure(self, code: int) -> Body:
        return failure(ApiError(code), self._manners)

    def _spoilt(self, heard: Heard, body: Any) -> bytes:
        """Return the whole answer as manners and faults leave it."""
        call = heard.request.call
        if self._manners.extra_keys:
            body = with_unknown_keys(body, self.count)
        body = miscounted(body, call, heard.struck)
        if self._manners.null_lists:
            body = nulled(body)
        answer = spoilt(body, call, heard.struck)
        return answer.packed_in(self._packed(heard.request, answer.body))

    def _packed(self, request: Request, body: object) -> bytes:
        """Return the whole answer to a message as it goes over the wire."""
        url = request.url
        answer = self.envelope.around(
            answered_id(request.id, request.call),
            request.method,
            answered_url(url, request.call) if isinstance(url, str) else url,
            body,
        )
        if self._manners.extra_keys:
            answer |= unknown_keys(self.count)
        self.count += 1
        return orjson.dumps(answer)
