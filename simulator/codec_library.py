"""The inbuilt codecs of a real gateway, by their number and size: megabytes of scripts."""

from collections.abc import Iterable
from functools import cache
from zlib import crc32

from .codec import PayloadCodec

# Beside the models of the simulated world. With them there are 115.
OTHER_MODELS = (
    "AM102", "AM102L", "AM103", "AM103L", "AM104", "AM107", "AM305L", "AM307", "AM307L", "AM308",
    "AM308L", "AM319-HCHO", "AM319-O3", "AM319L-HCHO-IR", "AM319L-O3", "AT101", "CT101", "CT101-V2",
    "CT103", "CT105-V2", "CT303-V2", "CT310", "CT310-V2", "CTH01-COMPRESS", "DS3604", "DS7610",
    "EM300-DI", "EM300-DI-HALL", "EM300-MCS", "EM300-MLD", "EM300-SLD", "EM300-ZLD", "EM310-TILT",
    "EM310-UDL", "EM320-TH", "EM320-TILT", "EM400-MUD", "EM400-TLD", "EM400-UDL", "EM410-RDL",
    "EM411-RDL", "EM500-CO2", "EM500-LGT", "EM500-PP", "EM500-PT100", "EM500-SMT", "EM500-SWL",
    "EM500-UDL", "GS101", "GS301", "GS524N", "GS601", "TS101", "TS201", "TS201-V2", "TS301",
    "TS301-V2", "TS302", "UC100", "UC11XX", "UC501", "UC502", "UC512", "UC521", "VS121", "VS132",
    "VS133", "VS135", "VS330", "VS340", "VS341", "VS350", "VS351", "VS360", "VS370", "VS373",
    "WS136", "WS156", "WS201", "WS202", "WS203", "WS301", "WS302", "WS303", "WS501-EU",
    "WS501-US", "WS502-EU", "WS502-V4", "WS503-V4", "WS513-V3", "WS515", "WS515-V3", "WS525",
    "WS558", "WT102", "WT201-V2", "WT211", "WT301", "WT302", "WT303", "WT304", "WTS305", "WTS306",
    "WTS506",
)  # fmt: skip
# Bytes of a codec's two scripts: of the first one, by how much each one has more, and by how much
# one differs from its neighbours. A page of the first 50 is 2 MB, all of it 6.5 MB.
FIRST, GROWTH, SPREAD = 23_500, 465, 8_000
LONGEST, LONGEST_SIZE = "WS558", 213_000
QUANTITIES = ("temperature", "humidity", "co2", "current", "valve_opening", "target_temperature")


def whole_library(models: Iterable[tuple[str, str]]) -> list[PayloadCodec]:
    """Return 115 codecs: those of the models (name, DevEUI prefix), then those of other ones."""
    others = [(name, f"24E124{crc32(name.encode()) % 1000:03}") for name in OTHER_MODELS]
    return [
        PayloadCodec(
            codec_id=codec_id,
            name=name,
            description=f"Inbuilt codec of {name}",
            template_id=codec_id,
            dev_eui_prefix=prefix,
            encoder_script=_script(name, "Encode", _size(codec_id, name) // 4),
            decoder_script=_script(name, "Decode", _size(codec_id, name) * 3 // 4),
            f_port=85,
        )
        for codec_id, (name, prefix) in enumerate((*models, *others), 1)
    ]


def _size(codec_id: int, name: str) -> int:
    if name == LONGEST:
        return LONGEST_SIZE
    return FIRST + codec_id * GROWTH + crc32(name.encode()) % SPREAD


@cache
def _script(name: str, function: str, size: int) -> str:
    """Return a script of about so many bytes: one `case` after the other."""
    lines = [
        f"// {name}: one channel and type after the other, temperatures in °C",
        f"function {function}(fPort, bytes) {{",
        "    var values = {};",
        "    switch (bytes[0] << 8 | bytes[1]) {",
    ]
    length = sum(map(len, lines))
    for number in range(size):
        if length >= size:
            break
        quantity = QUANTITIES[number % len(QUANTITIES)]
        line = (
            f"        case 0x{number:04x}: values.{quantity}_{number}"
            f" = (bytes[2] | bytes[3] << 8) / 10; break;"
        )
        lines.append(line)
        length += len(line) + 1
    return "\n".join((*lines, "    }", "    return values;", "}", ""))
