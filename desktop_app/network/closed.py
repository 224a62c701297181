"""For processes that have no business with any network: all of it is refused, from their first line on."""

import sys

REFUSED = frozenset(
    {
        "socket.__new__",
        "socket.connect",
        "socket.bind",
        "socket.sendto",
        "socket.sendmsg",
        "socket.getaddrinfo",
        "socket.gethostbyname",
        "socket.gethostbyaddr",
        "socket.getnameinfo",
        "subprocess.Popen",
        "os.exec",
        "os.posix_spawn",
        "os.spawn",
        "os.startfile",
        "os.system",
    }
)
"""Events of Python that lead out of a process."""


def close_network() -> None:
    """Let this process neither reach anybody nor start anything by Python, until it ends."""

    def hook(event: str, _arguments: tuple[object, ...]) -> None:
        if event in REFUSED:
            raise PermissionError(f"{event} has no place in this process")

    sys.addaudithook(hook)
