"""One gateway on a link: its calls, typed in and out."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Final
from urllib.parse import quote, urlencode

from .codec import PayloadCodec, PayloadCodecType
from .device import Application, Device
from .errors import NoAnswerError, UnreadableAnswerError, refusal
from .fuota import FuotaDevice, FuotaTask, OfficialFirmware, PayloadSize
from .link import Answer, Link
from .listing import Listing, Page, Rows, read_all
from .model import Model, read_bool, read_int, read_text
from .multicast import MulticastGroup
from .profile import Profile, ProfileName

# "At most 3 requests at once", as Milesight's own client does it.
REQUESTS_AT_ONCE: Final = 3
DEFAULT_TIMEOUT: Final = 10.0
DEFAULT_PAGE_SIZE: Final = 50


@dataclass(frozen=True)
class ProfileList:
    """Answer to 2.3. `cloud`: whether Milesight IoT Cloud manages the gateway."""

    profiles: dict[str, Profile]
    complete: bool
    channel_plan: str | None
    cloud: bool | None


@dataclass(frozen=True)
class DeviceList:
    """Answer to 3.3. Devices are by their DevEUI, profiles by their id."""

    devices: dict[str, Device] = field(repr=False)
    complete: bool
    applications: dict[int, Application]
    profiles: dict[str, ProfileName]
    channel_plan: str | None
    cloud: bool | None


def check(call: str, answer: Answer) -> Any:
    """Return the body of a successful answer, raise `RefusedError` for a failure.

    A failure is a code other than absent, empty, null or 200, or an error that is not empty.
    """
    body = answer.body
    if not isinstance(body, dict):
        return body
    code, text = body.get("code"), body.get("error")
    if code not in (None, "", 200, "200") or text not in (None, ""):
        raise refusal(call, read_int(code), read_text(text or ""))
    return body


def _first[ItemT](items: Iterable[ItemT | None]) -> ItemT | None:
    return next((item for item in items if item is not None), None)


class Gateway:
    """A gateway that is asked through a link.

    Every method raises a `LineError` when no usable answer came, a `RefusedError` when the gateway
    answered that it did not do it. Reading is tried a second time before that.
    """

    def __init__(
        self,
        link: Link,
        eui: str,
        *,
        timeout: float = DEFAULT_TIMEOUT,
        page_size: int = DEFAULT_PAGE_SIZE,
    ) -> None:
        """Take the link, the gateway's EUI and how to ask: `timeout` in s, `page_size` in rows."""
        self.eui = eui
        self._link = link
        self._timeout = timeout
        self._page_size = page_size
        self._slots = asyncio.Semaphore(REQUESTS_AT_ONCE)
        self._device_rows = Rows(Device, lambda device: device.dev_eui, "devEUI")
        self._task_rows = Rows(FuotaTask, lambda task: task.task_id, "id")
        # Seconds that the last answer took.
        self.response_time: float | None = None

    async def list_profiles(self) -> ProfileList:
        """List all profiles (2.3)."""
        rows = Rows(Profile, lambda profile: profile.profile_id)
        read = await self._list("list_profiles", "/api/urprofiles", "result", "totalCount", rows)
        return ProfileList(
            read.items, read.complete, _channel_plan(read.bodies), _cloud(read.bodies)
        )

    async def list_devices(self, *, search: str = "", application_id: int = 0) -> DeviceList:
        """List the devices (3.3), all or those of one application, with what comes along."""
        query: dict[str, str | int] = {}
        if search:
            query["search"] = search
        if application_id:
            query["applicationID"] = application_id
        read = await self._list(
            "list_devices", "/api/urdevices", "deviceResult", "devTotalCount",
            self._device_rows if not query else Rows(Device, lambda device: device.dev_eui),
            **query,
        )  # fmt: skip
        applications = _beside(read.bodies, "appResult", Application)
        profiles = _beside(read.bodies, "profileResult", ProfileName)
        return DeviceList(
            devices=read.items,
            complete=read.complete,
            applications={application.application_id: application for application in applications},
            profiles={profile.profile_id: profile for profile in profiles},
            channel_plan=_channel_plan(read.bodies),
            cloud=_cloud(read.bodies),
        )

    async def list_multicast_groups(self, *, search: str = "") -> Listing[str, MulticastGroup]:
        """List the multicast groups with their members (4.5)."""
        rows = Rows(MulticastGroup, lambda group: group.multicast_group_id)
        return await self._list(
            "list_multicast_groups", "/api/multicast-groups", "result", "totalCount", rows,
            search=search, order="asc",
        )  # fmt: skip

    async def list_payload_codecs(
        self, codec_type: PayloadCodecType, *, search: str = ""
    ) -> Listing[int, PayloadCodec]:
        """List the codecs of one of the two libraries (5.1)."""
        rows = Rows(PayloadCodec, lambda codec: codec.payload_codec_id)
        return await self._list(
            "list_payload_codecs", "/api/payloadcodecs", "result", "totalCount", rows,
            type=codec_type.value, search=search,
        )  # fmt: skip

    async def list_fuota_tasks(self) -> Listing[int, FuotaTask]:
        """List the FUOTA tasks (6.2)."""
        return await self._list(
            "list_fuota_tasks", "/api/fuota/task", "tasks", "total", self._task_rows
        )

    async def list_fuota_task_devices(
        self, task_id: int, *, search: str = ""
    ) -> Listing[str, FuotaDevice]:
        """List the devices of a FUOTA task (6.7)."""
        rows = Rows(FuotaDevice, lambda device: device.dev_eui)
        return await self._list(
            "list_fuota_task_devices", "/api/fuota/devices", "devices", "total", rows,
            taskId=task_id, search=search,
        )  # fmt: skip

    async def list_firmware_devices(
        self, firmware: dict[str, Any], *, task_id: int = 0, search: str = ""
    ) -> Listing[str, FuotaDevice]:
        """List the devices that a firmware fits (6.8).

        `firmware` is either `{"firmwareName", "fileContent"}` (base64) or
        `{"officialFirmwareInfo"}` with an entry of 6.10, whole.
        """
        call = "list_firmware_devices"

        async def fetch(limit: int, offset: int) -> Page:
            answer = await self._read(
                call, "POST", "/api/fuota/devices/firmware",
                {**firmware, "limit": limit, "offset": offset, "taskId": task_id, "search": search},
            )  # fmt: skip
            return _page(call, answer, "devices", "total")

        return await read_all(
            fetch, Rows(FuotaDevice, lambda device: device.dev_eui), self._page_size
        )

    async def get_payload_sizes(self) -> list[PayloadSize]:
        """Return the greatest payload of each data rate (6.6)."""
        call = "get_payload_sizes"
        body = await self._read(call, "GET", "/api/fuota/task/payloadsize")
        sizes = (PayloadSize.read(row) for row in _rows(call, body, "maxPayloadSizeMap"))
        return [size for size in sizes if size is not None]

    async def list_official_models(self, data_center: str) -> list[str]:
        """Return the models that have official firmware (6.9), as a data centre knows them."""
        call = "list_official_models"
        url = f"/api/fuota/official/models?{urlencode({'dateCenter': data_center})}"
        body = await self._read(call, "GET", url)
        return [read_text(model) for model in _rows(call, body, "models")]

    async def list_official_firmware(
        self, model: str, *, search: str = ""
    ) -> Listing[str, OfficialFirmware]:
        """Return the official firmware of a model (6.10)."""
        rows = Rows(OfficialFirmware, lambda firmware: firmware.official_firmware_id or "")
        return await self._list(
            "list_official_firmware", "/api/fuota/official/firmware", "data", "total", rows,
            model=model, search=search,
        )  # fmt: skip

    async def _list[KeyT, ModelT: Model](
        self,
        call: str,
        path: str,
        rows_key: str,
        total_key: str,
        rows: Rows[KeyT, ModelT],
        **query: str | int,
    ) -> Listing[KeyT, ModelT]:
        async def fetch(limit: int, offset: int) -> Page:
            parameters = urlencode({**query, "limit": limit, "offset": offset}, quote_via=quote)
            url = f"{path}?{parameters}"
            return _page(call, await self._read(call, "GET", url), rows_key, total_key)

        return await read_all(fetch, rows, self._page_size)

    async def _read(
        self, call: str, method: str, url: str, body: dict[str, Any] | None = None
    ) -> Any:
        """Ask without changing anything; a lost answer is asked for once more."""
        try:
            return await self._ask(call, method, url, body)
        except NoAnswerError:
            return await self._ask(call, method, url, body)

    async def _ask(self, call: str, method: str, url: str, body: dict[str, Any] | None) -> Any:
        async with self._slots:
            started = monotonic()
            answer = await self._link.request(
                call, method, url, gateway_eui=self.eui, timeout=self._timeout, body=body
            )
            self.response_time = monotonic() - started
        return check(call, answer)


def _rows(call: str, body: Any, rows_key: str) -> list[Any]:
    rows = body.get(rows_key) if isinstance(body, dict) else None
    if not isinstance(rows, list):
        raise UnreadableAnswerError(call, rows_key)
    return rows


def _page(call: str, body: Any, rows_key: str, total_key: str) -> Page:
    """Return a list's page. An empty list may come as null, with a total of 0."""
    total = read_int(body.get(total_key)) if isinstance(body, dict) else None
    if total == 0 and body.get(rows_key) is None:
        return Page([], 0, body)
    return Page(_rows(call, body, rows_key), total, body)


def _beside[ModelT: Model](
    bodies: list[dict[str, Any]], key: str, model: type[ModelT]
) -> list[ModelT]:
    """Return the models of a list that came along with another."""
    rows = (row for body in bodies for row in body.get(key) or ())
    return [read for row in rows if (read := model.read(row)) is not None]


def _channel_plan(bodies: list[dict[str, Any]]) -> str | None:
    return _first(body.get("channelPlan") or None for body in bodies)


def _cloud(bodies: list[dict[str, Any]]) -> bool | None:
    """Whether Milesight IoT Cloud manages the gateway: `disable` in 2.3 and 3.3."""
    return _first(read_bool(body.get("disable")) for body in bodies)
