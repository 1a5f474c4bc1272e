"""The API of UG63-V2 and SG50, as far as a client of this one can meet it: it is refused."""

from .wire import Body

# They have no `type`, and urls of their own (/ns/device…): whatever is asked here is unknown.
REFUSAL: Body = {"code": 20101001, "error": "url not supported"}
