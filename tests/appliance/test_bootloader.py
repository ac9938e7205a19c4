"""What the packaged binary takes out of its environment."""

from appliance import bootloader


def test_the_environment_is_what_it_was_before() -> None:
    environment = {
        "PATH": "/bin",
        "LD_LIBRARY_PATH": "/opt/program/_internal:/opt/own",
        "LD_LIBRARY_PATH_ORIG": "/opt/own",
        "_PYI_ARCHIVE_FILE": "/opt/program/program",
        "_PYI_PARENT_PROCESS_LEVEL": "1",
    }
    bootloader.leave_no_trace(environment)
    assert environment == {"PATH": "/bin", "LD_LIBRARY_PATH": "/opt/own"}


def test_without_one_before_there_is_none() -> None:
    environment = {"LD_LIBRARY_PATH": "/opt/program/_internal", "_PYI_ARCHIVE_FILE": "/opt/program"}
    bootloader.leave_no_trace(environment)
    assert environment == {}
