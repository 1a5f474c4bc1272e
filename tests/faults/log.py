"""What Home Assistant wrote to its log."""

import re

from demo.home_assistant import HomeAssistant
from demo.waiting import until
from soak.log import unexpected

_LOST = re.compile(r"\] Error (?:fetching|requesting) .* data: ")
_BACK = re.compile(r"\] Fetching .* data recovered")


class LogSince:
    """The log from a moment on."""

    def __init__(self, home_assistant: HomeAssistant) -> None:
        self._home_assistant = home_assistant
        self._before = len(home_assistant.log())

    @property
    def text(self) -> str:
        return self._home_assistant.log()[self._before :]

    def unexpected(self) -> list[str]:
        """Return what nobody expects."""
        return unexpected(self.text)

    @property
    def lost(self) -> int:
        """How often it was told that the gateway can't be reached."""
        return len(_LOST.findall(self.text))

    async def until_written(self) -> None:
        """Wait until each loss is followed by a return: the log is written a moment later."""

        async def written() -> bool:
            return self.lost == self.back

        await until(written, "the gateway's return to be in the log")

    @property
    def back(self) -> int:
        """How often it was told that the gateway is back."""
        return len(_BACK.findall(self.text))
