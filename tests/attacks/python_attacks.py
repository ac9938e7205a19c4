"""Attacks in Python: each is a function `attack` that is true when it did what it wanted.

`before`, where there is one, is called before the layers are taken on.
"""

from dataclasses import dataclass

from tests.attacks.arena import LIMITS

LANDLOCK, SECCOMP = "landlock", "seccomp"


@dataclass(frozen=True)
class Attack:
    """One attack.

    Args:
        code: its Python.
        stopped_by: the layers each of which stops it alone.
        network: how far the network goes while it is tried.
        as_root: it needs rights which a worker has not even before any layer.
        kernel: what the machine has to have, told when it does not succeed without layers.
    """

    code: str
    stopped_by: tuple[str, ...]
    network: str = "open"
    as_root: bool = False
    kernel: str = ""


def _one(statements: str) -> str:
    return f"import ctypes, os, resource, socket, subprocess\ndef attack():\n    {statements}"


def _call(name: str, *arguments: str, number: int) -> str:
    """A system call by its x86_64 number that succeeds when it returns no error."""
    return _one(f"return ctypes.CDLL(None).syscall({', '.join((str(number), *arguments))}) >= 0")


_CONNECT = """
import socket
def attack():
    connection = socket.socket({kind})
    connection.connect({address})
    return connection.send(b"x") == 1
"""

FILES = {
    "a file of the machine": Attack(_one("return open('/etc/passwd').read()"), (LANDLOCK,)),
    "a configuration with secrets": Attack(
        _one("return open(victim.secret).read() == 'secret'"), (LANDLOCK,)
    ),
    "a folder of another source": Attack(_one("return os.listdir(victim.folder)"), (LANDLOCK,)),
    "the environment of the parent": Attack(
        _one("return b'SECRET_OF' in open(f'/proc/{victim.pid}/environ', 'rb').read() or True"),
        (LANDLOCK,),
    ),
    "the memory map of the parent": Attack(
        _one("return open(f'/proc/{victim.pid}/maps').read()"), (LANDLOCK,)
    ),
    "one more file": Attack(
        _one("return open(victim.writable / 'made', 'w').write('x')"), (LANDLOCK,)
    ),
    "a file removed": Attack(
        _one("return os.unlink(victim.writable / 'kept') is None"), (LANDLOCK, SECCOMP)
    ),
    "a full disk": Attack(
        """
def attack():
    with open(victim.writable / "large", "wb", buffering=0) as file:
        return sum(file.write(bytes(1 << 20)) for _ in range(9)) > 8 << 20
""",
        (LIMITS, LANDLOCK),
    ),
}

PROCESSES = {
    "ptrace of the parent": Attack(
        _one("return ctypes.CDLL(None).ptrace(0x4206, victim.pid, None, None) == 0"),
        (LANDLOCK, SECCOMP),
    ),
    "the memory of the parent": Attack(
        """
import ctypes
class Piece(ctypes.Structure):
    _fields_ = (("at", ctypes.c_void_p), ("length", ctypes.c_size_t))
def attack():
    mine = ctypes.create_string_buffer(victim.length)
    local = Piece(ctypes.addressof(mine), victim.length)
    remote = Piece(victim.address, victim.length)
    read = ctypes.CDLL(None).process_vm_readv
    done = read(victim.pid, ctypes.byref(local), 1, ctypes.byref(remote), 1, 0)
    return done == victim.length and mine.raw == b"what the arena has in its memory"
""",
        (LANDLOCK, SECCOMP),
    ),
    "a descriptor of the parent": Attack(
        _one(
            "return ctypes.CDLL(None).syscall(438, os.pidfd_open(victim.pid), victim.udp.fileno(),"
            " 0) >= 0"
        ),
        (LANDLOCK, SECCOMP),
    ),
    "kill of the parent": Attack(
        _one("return os.kill(victim.pid, 0) is None"), (LANDLOCK, SECCOMP)
    ),
    "kill of everybody": Attack(_one("return os.kill(-1, 0) is None"), (SECCOMP,)),
    "kill of the group": Attack(_one("return os.kill(0, 0) is None"), (SECCOMP,)),
    "a signal by a descriptor's owner": Attack(
        """
import fcntl, os
def attack():
    read, write = os.pipe()
    fcntl.fcntl(read, fcntl.F_SETOWN, victim.pid)
    return fcntl.fcntl(read, fcntl.F_SETSIG, 9) == 0
""",
        (SECCOMP,),
    ),
    "a program": Attack(
        _one("return subprocess.run(['/bin/true']).returncode == 0"), (LANDLOCK, SECCOMP)
    ),
    "another program in its place": Attack(
        """
import os
def attack():
    os.dup2(victim.told, 9)
    os.execv("/bin/sh", ["sh", "-c", "echo '{\\"outcome\\": \\"through\\"}' >&9"])
""",
        (LANDLOCK, SECCOMP),
    ),
    "a fork bomb": Attack(
        """
import os
def attack():
    for _ in range(5):
        if os.fork() == 0:
            os._exit(0)
    return True
""",
        (SECCOMP,),
    ),
    "limits raised": Attack(
        """
import resource
def attack():
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0] > 64
def before():
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(1000, most), most))
""",
        (LIMITS, SECCOMP),
    ),
}

NETWORK = {
    "TCP to this machine": Attack(
        _CONNECT.format(kind="socket.AF_INET", address="('127.0.0.1', victim.port)"),
        (LANDLOCK, SECCOMP),
        network="brokered",
    ),
    "TCP to another address of it": Attack(
        _CONNECT.format(kind="socket.AF_INET", address="('127.0.0.2', victim.port)"),
        (LANDLOCK, SECCOMP),
        network="brokered",
    ),
    "UDP": Attack(
        _CONNECT.format(kind="type=socket.SOCK_DGRAM", address="('127.0.0.1', victim.udp_port)"),
        (SECCOMP,),
        network="brokered",
    ),
    "MPTCP": Attack(
        _one("return socket.socket(proto=262).connect(('127.0.0.1', victim.port)) is None"),
        (SECCOMP,),
        kernel="MPTCP",
    ),
    "TCP by fast open": Attack(
        _one(
            "return socket.socket().sendto(b'x', socket.MSG_FASTOPEN, ('127.0.0.1', victim.port))"
            " == 1"
        ),
        (SECCOMP,),
    ),
    "TCP by fast open of a message": Attack(
        _one(
            "return socket.socket().sendmsg([b'x'], [], socket.MSG_FASTOPEN,"
            " ('127.0.0.1', victim.port)) == 1"
        ),
        (SECCOMP,),
    ),
    "the runner's socket": Attack(
        _CONNECT.format(kind="socket.AF_UNIX", address="str(victim.unix)"), (SECCOMP,)
    ),
    "the runner's socket by a pair that is turned": Attack(
        """
import socket
def attack():
    mine, other = socket.socketpair(type=socket.SOCK_DGRAM)
    mine.connect(str(victim.folder / "datagrams.sock"))
    return mine.send(b"x") == 1
""",
        (SECCOMP,),
    ),
    "an abstract socket": Attack(
        _CONNECT.format(kind="socket.AF_UNIX", address="victim.abstract"), (LANDLOCK, SECCOMP)
    ),
    "a port of its own": Attack(
        _one("return socket.create_server(('127.0.0.1', 0)).getsockname()[1]"),
        (LANDLOCK, SECCOMP),
    ),
    "a port of its own for UDP": Attack(
        _one("return socket.socket(type=socket.SOCK_DGRAM).bind(('127.0.0.1', 0)) is None"),
        (SECCOMP,),
    ),
    "packets": Attack(
        _one("return socket.socket(type=socket.SOCK_RAW, proto=1)"), (SECCOMP,), as_root=True
    ),
    "frames": Attack(
        _one("return socket.socket(socket.AF_PACKET, socket.SOCK_RAW)"), (SECCOMP,), as_root=True
    ),
    "netlink": Attack(_one("return socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)"), (SECCOMP,)),
}

# Numbers of x86_64.
KERNEL = {
    "io_uring": Attack(
        _call("io_uring_setup", "1", "bytes(120)", number=425), (SECCOMP,), kernel="io_uring"
    ),
    "namespaces": Attack(
        _call("unshare", "0x10000000", number=272), (SECCOMP,), kernel="namespaces of users"
    ),
    "a namespace by clone": Attack(
        """
import ctypes, os
def attack():
    child = ctypes.CDLL(None).syscall(56, 0x10000000 | 17, 0, 0, 0, 0)
    if child == 0:
        os._exit(0)
    return child > 0
""",
        (SECCOMP,),
        kernel="namespaces of users",
    ),
    "keys": Attack(
        _call("add_key", "b'user'", "b'a'", "b'b'", "1", "-2", number=248),
        (SECCOMP,),
        kernel="keyrings",
    ),
    "bpf": Attack(
        _one(
            "import struct; return ctypes.CDLL(None).syscall(321, 0, "
            "struct.pack('4I', 2, 4, 8, 1).ljust(72, b'\\0'), 72) >= 0"
        ),
        (SECCOMP,),
        as_root=True,
        kernel="bpf",
    ),
    "perf": Attack(
        _one(
            "import struct; return ctypes.CDLL(None).syscall(298, "
            "struct.pack('IIQ', 1, 112, 0).ljust(112, b'\\0'), 0, -1, -1, 0) >= 0"
        ),
        (SECCOMP,),
        as_root=True,
        kernel="perf events",
    ),
    "a root of its own": Attack(_one("return os.chroot('/') is None"), (SECCOMP,), as_root=True),
    "a mount": Attack(
        _call("mount", "b'none'", "b'/nowhere'", "b'tmpfs'", "0", "None", number=165)
        .replace(">= 0", ">= 0 or ctypes.get_errno() == 2")
        .replace("CDLL(None)", "CDLL(None, use_errno=True)"),
        (SECCOMP,),
        as_root=True,
    ),
    "memory that can be written and executed": Attack(
        _one("import mmap; return mmap.mmap(-1, 4096, prot=7).write(b'x') == 1"), (SECCOMP,)
    ),
    "written memory made executable": Attack(
        """
import ctypes, mmap
def attack():
    memory = mmap.mmap(-1, 4096)
    at = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    return ctypes.CDLL(None).mprotect(ctypes.c_void_p(at), 4096, 5) == 0
""",
        (SECCOMP,),
    ),
    "calls of 32 bits": Attack(
        """
import ctypes, mmap
def before():
    global code
    memory = mmap.mmap(-1, 4096, prot=7)
    memory.write(bytes.fromhex("b814000000cd80c3"))  # getpid by int 0x80
    at = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    code = ctypes.CFUNCTYPE(ctypes.c_int)(at)
def attack():
    return code() > 0
""",
        (SECCOMP,),
        kernel="calls of 32 bits",
    ),
    "calls of x32": Attack(
        # Whether the kernel has them or not, the process goes on.
        _one("return ctypes.CDLL(None).syscall(0x40000000 | 39) != 0"),
        (SECCOMP,),
    ),
}

MEMORY = {
    "a memory bomb": Attack(_one("return len(bytearray(450 * 1024 * 1024)) > 0"), (LIMITS,)),
    "a memory bomb in a file without a name": Attack(
        _one("return os.ftruncate(os.memfd_create('x'), 64 << 20) is None"), (LIMITS, SECCOMP)
    ),
    "larger buffers to send": Attack(
        """
import socket
def attack():
    mine, other = socket.socketpair()
    before = mine.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF)
    mine.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 24)
    return mine.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) > before
""",
        (SECCOMP,),
    ),
    "larger buffers to receive": Attack(
        """
import socket
def attack():
    mine, other = socket.socketpair()
    before = mine.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF)
    mine.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 24)
    return mine.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF) > before
""",
        (SECCOMP,),
    ),
    "larger pipes": Attack(
        _one("import fcntl; return fcntl.fcntl(os.pipe()[1], 1031, 1 << 20) == 1 << 20"),
        (SECCOMP,),
    ),
    "shared memory": Attack(_call("shmget", "0", "4096", "0o1600", number=29), (SECCOMP,)),
    "a queue of messages": Attack(_call("msgget", "0", "0o1600", number=68), (SECCOMP,)),
    "threads without end": Attack(
        """
import threading, time
def attack():
    for _ in range(300):
        threading.Thread(target=time.sleep, args=(5,), daemon=True).start()
    return True
""",
        (LIMITS,),
    ),
}

ATTACKS = {**FILES, **PROCESSES, **NETWORK, **KERNEL, **MEMORY}
