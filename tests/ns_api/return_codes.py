"""The return codes of the API."""

from custom_components.milesight_network_server.ns_api.errors import (
    ReturnCode,
)

# The document's Appendix "Return Code List" and 6.11, as names.
RETURN_CODES = {
    2: ReturnCode.UNKNOWN_ERROR,
    3: ReturnCode.PARAMETER_EXCEPTION,
    5: ReturnCode.NOT_FOUND,
    6: ReturnCode.ALREADY_EXISTS,
    9: ReturnCode.FAILED_PRECONDITION,
    20: ReturnCode.PARSE_FAILED,
    21: ReturnCode.URL_NOT_SUPPORTED,
    22: ReturnCode.METHOD_NOT_SUPPORTED,
    23: ReturnCode.INTERNAL_ERROR,
    24: ReturnCode.REQUEST_TIMEOUT,
    25: ReturnCode.GATEWAY_EUI_NOT_MATCHED,
    200: ReturnCode.SUCCESS,
    10310001: ReturnCode.DEVICE_IN_FUOTA_TASK,
    10310002: ReturnCode.DEVICES_IN_FUOTA_TASKS,
    10310003: ReturnCode.TASK_NAME_INVALID,
    10310004: ReturnCode.TASK_START_INVALID,
    10310005: ReturnCode.FRAGMENT_INFO_MISSING,
    10310006: ReturnCode.MULTICAST_INFO_MISSING,
    10310007: ReturnCode.FIRMWARE_INFO_MISSING,
    10310008: ReturnCode.OFFICIAL_FIRMWARE_MISSING,
    10310009: ReturnCode.CUSTOM_FIRMWARE_MISSING,
    10310010: ReturnCode.FRAGMENT_SIZE_INVALID,
    10310011: ReturnCode.FRAGMENT_INTERVAL_INVALID,
    10310012: ReturnCode.REDUNDANCY_INVALID,
    10310013: ReturnCode.TOO_MANY_TASKS,
    10310014: ReturnCode.TASK_STATUS_UNFIT,
    10310015: ReturnCode.OFFICIAL_FIRMWARE_UNAVAILABLE,
}
