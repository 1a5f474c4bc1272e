"""What callers and gateways said is repeated without keys, and not for ever."""

from time import process_time

from hypothesis import given, strategies as st
import pytest

from custom_components.milesight_network_server.ns_api.errors import refusal
from custom_components.milesight_network_server.ns_api.field import problem
from custom_components.milesight_network_server.ns_api.keys import ProblemKey
from custom_components.milesight_network_server.ns_api.quoting import MOST, quoted

KEY = "5572404c696e6b4c6f52613230313824"
PAIRS = [KEY[place : place + 2] for place in range(0, 32, 2)]
FORMS = [
    KEY, KEY.upper(), ":".join(PAIRS), " ".join(PAIRS), "-".join(PAIRS), ".".join(PAIRS),
    "_".join(PAIRS), ", ".join(PAIRS), "0x" + KEY, "0X" + KEY.upper(),
    ",".join(f"0x{pair}" for pair in PAIRS), ", ".join(f"0x{pair}" for pair in PAIRS),
    "{" + ", ".join(f"0x{pair}" for pair in PAIRS) + "}", str(PAIRS), f"{KEY[:16]}\n{KEY[16:]}",
    f"{KEY[:16]} {KEY[16:]}", " ".join(KEY[place : place + 4] for place in range(0, 32, 4)),
    "".join(f"\\x{pair}" for pair in PAIRS), f"appKey={KEY}", f'"{KEY}"',
    f"{KEY[:8]}-{KEY[8:16]}-{KEY[16:24]}-{KEY[24:]}", KEY + "0", KEY[:-2],
    "%" + "%".join(PAIRS), "–".join(PAIRS), "\u200b".join(PAIRS), "·".join(PAIRS), "+".join(PAIRS),
    "=".join(PAIRS), "\xad".join(PAIRS), "h ".join(PAIRS) + "h", "\0".join(PAIRS),
    "".join(f"&#x{pair};" for pair in PAIRS), "".join(f"\\u00{pair}" for pair in PAIRS),
    f"{KEY[:16]}-{KEY[16:]}", "-".join(KEY[place : place + 5] for place in range(0, 32, 5)),
    " ".join(KEY[place : place + 3] for place in range(0, 32, 3)),
    f"{KEY[:10]} {KEY[10:20]} {KEY[20:]}", f"{KEY[:8]}:{KEY[8:12]}-{KEY[12:]}",
]  # fmt: skip


def shows(text: str) -> bool:
    """Whether a good part of the key can be read."""
    digits = "".join(one for one in text.lower().replace("0x", "") if one in "0123456789abcdef")
    return any(KEY[place : place + 12] in digits for place in range(20))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("around", ["{}", "the key {} is wrong", "x" * 3990 + " {}", "{}, {}, {}"])
def test_a_key_is_not_repeated_however_it_is_written(form: str, around: str) -> None:
    said = around.replace("{}", form)
    assert not shows(quoted(said))
    assert not shows(str(refusal("add_device", 3, said)))
    assert not shows(problem("dev_eui", ProblemKey.HEX, said).value)


@pytest.mark.parametrize(
    "said",
    [
        "24E124136A456465",
        "Lobby thermostat 1",
        "d11c2c2f-543e-4b6f-b393-3e8e6b0e76e4",
        "profile d11c2c2f-543e-4b6f-b393-3e8e6b0e76e4 does not exist",
        "device 24E124136A456465 is in task 12 of 184",
        "24E124136A456465, 24E124136A456467 and 24E124136A456468 are in use",
        "node 24-e1-24-ff-fe-f5-a6-a8 (24:E1:24:F5:A6:A8, addr 26011BDA) code 10310001",
        "2024-05-21 21:15:13.686038 +0800 CST",
        "Zähler – Boden",
        "868100000, 868300000, 868500000, 867100000",
        "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12",
        "192.168.100.100:8080 and 192.168.100.101:8080",
        "24E124136A456465/24E124136A456467",
        "24E124FFFEF5A6A8_24E124136A456467",
        "a bad cafe faced a deaf bee: add 10 dead cab fees",
        "dead beef cafe faced added deaf",
        "24E124, C0BA1F, 24E125, 24E126, 24E127",
        "https://example.com/WT201_v1.2_a1.bin?id=4af7ad8a04fd",
    ],
)
def test_what_is_no_key_is_repeated(said: str) -> None:
    assert quoted(said) == said


def test_a_key_in_full_width_digits_is_not_repeated() -> None:
    wide = "".join(chr(ord(one) + 0xFEE0) for one in KEY)
    assert quoted(f"key {wide}") == "key •••"


def test_a_key_in_base64_is_not_repeated() -> None:
    assert quoted("key VXJATGlua0xvUmEyMDE4Iw== is wrong") == "key ••• is wrong"


@pytest.mark.parametrize("words", ["the {} is", "a profile {} does not fit", "bad {} faced"])
def test_the_words_around_a_key_are_left_as_they_are(words: str) -> None:
    assert quoted(words.format(KEY)) == words.format("•••")


def test_three_megabytes_are_cut_at_once() -> None:
    begin = process_time()
    said = [quoted(one * 3_000_000) for one in ("Z", "A", "0x", ": ", "a:", "\0")]
    assert max(map(len, said)) <= MOST + 1
    # What grows faster than the text takes minutes for it.
    assert process_time() - begin < 5


@given(st.text())
def test_whatever_was_said_is_short_and_printable(said: str) -> None:
    repeated = quoted(said, 40)
    assert len(repeated) <= 41
    repeated.encode()


@given(
    digits=st.text("0123456789abcdef", min_size=24, max_size=64),
    between=st.text(" :;,.-_/\n", max_size=4),
    group=st.sampled_from([1, 2, 4, 8]),
    prefix=st.sampled_from(["", "0x", "0X"]),
)
def test_no_long_run_of_digits_is_repeated(
    digits: str, between: str, group: int, prefix: str
) -> None:
    groups = [digits[place : place + group] for place in range(0, len(digits), group)]
    assert quoted(between.join(f"{prefix}{one}" for one in groups)).strip(between + prefix) == "•••"
