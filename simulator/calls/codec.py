"""Call 5.1."""

from simulator.asked import Asked
from simulator.books import Books
from simulator.codec import row
from simulator.paging import matching, page
from simulator.wire import Body


def enquire(books: Books, asked: Asked) -> Body:
    """5.1: of the parameters it calls required, its own example leaves out the search."""
    query = asked.query
    is_default = query.option("type", ("default", "custom")) == "default"
    query.number("limit")
    query.number("offset")
    codecs = matching(
        (each for each in books.payload_codecs.values() if each.is_default == is_default),
        query.text("search"),
        lambda each: (each.name,),
    )
    return {"totalCount": str(len(codecs)), "result": [row(each) for each in page(codecs, query)]}
