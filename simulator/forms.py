"""In which form a gateway puts what it answers, as its manners have it."""

from typing import Any

from .errors import ApiError
from .manners import Manners
from .wire import DONE, Blank, Body

_SUCCESSES: dict[str, Body] = {
    "real": {},
    "zero": {"code": 0, "error": ""},
    "accept": {"code": 17, "error": "request accept"},
}


def success(body: Body | Blank, manners: Manners) -> Body | Blank:
    """Return the success of a write in this gateway's form. An answer with content stays."""
    if manners.success != "documented" and (isinstance(body, Blank) or body is DONE):
        return _SUCCESSES[manners.success]
    return body


def failure(error: ApiError, manners: Manners) -> Body:
    """Return a refusal in this gateway's form, and in its words."""
    text = error.error if manners.error_text is None else manners.error_text
    if manners.failure == "err-code":
        return {"errCode": error.code, "errMsg": text}
    return {"code": error.code, "error": text}


def nulled(part: Any) -> Any:
    """Return a body with null for each empty list."""
    if isinstance(part, list):
        return [nulled(each) for each in part] or None
    if isinstance(part, dict):
        return {key: nulled(value) for key, value in part.items()}
    return part


def with_unknown_keys(part: Any, number: int) -> Any:
    """Return a body with `unknown_keys` in each row of each of its lists."""
    if isinstance(part, list):
        rows = [with_unknown_keys(each, number) for each in part]
        return [row | unknown_keys(number) if isinstance(row, dict) else row for row in rows]
    if isinstance(part, dict):
        return {key: with_unknown_keys(value, number) for key, value in part.items()}
    return part


def unknown_keys(number: int) -> Body:
    """Return keys that no document knows. Of some the value depends on the request's number."""
    return {
        "rssi": -40 - 7 * number % 80,
        "requestNumber": number,
        "reserved": None,
        "vendorInfo": {"tags": [], "region": ""},
    }
