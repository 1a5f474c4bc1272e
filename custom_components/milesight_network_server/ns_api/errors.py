"""The errors of a call."""

from enum import IntEnum

from .quoting import quoted


class ReturnCode(IntEnum):
    """Codes of a failed call (API document, Appendix "Return Code List" and 6.11)."""

    UNKNOWN_ERROR = 2
    PARAMETER_EXCEPTION = 3
    NOT_FOUND = 5
    ALREADY_EXISTS = 6
    FAILED_PRECONDITION = 9
    PARSE_FAILED = 20
    URL_NOT_SUPPORTED = 21
    METHOD_NOT_SUPPORTED = 22
    INTERNAL_ERROR = 23
    REQUEST_TIMEOUT = 24
    GATEWAY_EUI_NOT_MATCHED = 25
    SUCCESS = 200
    DEVICE_IN_FUOTA_TASK = 10310001
    DEVICES_IN_FUOTA_TASKS = 10310002
    TASK_NAME_INVALID = 10310003
    TASK_START_INVALID = 10310004
    FRAGMENT_INFO_MISSING = 10310005
    MULTICAST_INFO_MISSING = 10310006
    FIRMWARE_INFO_MISSING = 10310007
    OFFICIAL_FIRMWARE_MISSING = 10310008
    CUSTOM_FIRMWARE_MISSING = 10310009
    FRAGMENT_SIZE_INVALID = 10310010
    FRAGMENT_INTERVAL_INVALID = 10310011
    REDUNDANCY_INVALID = 10310012
    TOO_MANY_TASKS = 10310013
    TASK_STATUS_UNFIT = 10310014
    OFFICIAL_FIRMWARE_UNAVAILABLE = 10310015


class NsApiError(Exception):
    """The call did not succeed. `call` says which one, in words."""

    def __init__(self, call: str) -> None:
        super().__init__(call)
        self.call = call


class LineError(NsApiError):
    """The gateway could not be reached, or its answer not understood."""


class NotConnectedError(LineError):
    """There is no connection to the broker: nothing was sent."""

    def __str__(self) -> str:
        """Say what was not sent."""
        return f"{self.call}: not sent, no connection to the MQTT broker"


class NoAnswerError(LineError):
    """The request was sent and no answer came in time."""

    def __init__(self, call: str, seconds: float, *, others: int = 0, text: str = "") -> None:
        """`others` is how many other gateways answered, `text` what the last of them said."""
        super().__init__(call)
        self.seconds = seconds
        self.others = others
        self.text = text

    def __str__(self) -> str:
        """Say how long was waited, and for what."""
        return f"{self.call}: no answer within {self.seconds:g} s"


class UnreadableAnswerError(LineError):
    """An answer came whose content is not what the call promises."""

    def __init__(self, call: str, missing: str) -> None:
        super().__init__(call)
        self.missing = missing

    def __str__(self) -> str:
        """Say what is missing."""
        return f"{self.call}: the answer has no usable {self.missing}"


class LinkClosedError(LineError):
    """The link was closed, before the request was sent or while the answer was awaited."""

    def __init__(self, call: str, *, sent: bool = True) -> None:
        super().__init__(call)
        self.sent = sent

    def __str__(self) -> str:
        """Say that the answer is no longer waited for."""
        return f"{self.call}: given up, the link was closed"


class RefusedError(NsApiError):
    """The gateway refused.

    `code` is the number that it gave (None where it gave none), `reason` the same as a known code
    (None for a code that the API document does not list), `text` its own words.
    """

    def __init__(self, call: str, code: int | None, text: str) -> None:
        super().__init__(call)
        self.code = code
        self.text = text
        self.reason = ReturnCode(code) if code is not None and code in ReturnCode else None

    def __str__(self) -> str:
        """Say what the gateway said."""
        code = "" if self.code is None else f" with code {self.code}"
        return f"{self.call}: refused{code} {self.text}".rstrip()


def is_unknown_call(err: NsApiError) -> bool:
    """Whether a gateway says that it does not know a call: its firmware is older than the call."""
    unknown = (ReturnCode.URL_NOT_SUPPORTED, ReturnCode.METHOD_NOT_SUPPORTED)
    return isinstance(err, RefusedError) and err.reason in unknown


class OtherApiError(RefusedError):
    """The gateway speaks the API of UG63-V2 and SG50, which is not this one."""


# "Speaks another, incompatible API … codes 20101001 …": every code seen there has this prefix.
_OTHER_API_CODES = range(20_100_000, 20_200_000)


def refusal(call: str, code: int | None, text: str) -> RefusedError:
    """Return the error that fits the code of a failed answer."""
    kind = OtherApiError if code is not None and code in _OTHER_API_CODES else RefusedError
    # The gateway may quote the request, keys included, and at any length.
    return kind(call, code, quoted(text))
