"""Keys of the fix flows' translations: `fix_flow` of the issues. Each issue has those it needs."""

from enum import StrEnum


class FixFlowAbort(StrEnum):
    """Why a fix flow ends without having fixed anything: `abort`."""

    STILL_DEFAULT_KEY = "still_default_key"
    NOT_READ = "not_read"
    NOT_LOADED = "not_loaded"
    IGNORED = "ignored"
    NOT_RETRIED = "not_retried"
    NOT_SEEN_RETRIED = "not_seen_retried"
    GONE = "gone"
    NOT_DONE = "not_done"
    NO_CODEC = "no_codec"
    NOT_SET = "not_set"


class FixFlowError(StrEnum):
    """What is wrong with what was entered: `error`."""

    NOT_ADDED = "not_added"
    NOTHING_CHOSEN = "nothing_chosen"
    TWO_CODECS = "two_codecs"
