"""A server of files that does what servers should not."""

from collections.abc import Awaitable, Callable

from tests.servers.fake_openai import Exchange, LoopbackServer

Case = Callable[[Exchange], Awaitable[None]]


class FileServer(LoopbackServer):
    """Answers each request for a path with the next of its cases, the last one again and again."""

    def __init__(self, **cases: Case | list[Case]) -> None:
        super().__init__()
        self._cases = {f"/{name}": list(case) if isinstance(case, list) else [case] for name, case in cases.items()}

    def address(self, name: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}/{name}"

    async def answer(self, exchange: Exchange) -> None:
        """Answer as the next case of the path says."""
        cases = self._cases[exchange.request.path.partition("?")[0]]
        case = cases.pop(0) if len(cases) > 1 else cases[0]
        await case(exchange)


def whole(octets: bytes, tag: str = '"1"', *, ranges: bool = True, cut: int | None = None) -> Case:
    """Return the way of a good server, which breaks off after `cut` bytes of what it promised."""

    async def answer(exchange: Exchange) -> None:
        headers = exchange.request.headers
        begin = int(headers.get("range", "bytes=0-")[6:-1])
        if not ranges or headers.get("if-range") != tag or not begin:
            begin, status, more = 0, "200 OK", {}
        else:
            status = "206 Partial Content"
            more = {"Content_Range": f"bytes {begin}-{len(octets) - 1}/{len(octets)}"}
        rest = octets[begin:]
        if tag:
            more["ETag"] = tag
        await exchange.start(status, "application/octet-stream", chunked=False, Content_Length=str(len(rest)), **more)
        await exchange.raw(rest if cut is None else rest[:cut])
        if cut is not None:
            exchange.abort()

    return answer


def onward(location: str, status: str = "302 Found") -> Case:
    """Return a way to send those who ask elsewhere."""

    async def answer(exchange: Exchange) -> None:
        await exchange.start(status, chunked=False, Content_Length="0", Location=location)

    return answer


def saying(status: str, body: bytes = b"", *, chunked: bool = False, **headers: str) -> Case:
    """Return a way to answer with that and nothing else."""

    async def answer(exchange: Exchange) -> None:
        length = {} if chunked or "Content_Length" in headers else {"Content_Length": str(len(body))}
        await exchange.start(status, "application/octet-stream", chunked=chunked, **length, **headers)
        await exchange.send(body)
        await exchange.end()

    return answer


async def silent(exchange: Exchange) -> None:
    """Promise a lot, and say nothing."""
    await exchange.start(kind="application/octet-stream", chunked=False, Content_Length="1000000")
    await exchange.raw(b"GGUF")
    await exchange.hang()
