"""Call 5.1, and the short form of it that the document does not have."""

from simulator.asked import Asked
from simulator.books import Books
from simulator.codec import PayloadCodec, row
from simulator.errors import ApiError, Code
from simulator.paging import matching, page
from simulator.wire import Body

TYPES = ("default", "custom")


def enquire(books: Books, asked: Asked) -> Body:
    """5.1: of the parameters it calls required, its own example leaves out the search."""
    query = asked.query
    codecs = _matching(books, asked, query.option("type", TYPES))
    query.number("limit")
    query.number("offset")
    return {"totalCount": str(len(codecs)), "result": [row(each) for each in page(codecs, query)]}


def enquire_short(books: Books, asked: Asked) -> Body:
    """`/api/payloadcodecs-short`: ids and names only. Known of the same gateways' HTTP API."""
    if not books.manners.short_codecs:
        raise ApiError(Code.TYPE_OR_URL)
    codecs = _matching(books, asked, asked.query.option("type", TYPES, "default"))
    return {
        "totalCount": str(len(codecs)),
        "result": [
            {"id": str(each.codec_id), "name": each.name} for each in page(codecs, asked.query)
        ],
    }


def _matching(books: Books, asked: Asked, kind: str) -> list[PayloadCodec]:
    return matching(
        (each for each in books.payload_codecs.values() if each.is_default == (kind == "default")),
        asked.query.text("search"),
        lambda each: (each.name,),
    )
