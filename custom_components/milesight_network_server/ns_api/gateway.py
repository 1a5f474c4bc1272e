"""One gateway on a link: its calls, typed in and out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
import itertools
from typing import Any, Final
from urllib.parse import quote, urlencode

from .answers import page_of, rows_of
from .caller import DEFAULT_TIMEOUT, Caller, Request
from .codec import PayloadCodec, PayloadCodecName, PayloadCodecType
from .device import Application, Device, find_applications
from .errors import UnreadableAnswerError
from .fuota import FuotaDevice, FuotaTask, OfficialFirmware, PayloadSize
from .link import Link
from .listing import PAGES_AT_ONCE, WHOLE, Listing, Page, Part
from .model import Model, read_bool, read_int, read_text
from .multicast import MulticastGroup
from .profile import Profile, ProfileName
from .rows import Rows

# With its scripts one codec may have 213 KB, and brokers take messages of 128 KB to 2 MB.
CODECS_AT_ONCE: Final = 4


@dataclass(frozen=True)
class ProfileList:
    """Answer to 2.3. `cloud`: whether Milesight IoT Cloud manages the gateway."""

    profiles: dict[str, Profile]
    complete: bool
    channel_plan: str | None
    cloud: bool | None
    total: int | None = None

    @property
    def items(self) -> dict[str, Profile]:
        """The profiles, under the name that all lists share."""
        return self.profiles


@dataclass(frozen=True)
class DeviceList:
    """Answer to 3.3. Devices are by their DevEUI, profiles by their id."""

    devices: dict[str, Device] = field(repr=False)
    complete: bool
    applications: dict[int, Application]
    profiles: dict[str, ProfileName]
    channel_plan: str | None
    cloud: bool | None
    total: int | None = None

    @property
    def items(self) -> dict[str, Device]:
        """The devices, under the name that all lists share."""
        return self.devices


def _first[ItemT](items: Iterable[ItemT | None]) -> ItemT | None:
    return next((item for item in items if item is not None), None)


class Gateway(Caller):
    """A gateway and its 25 calls.

    Every method raises a `LineError` when no usable answer came, a `RefusedError` when the gateway
    refused. Reading is tried a second time before that, writing never is.
    """

    def __init__(
        self,
        link: Link,
        eui: str,
        *,
        timeout: float = DEFAULT_TIMEOUT,
        page_size: int | None = None,
    ) -> None:
        super().__init__(link, eui, timeout=timeout, page_size=page_size)
        self._device_rows = Rows(Device, lambda device: device.dev_eui, "devEUI")
        self._task_rows = Rows(FuotaTask, lambda task: task.task_id, "id")

    async def list_profiles(self, *, part: Part = WHOLE) -> ProfileList:
        """List the profiles (2.3)."""
        rows = Rows(Profile, lambda profile: profile.profile_id)
        read = await self._list(
            "list_profiles", "/api/urprofiles", "result", "totalCount", rows, part=part
        )
        return ProfileList(
            read.items, read.complete, _channel_plan(read.bodies), _cloud(read.bodies), read.total
        )

    async def list_devices(
        self, *, search: str = "", application_id: int = 0, part: Part = WHOLE
    ) -> DeviceList:
        """List the devices (3.3), or those of one application, with applications and profiles."""
        query: dict[str, str | int] = {}
        if search:
            query["search"] = search
        if application_id:
            query["applicationID"] = application_id
        read = await self._list(
            "list_devices", "/api/urdevices", "deviceResult", "devTotalCount",
            Rows(Device, lambda device: device.dev_eui)
            if query or not part.is_whole
            else self._device_rows,
            query,
            part=part,
        )  # fmt: skip
        applications = _beside(read.bodies, "appResult", Application)
        profiles = _beside(read.bodies, "profileResult", ProfileName)
        find_applications(read.items.values(), applications)
        return DeviceList(
            devices=read.items,
            complete=read.complete,
            applications={application.application_id: application for application in applications},
            profiles={profile.profile_id: profile for profile in profiles},
            channel_plan=_channel_plan(read.bodies),
            cloud=_cloud(read.bodies),
            total=read.total,
        )

    async def find_device(self, dev_eui: str, name: str | None) -> DeviceList:
        """List the devices among which one is, if it exists: looked for without the whole list.

        The document does not say where 3.3 searches: one whose DevEUI is not found is looked for by
        its name, where that is known.
        """
        found = await self.list_devices(search=dev_eui)
        if dev_eui in found.devices or name in (None, "", dev_eui):
            return found
        return await self.list_devices(search=name)

    async def list_multicast_groups(
        self, *, search: str = "", part: Part = WHOLE
    ) -> Listing[str, MulticastGroup]:
        """List the multicast groups with their members (4.5)."""
        rows = Rows(MulticastGroup, lambda group: group.multicast_group_id)
        return await self._list(
            "list_multicast_groups", "/api/multicast-groups", "result", "totalCount", rows,
            {"search": search}, part=part,
        )  # fmt: skip

    async def list_payload_codecs(
        self,
        codec_type: PayloadCodecType,
        *,
        search: str = "",
        part: Part = WHOLE,
        once: bool = False,
    ) -> Listing[int, PayloadCodec]:
        """List the codecs of one of the two libraries (5.1), few at a time: scripts are long.

        Asked for `once`, an answer that does not come is not asked for again: it may be too large
        for the broker.
        """
        rows = Rows(PayloadCodec, lambda codec: codec.payload_codec_id)
        return await self._list(
            "list_payload_codecs", "/api/payloadcodecs", "result", "totalCount", rows,
            {"type": codec_type.value, "search": search},
            part=part, most_rows=CODECS_AT_ONCE, pages_at_once=1, once=once,
        )  # fmt: skip

    async def list_payload_codec_names(
        self, codec_type: PayloadCodecType
    ) -> Listing[int, PayloadCodecName]:
        """List ids and names of the codecs of one of the two libraries.

        The call is one of Milesight's HTTP API, which not every gateway answers here: then it
        raises `RefusedError`, or `NoAnswerError` after one attempt.
        """
        rows = Rows(PayloadCodecName, lambda codec: codec.payload_codec_id)
        return await self._list(
            "list_payload_codec_names", "/api/payloadcodecs-short", "result", "totalCount", rows,
            {"type": codec_type.value, "search": ""}, once=True,
        )  # fmt: skip

    async def list_fuota_tasks(
        self, *, search: str = "", part: Part = WHOLE
    ) -> Listing[int, FuotaTask]:
        """List the FUOTA tasks (6.2)."""
        whole = not search and part.is_whole
        return await self._list(
            "list_fuota_tasks", "/api/fuota/task", "tasks", "total",
            self._task_rows if whole else Rows(FuotaTask, lambda task: task.task_id),
            {"search": search} if search else None, part=part, raw_rows=True,
        )  # fmt: skip

    async def list_fuota_task_devices(
        self, task_id: int, *, search: str = "", part: Part = WHOLE, once: bool = False
    ) -> Listing[str, FuotaDevice]:
        """List the devices of a FUOTA task (6.7)."""
        rows = Rows(FuotaDevice, lambda device: device.dev_eui)
        return await self._list(
            "list_fuota_task_devices", "/api/fuota/devices", "devices", "total", rows,
            {"taskId": task_id, "search": search}, part=part, once=once,
        )  # fmt: skip

    async def list_firmware_devices(
        self,
        firmware: dict[str, Any],
        *,
        task_id: int = 0,
        search: str = "",
        pages_at_once: int = PAGES_AT_ONCE,
        part: Part = WHOLE,
    ) -> Listing[str, FuotaDevice]:
        """List the devices that a firmware fits (6.8).

        `firmware` is either `{"firmwareName", "fileContent"}` (base64) or
        `{"officialFirmwareInfo"}` with an entry of 6.10, whole. `pages_at_once` is how many pages
        of a long list are asked for side by side.
        """
        call = "list_firmware_devices"

        def request(limit: int, offset: int) -> Request:
            asked = {"limit": limit, "offset": offset, "taskId": task_id, "search": search}
            return "POST", "/api/fuota/devices/firmware", {**firmware, **asked}

        def page(body: Any, offset: int) -> Page:
            return page_of(call, body, "devices", "total", offset)

        rows = Rows(FuotaDevice, lambda device: device.dev_eui)
        return await self._pages(
            call, request, page, rows, part, self._most_rows, pages_at_once=pages_at_once
        )

    async def get_payload_sizes(self) -> list[PayloadSize]:
        """Return the greatest payload of each data rate (6.6)."""
        call = "get_payload_sizes"
        body = await self._read(call, "GET", "/api/fuota/task/payloadsize")
        sizes = (PayloadSize.read(row) for row in rows_of(call, body, "maxPayloadSizeMap"))
        return [size for size in sizes if size is not None]

    async def list_official_models(self, data_center: str) -> list[str]:
        """Return the models that have official firmware (6.9), as a data centre knows them."""
        call = "list_official_models"
        url = f"/api/fuota/official/models?{urlencode({'dateCenter': data_center})}"
        body = await self._read(call, "GET", url)
        models = (read_text(model) for model in rows_of(call, body, "models"))
        return [model for model in models if model]

    async def list_official_firmware(
        self, model: str, *, search: str = "", part: Part = WHOLE
    ) -> Listing[str, OfficialFirmware]:
        """Return the official firmware of a model (6.10)."""
        rows = Rows(OfficialFirmware, lambda firmware: firmware.key)
        return await self._list(
            "list_official_firmware", "/api/fuota/official/firmware", "data", "total", rows,
            {"model": model, "search": search}, part=part, raw_rows=True,
        )  # fmt: skip

    async def add_profile(self, body: dict[str, Any]) -> str:
        """Add a profile (2.1) and return its id."""
        return _new_id(
            "add_profile",
            "profileID",
            await self._write("add_profile", "POST", "/api/urprofiles", body),
        )

    async def modify_profile(self, profile_id: str, body: dict[str, Any]) -> None:
        """Write a profile, whole (2.4)."""
        await self._write("modify_profile", "PUT", _path("/api/urprofiles", profile_id), body)

    async def delete_profile(self, profile_id: str) -> None:
        """Delete a profile (2.2)."""
        await self._write("delete_profile", "DELETE", _path("/api/urprofiles", profile_id))

    async def add_device(self, body: dict[str, Any]) -> None:
        """Add a device (3.1)."""
        await self._write("add_device", "POST", "/api/urdevices", body)

    async def modify_device(self, dev_eui: str, body: dict[str, Any]) -> None:
        """Write a device (3.4)."""
        await self._write("modify_device", "PUT", _path("/api/urdevices", dev_eui), body)

    async def delete_device(self, dev_eui: str) -> None:
        """Delete a device (3.2)."""
        await self._write("delete_device", "DELETE", _path("/api/urdevices", dev_eui))

    async def add_multicast_group(self, body: dict[str, Any]) -> str:
        """Add a multicast group (4.1) and return its id."""
        return _new_id(
            "add_multicast_group",
            "id",
            await self._write("add_multicast_group", "POST", "/api/multicast-groups", body),
        )

    async def modify_multicast_group(self, group_id: str, body: dict[str, Any]) -> None:
        """Write a multicast group, whole (4.6)."""
        url = _path("/api/multicast-groups", group_id)
        await self._write("modify_multicast_group", "PUT", url, body)

    async def delete_multicast_group(self, group_id: str) -> None:
        """Delete a multicast group (4.3)."""
        await self._write(
            "delete_multicast_group", "DELETE", _path("/api/multicast-groups", group_id)
        )

    async def add_devices_to_multicast_group(self, group_id: str, dev_euis: Sequence[str]) -> None:
        """Make devices members of a group (4.2)."""
        url = _path("/api/multicast-groups", group_id) + "/devices"
        body = {"devEUIs": list(dev_euis)}
        await self._write("add_devices_to_multicast_group", "POST", url, body)

    async def remove_devices_from_multicast_group(
        self, group_id: str, dev_euis: Sequence[str]
    ) -> None:
        """End the membership of devices in a group (4.4)."""
        url = _path("/api/multicast-groups", group_id) + "/deletedevices"
        body = {"devEUIs": list(dev_euis)}
        await self._write("remove_devices_from_multicast_group", "POST", url, body)

    async def add_fuota_task(self, body: dict[str, Any]) -> int:
        """Add a FUOTA task (6.1) and return its id."""
        call = "add_fuota_task"
        task_id = read_int(
            _new_id(call, "id", await self._write(call, "POST", "/api/fuota/task", body))
        )
        if task_id is None:
            raise UnreadableAnswerError(call, "id")
        return task_id

    async def modify_fuota_task(self, body: dict[str, Any]) -> None:
        """Write a FUOTA task, whole (6.3); its id is in the body."""
        await self._write("modify_fuota_task", "PUT", "/api/fuota/task", body)

    async def delete_fuota_tasks(self, task_ids: Sequence[int]) -> None:
        """Delete FUOTA tasks (6.4)."""
        body = {"ids": list(task_ids)}
        await self._write("delete_fuota_tasks", "POST", "/api/fuota/task/delete", body)

    async def retry_fuota_tasks(self, task_ids: Sequence[int]) -> None:
        """Have FUOTA tasks run once more (6.5)."""
        body = {"ids": list(task_ids)}
        await self._write("retry_fuota_tasks", "POST", "/api/fuota/task/retry", body)


def _path(root: str, name: str) -> str:
    return f"{root}/{quote(name, safe='')}"


def _new_id(call: str, key: str, body: Any) -> str:
    """Return the id of what was added."""
    new_id = body.get(key) if isinstance(body, dict) else None
    if not isinstance(new_id, str | int) or new_id == "":
        raise UnreadableAnswerError(call, key)
    return read_text(new_id)


def _beside[ModelT: Model](
    bodies: list[dict[str, Any]], key: str, model: type[ModelT]
) -> list[ModelT]:
    """Return the models of a list that came along with another, mostly the same on each page."""
    lists: list[Any] = []
    for body in bodies:
        rows = body.get(key)
        if isinstance(rows, list) and rows not in lists:
            lists.append(rows)
    every_row = itertools.chain.from_iterable(lists)
    return [read for row in every_row if (read := model.read(row)) is not None]


def _channel_plan(bodies: list[dict[str, Any]]) -> str | None:
    return _first(read_text(body.get("channelPlan")) or None for body in bodies)


def _cloud(bodies: list[dict[str, Any]]) -> bool | None:
    """Whether Milesight IoT Cloud manages the gateway: `disable` in 2.3 and 3.3."""
    return _first(read_bool(body.get("disable")) for body in bodies)
