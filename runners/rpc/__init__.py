"""The protocol between backend and runners, generated from proto/runners/rpc/runner.proto.

`python -m grpc_tools.protoc -I proto --python_out=. --pyi_out=. --grpc_python_out=.
proto/runners/rpc/runner.proto` makes the other files of this folder.
"""

STATE_BYTES = 64 * 1024
"""What a source may keep between runs of its background task, as JSON."""

MAX_MESSAGE_BYTES = 128 * 1024 * 1024
"""Larger than any answer (64 MiB) and than the code of all sources in one Init."""

MESSAGE_OPTIONS: tuple[tuple[str, int], ...] = (
    ("grpc.max_receive_message_length", MAX_MESSAGE_BYTES),
    ("grpc.max_send_message_length", MAX_MESSAGE_BYTES),
)
"""Options for the server and for every channel to it: gRPC's own limit is 4 MiB."""
