"""Which system calls a worker may make, by language and by how far its network goes.

Python is told what it may; Deno, whose engine needs more and other calls from one version to the
next, what it may not. What both have in common, the rules for arguments, is in `_rules`.
"""

import socket
from collections.abc import Sequence

from runners.sandbox.network import Network
from runners.sandbox.seccomp import Check, Policy, Rule
from runners.sandbox.syscalls import names

_CLONE_THREAD = 0x00010000
# CLONE_NEWTIME to CLONE_NEWNET.
_CLONE_NAMESPACES = 0x7E020080

_PR_SET_NAME, _PR_GET_NAME, _PR_SET_VMA = 15, 16, 0x53564D41
_FIONBIO, _FIOCLEX, _FIONCLEX, _TCGETS, _FIONREAD = 0x5421, 0x5451, 0x5450, 0x5401, 0x541B

# Descriptors and flags, locks of files, sizes and seals; not F_SETOWN and F_SETSIG, by which a
# descriptor sends signals, F_SETPIPE_SZ, F_SETLEASE, F_NOTIFY.
_FCNTL = (0, 1, 2, 3, 4, 5, 6, 7, 36, 37, 38, 1030, 1032, 1034)

_PROT_EXEC, _PROT_WRITE_EXEC = 4, 6

_MSG_FASTOPEN = 0x20000000
# All of a socket's type but SOCK_CLOEXEC and SOCK_NONBLOCK.
_TYPE = 0xFFFFFFFF & ~(socket.SOCK_CLOEXEC | socket.SOCK_NONBLOCK)
_INET, _INET6, _UNIX = int(socket.AF_INET), int(socket.AF_INET6), int(socket.AF_UNIX)
_STREAM, _DGRAM = int(socket.SOCK_STREAM), int(socket.SOCK_DGRAM)
_TCP, _UDP = socket.IPPROTO_TCP, socket.IPPROTO_UDP

# Buffers stay as they are: they would be memory of the kernel's.
_OPTIONS = {
    socket.SOL_SOCKET: (
        *(socket.SO_REUSEADDR, socket.SO_KEEPALIVE, socket.SO_LINGER, socket.SO_OOBINLINE),
        *(20, 21),  # SO_RCVTIMEO, SO_SNDTIMEO
    ),
    socket.IPPROTO_TCP: (
        *(socket.TCP_NODELAY, socket.TCP_CORK, socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL),
        *(socket.TCP_KEEPCNT, socket.TCP_QUICKACK, socket.TCP_USER_TIMEOUT),
    ),
    # IP_TOS, IP_RECVERR; IPV6_RECVERR, IPV6_V6ONLY, IPV6_TCLASS: what resolvers and clients set.
    socket.IPPROTO_IP: (1, 11),
    socket.IPPROTO_IPV6: (25, 26, 67),
}

DENO_DESCRIPTOR = 64
"""Where a worker has the program of Deno, the only one that it may execute. It is closed by that,
and as it is the first number beyond the limit of open files, it can't be had again."""
_AT_EMPTY_PATH = 0x1000

_NEVER: Sequence[Rule] = ()


def _rules(network: Network) -> dict[str, Sequence[Rule]]:
    no_fast_open = Check(3, (0,), mask=_MSG_FASTOPEN)
    return {
        # Threads, and no process.
        "clone": [(Check(0, (_CLONE_THREAD,), mask=_CLONE_THREAD | _CLONE_NAMESPACES),)],
        "prctl": [(Check(0, (_PR_SET_NAME, _PR_GET_NAME, _PR_SET_VMA)),)],
        # pid, or the group of threads, of ours alone: not 0 or -1, which are others as well.
        "kill": [(Check(0, own_pid=True),)],
        "tgkill": [(Check(0, own_pid=True),)],
        "prlimit64": [(Check(0, (0,), own_pid=True), Check(2, (0,), whole=True))],
        "ioctl": [(Check(1, (_FIONBIO, _FIOCLEX, _FIONCLEX, _TCGETS, _FIONREAD)),)],
        "fcntl": [(Check(1, _FCNTL),)],
        "setsockopt": [
            (Check(1, (level,)), Check(2, tuple(map(int, options))))
            for level, options in _OPTIONS.items()
        ],
        "socket": _sockets(network),
        # Connected for good. A pair of datagram sockets could be connected to any path.
        "socketpair": [(Check(0, (_UNIX,)), Check(1, (_STREAM,), mask=_TYPE))],
        "connect": _NEVER if network is Network.BROKERED else [()],
        "sendto": [(no_fast_open,)],
        "sendmmsg": [(no_fast_open,)],
        "sendmsg": [(Check(2, (0,), mask=_MSG_FASTOPEN),)],
    }


def _sockets(network: Network) -> Sequence[Rule]:
    def kind(kind: int, protocol: int) -> Rule:
        return (Check(0, (_INET, _INET6)), Check(1, (kind,), mask=_TYPE), Check(2, (0, protocol)))

    if network is Network.BROKERED:
        return _NEVER
    return [kind(_STREAM, _TCP), kind(_DGRAM, _UDP)]


def python(network: Network) -> Policy:
    """For a worker that runs Python."""
    unmixed = [(Check(2, (0,), mask=_PROT_EXEC),)]
    write_or_execute = [(Check(2, (0, 2, 4), mask=_PROT_WRITE_EXEC),)]
    rules = {"mmap": write_or_execute, "mprotect": unmixed, **_rules(network)}
    return Policy(allowed=_PYTHON, ruled=rules, missing=_MISSING)


def deno(network: Network) -> Policy:
    """For a worker that executes Deno."""
    once = [(Check(0, (DENO_DESCRIPTOR,)), Check(4, (_AT_EMPTY_PATH,)))]
    rules = {"execveat": once, **_rules(network)}
    return Policy(allowed=None, ruled=rules, refused=_REFUSED, missing=_MISSING)


# Their flags lie in memory, where a filter can't look; the C library does without them.
_MISSING = frozenset({"clone3", "openat2"})

_PYTHON = names(
    """
    read write readv writev pread64 pwrite64 preadv pwritev preadv2 pwritev2 sendfile
    close close_range lseek dup dup2 dup3 pipe pipe2 eventfd eventfd2
    poll ppoll select pselect6
    epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2
    timerfd_create timerfd_settime timerfd_gettime

    open openat stat fstat lstat newfstatat statx access faccessat faccessat2
    readlink readlinkat getdents getdents64 getcwd chdir fchdir umask statfs fstatfs
    fsync fdatasync flock fadvise64

    munmap mremap madvise mincore msync brk membarrier rseq
    futex futex_waitv futex_wake futex_wait futex_requeue set_robust_list get_robust_list
    set_tid_address restart_syscall exit exit_group

    rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigsuspend rt_sigtimedwait
    sigaltstack pause alarm setitimer getitimer
    wait4 waitid

    clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time times getrusage
    sched_yield sched_getaffinity sched_getparam sched_getscheduler sched_get_priority_max
    sched_get_priority_min getpriority getcpu

    getpid gettid getppid getuid geteuid getgid getegid getresuid getresgid getgroups
    getpgid getpgrp getsid uname sysinfo capget getrlimit getrandom

    recvfrom recvmsg recvmmsg shutdown getsockname getpeername getsockopt
    """
)

_REFUSED = names(
    """
    fork vfork execve setsid setpgid
    ptrace process_vm_readv process_vm_writev process_madvise process_mrelease kcmp
    pidfd_open pidfd_getfd pidfd_send_signal tkill rt_sigqueueinfo rt_tgsigqueueinfo
    bind listen accept accept4

    unshare setns mount umount2 pivot_root chroot move_mount open_tree open_tree_attr fsopen
    fsconfig fsmount fspick mount_setattr statmount listmount vhangup
    add_key request_key keyctl bpf perf_event_open userfaultfd
    io_uring_setup io_uring_enter io_uring_register
    io_setup io_destroy io_submit io_cancel io_getevents io_pgetevents
    kexec_load kexec_file_load init_module finit_module delete_module create_module
    query_module get_kernel_syms uselib ustat sysfs _sysctl
    reboot swapon swapoff acct syslog quotactl quotactl_fd nfsservctl lookup_dcookie
    iopl ioperm modify_ldt personality
    settimeofday clock_settime adjtimex clock_adjtime
    setuid setgid setreuid setregid setresuid setresgid setgroups setfsuid setfsgid capset
    sethostname setdomainname setrlimit setpriority ioprio_set
    sched_setscheduler sched_setparam sched_setattr
    mbind set_mempolicy set_mempolicy_home_node migrate_pages move_pages
    seccomp landlock_create_ruleset landlock_add_rule landlock_restrict_self
    lsm_set_self_attr lsm_get_self_attr lsm_list_modules

    shmget shmat shmctl shmdt semget semop semctl semtimedop msgget msgsnd msgrcv msgctl
    mq_open mq_unlink mq_timedsend mq_timedreceive mq_notify mq_getsetattr
    memfd_create memfd_secret vmsplice splice tee
    mlock mlock2 mlockall
    fanotify_init fanotify_mark inotify_init inotify_init1 inotify_add_watch
    name_to_handle_at open_by_handle_at

    creat mknod mknodat mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2
    link linkat symlink symlinkat truncate fallocate
    chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat
    utime utimes futimesat utimensat
    setxattr lsetxattr fsetxattr removexattr lremovexattr fremovexattr setxattrat removexattrat
    file_setattr
    """
)
