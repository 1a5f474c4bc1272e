# Home Assistant puts an engine of its own behind this name, which has other types.
from probatio import *  # noqa: F403 - all of it
