"""Return codes of the API (appendix and section 6.11)."""

from enum import IntEnum


class Code(IntEnum):
    """What a failure answers as `code`."""

    UNKNOWN = 2
    PARAMETER = 3
    NOT_FOUND = 5
    EXISTS = 6
    PRECONDITION = 9
    JSON = 20
    TYPE_OR_URL = 21
    METHOD = 22
    INTERNAL = 23
    TIMEOUT = 24
    GATEWAY_EUI = 25
    DEVICE_IN_TASK = 10310001
    DEVICE_IN_TASKS = 10310002
    TASK_NAME = 10310003
    START_TIME = 10310004
    FRAGMENT_INFO = 10310005
    MULTICAST_INFO = 10310006
    FIRMWARE_INFO = 10310007
    OFFICIAL_FIRMWARE_INFO = 10310008
    CUSTOM_FIRMWARE_INFO = 10310009
    FRAGMENT_SIZE = 10310010
    FRAGMENT_INTERVAL = 10310011
    REDUNDANCY = 10310012
    TOO_MANY_TASKS = 10310013
    TASK_STATUS = 10310014
    FIRMWARE_SERVER = 10310015


TEXTS: dict[int, str] = {
    Code.UNKNOWN: "Unknown error",
    Code.PARAMETER: "Parameter exceptions",
    Code.NOT_FOUND: "Data not found",
    Code.EXISTS: "Already exists",
    Code.PRECONDITION: "Failed precondition",
    Code.JSON: "Parse json failed",
    Code.TYPE_OR_URL: "Type or url not supported",
    Code.METHOD: "Method not supported",
    Code.INTERNAL: "Internal server error",
    Code.TIMEOUT: "Request timeout",
    Code.GATEWAY_EUI: "Gateway EUI not matched",
    Code.DEVICE_IN_TASK: "Not able to delete devices since it belongs to a FUOTA task",
    Code.DEVICE_IN_TASKS: "Not able to delete devices since they belong to FUOTA tasks",
    Code.TASK_NAME: "Task name is blank or too long",
    Code.START_TIME: "Task start time format invalid",
    Code.FRAGMENT_INFO: "Miss fragment info",
    Code.MULTICAST_INFO: "Miss tmp_mc_info",
    Code.FIRMWARE_INFO: "Miss firmware info",
    Code.OFFICIAL_FIRMWARE_INFO: "Miss official firmware info",
    Code.CUSTOM_FIRMWARE_INFO: "Miss custom firmware info",
    Code.FRAGMENT_SIZE: "Fragment size invalid",
    Code.FRAGMENT_INTERVAL: "Fragment interval invalid",
    Code.REDUNDANCY: "Redundancy percent invalid",
    Code.TOO_MANY_TASKS: "Over the maximum task amount",
    Code.TASK_STATUS: "Not able to execute due to current task status",
    Code.FIRMWARE_SERVER: "Failed to get official firmware information from server",
}


class ApiError(Exception):
    """The gateway answers this code instead of doing what was asked."""

    def __init__(self, code: int, error: str | None = None) -> None:
        super().__init__(code)
        self.code = int(code)
        self.error = TEXTS.get(code, TEXTS[Code.UNKNOWN]) if error is None else error
