"""What is committed of the protocol is what its definition makes."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_generated_files_are_those_of_the_definition(tmp_path: Path) -> None:
    command = [
        *(sys.executable, "-m", "grpc_tools.protoc", "-I", "proto"),
        *(f"--{kind}_out={tmp_path}" for kind in ("python", "pyi", "grpc_python")),
        "proto/runners/rpc/runner.proto",
    ]
    subprocess.run(command, cwd=ROOT, check=True)
    made = {path.name: path.read_text() for path in (tmp_path / "runners/rpc").iterdir()}
    assert set(made) == {"runner_pb2.py", "runner_pb2.pyi", "runner_pb2_grpc.py"}
    committed = {name: (ROOT / "runners/rpc" / name).read_text() for name in made}
    assert committed == made, "run the protoc command of runners/rpc/__init__.py"
