"""What an answer says: success or a refusal, and the rows of a list."""

from typing import Any, Final

from .errors import ReturnCode, UnreadableAnswerError, refusal
from .link import Answer
from .listing import Page
from .model import read_int

# Codes of success: absent, 200 in the MQTT document, 0 in answers of real gateways.
_SUCCESS: Final = (0, ReturnCode.SUCCESS)
# Seen once as the answer to a write that was carried out: code 17 with these words.
_ACCEPTED: Final = (17, "request accept")
# Larger numbers are no JSON for Home Assistant's front end.
_LARGEST_TOTAL: Final = 2**53


def check(call: str, answer: Answer) -> Any:
    """Return the body of a successful answer, raise `RefusedError` for a failure.

    A failure is a code other than absent, blank, null, 0 or 200, or an error that is not empty.
    Blanks, null, false, 0 and an object or a list without anything in it are empty. A relative of
    the gateways (EG71) names them `errCode` and `errMsg`.
    """
    body = answer.body
    if not isinstance(body, dict):
        return body
    for code_name, text_name in (("code", "error"), ("errCode", "errMsg")):
        code, text = body.get(code_name), body.get(text_name)
        if (_is_blank(code) or read_int(code) in _SUCCESS) and (not text or _is_blank(text)):
            continue
        if (read_int(code), str(text).strip().lower()) != _ACCEPTED:
            raise refusal(call, read_int(code), str(text or ""))
    return body


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def rows_of(call: str, body: Any, rows_key: str) -> list[Any]:
    """Return the rows of a list, none for null. `UnreadableAnswerError` where the body has none."""
    rows = body.get(rows_key) if isinstance(body, dict) else None
    if rows is None and isinstance(body, dict) and rows_key in body:
        return []
    if not isinstance(rows, list):
        raise UnreadableAnswerError(call, rows_key)
    return rows


def page_of(call: str, body: Any, rows_key: str, total_key: str, offset: int) -> Page:
    """Return a list's page.

    Go writes an empty list as null, or leaves it out. At the beginning of a list that is believed
    only together with a total of 0: to delete every device is worse than to miss one poll.
    Without that total it is an empty page of a list that is `odd`, and so not complete.
    """
    total = read_int(body.get(total_key)) if isinstance(body, dict) else None
    if total is not None:
        total = max(-1, min(total, _LARGEST_TOTAL))
    if isinstance(body, dict) and body.get(rows_key) is None and (rows_key in body or total == 0):
        return Page([], total, body, odd=offset == 0 and total != 0)
    return Page(rows_of(call, body, rows_key), total, body)
