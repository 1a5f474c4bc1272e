"""Fits the plugin of pytest to a Home Assistant that is newer than the plugin: -p tests.newer_…

It is loaded before the plugins that are installed. What is not needed does nothing.
"""

from contextlib import suppress
import importlib

with suppress(ImportError):
    # From 2026.11 on, Home Assistant puts httpx2 in the place of httpx, and must be the first to
    # import it.
    importlib.import_module("httpx2").alias_httpx()

_logger = importlib.import_module("homeassistant.components.logger")
_helpers = importlib.import_module("homeassistant.components.logger.helpers")
for _name in ("_clear_logger_overwrites",):
    if not hasattr(_logger, _name):
        setattr(_logger, _name, getattr(_helpers, _name))
