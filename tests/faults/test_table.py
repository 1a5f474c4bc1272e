"""Every fault that the integration has to bear, and the tests that inject it."""

from collections.abc import Callable
from importlib import import_module
import inspect

import pytest

# By what goes wrong: the tests, by file.
THE_LINE = {
    "broker restarts": "line.test_broker_restarts",
    "connection lost before the request": "line.test_connection_lost_before_the_request",
    "connection lost after the request": "line.test_connection_lost_after_the_request",
    "MQTT entry reloaded": "line.test_mqtt_entry_reloaded",
    "MQTT entry reconfigured": "line.test_mqtt_entry_reconfigured",
    "retained old answers at subscribing": "line.test_retained_old_answers_at_subscribing",
    "answers out of order": "line.test_answers_out_of_order",
    "answers twice": "line.test_answers_twice",
    "answers late, after the time-out": "line.test_answers_late_after_the_time_out",
    "answers torn": "line.test_answers_torn_or_of_another_encoding",
    "answers of another encoding": "line.test_answers_torn_or_of_another_encoding",
    "answers of 5 MB": "line.test_noise_on_the_response_topic",
    "ids of others": "line.test_noise_on_the_response_topic",
    "ids of ours in answers of others": "line.test_noise_with_the_ids_of_our_requests",
    "code 25 noise from 20 neighbours": "line.test_code_25_noise_from_20_neighbours",
    "1,000 messages a second that are not ours": (
        "line.test_1000_messages_a_second_that_are_not_ours"
    ),
}
THE_GATEWAY = {
    "silent": "gateway.test_silent",
    "slow": "gateway.test_slow",
    "restarting in mid-list": "gateway.test_restarting_in_mid_list",
    "its clock off by hours": "gateway.test_its_clock_off_by_hours",
    "its channel plan changed": "gateway.test_its_channel_plan_changed",
    "its list shrinking while being read": "gateway.test_its_list_shrinking_while_being_read",
    "its answer without the key that we need": (
        "gateway.test_its_answer_without_the_key_that_we_need"
    ),
    "keeping something else than was sent": "gateway.test_it_keeps_something_else_than_was_sent",
    "saying done and doing nothing": "gateway.test_it_says_done_and_does_nothing",
    "names of markup, templates, right-to-left marks and NUL": (
        "hostile_names.test_names_of_devices_and_tasks"
    ),
}
HOME_ASSISTANT = {
    "start before the broker is there": (
        "home_assistant.test_stop_with_requests_in_flight_and_start_before_the_broker_exists"
    ),
    "unload with requests in flight": "home_assistant.test_unload_with_requests_in_flight",
    "reload with requests in flight": "home_assistant.test_reload_with_requests_in_flight",
    "remove with requests in flight": (
        "home_assistant.test_two_entries_on_one_pair_of_topics_and_one_removed"
    ),
    "stop with requests in flight": (
        "home_assistant.test_stop_with_requests_in_flight_and_start_before_the_broker_exists"
    ),
    "two entries on one pair of topics": (
        "home_assistant.test_two_entries_on_one_pair_of_topics_and_one_removed"
    ),
    "a service called while the entry reloads": (
        "home_assistant.test_a_service_called_while_the_entry_reloads"
    ),
    "SIGKILL at any moment and start again": (
        "home_assistant.test_sigkill_at_any_moment_and_start_again"
    ),
}
FAULTS = THE_LINE | THE_GATEWAY | HOME_ASSISTANT
FILES = ("line", "gateway", "home_assistant", "hostile_names")


def _tests() -> dict[str, Callable[..., object]]:
    return {
        f"{file}.{name}": test
        for file in FILES
        for name, test in inspect.getmembers(import_module(f".test_{file}", __package__))
        if name.startswith("test_")
    }


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_has_a_test(fault: str) -> None:
    assert FAULTS[fault] in _tests()


def test_every_test_is_listed() -> None:
    assert _tests().keys() == set(FAULTS.values())
