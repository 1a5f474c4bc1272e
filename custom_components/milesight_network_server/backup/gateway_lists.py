"""What the lists of a gateway have of the things that a backup holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ..ns_api.channel_plan import ChannelPlan
from ..ns_api.device import Application, Device
from ..ns_api.multicast import MulticastGroup
from ..ns_api.profile import Profile
from .contents import Contents, contents_of


@dataclass(frozen=True, kw_only=True)
class GatewayLists:
    """What a gateway has. `complete`: the lists did not change while they were read.

    `codecs` are the ids of the payload codecs that were looked for by their names: None for one
    that the gateway lacks, and nothing for one that could not be looked for.
    """

    profiles: Mapping[str, Profile]
    devices: Mapping[str, Device] = field(repr=False)
    applications: Mapping[int, Application]
    groups: Mapping[str, MulticastGroup] = field(repr=False)
    codecs: Mapping[str, int | None] = field(default_factory=dict)
    channel_plan: str | None = None
    plan: ChannelPlan | None = None
    complete: bool = True

    @cached_property
    def contents(self) -> Contents:
        """What of it is saved."""
        return contents_of(
            self.profiles, self.devices.values(), self.applications, self.groups.values()
        )
