"""What is named by an id or a name is found without going through all names each time."""

from typing import Any, override

import pytest

from custom_components.milesight_network_server.ns_api.names import Names, id_of, ids_of

LAMPS = Names({1: "Lamp", 2: "lamp", 3: " Meter ", 4: None, 5: "7", 7: "Door"})


class Counted(Names):
    """Names that count how often somebody goes through them."""

    times = 0

    @override
    def items(self) -> Any:
        """Go through them."""
        type(self).times += 1
        return super().items()


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("Lamp", 1),
        ("lamp", 2),
        ("meter", 3),
        (" METER", 3),
        (3, 3),
        ("4", "4"),
        # An id goes before a name.
        ("7", "7"),
        ("", ""),
    ],
)
def test_the_name_as_it_is_written_goes_before_the_same_in_other_letters(
    given: object, found: object
) -> None:
    assert id_of("payload_codec_id", given, LAMPS) == (found, None)


def test_a_name_that_several_have_in_other_letters_is_refused_with_their_ids() -> None:
    given, wrong = id_of("payload_codec_id", "LAMP", LAMPS)
    assert (given, wrong and wrong.allowed["choices"]) == ("LAMP", "1, 2")


def test_names_are_gone_through_once_for_hundreds_of_questions() -> None:
    names = Counted({number: f"Codec {number}" for number in range(500)})
    for number in range(500):
        given = {"payload_codec_id": f"codec {number}"}
        assert ids_of(given, {"payload_codec_id": names}) == ({"payload_codec_id": number}, [])
    # Once for each way of writing them.
    assert Counted.times == 2
