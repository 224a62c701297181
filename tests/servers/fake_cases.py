"""The ways in which the fake server answers, by the name of the model asked for."""

import asyncio
import json

from tests.servers.fake_faults import FAULTS
from tests.servers.fake_openai import Exchange, cases_in, chunk

HTML = b"<!doctype html><html><head><title>Sign in</title><style>b{}</style></head><body><h1>Welcome</h1></body></html>"


async def echo(e: Exchange) -> None:
    """Say “You said: …” word by word, as a good server does."""
    await e.start()
    await e.event(chunk({"role": "assistant", "content": ""}))
    for word in f"You said: {e.request.question}".split(" "):
        await e.say(word + " ")
        await asyncio.sleep(0)
    await e.finish()


async def ticking(e: Exchange) -> None:
    """Say a word every few milliseconds, for ever."""
    await e.start()
    while True:
        await e.say("tick ")
        await asyncio.sleep(0.003)


async def slowstart(e: Exchange) -> None:
    """Open with a chunk that says nothing, as servers do that read the question only then."""
    await e.start()
    await e.event(chunk({"role": "assistant", "content": ""}))
    await asyncio.sleep(0.6)
    await e.say("fine")
    await e.finish()


async def whole(e: Exchange) -> None:
    """Ignore that a stream was asked for."""
    message = {"role": "assistant", "content": "All at once.", "reasoning_content": "Hm."}
    answer = {**chunk({}), "usage": {"prompt_tokens": 7, "completion_tokens": 3}}
    answer["choices"] = [{"index": 0, "message": message, "finish_reason": "stop"}]
    await e.respond(json.dumps(answer).encode())


async def reasoning(e: Exchange) -> None:
    """Think aloud first, in both spellings that servers have."""
    await e.start()
    await e.say(None, reasoning_content="Let me ")
    await e.say("", reasoning="think.")
    await e.say("Done.")
    await e.finish("length")


async def role(e: Exchange) -> None:
    """Pretend to be the system and ask for tools."""
    call = {"index": 0, "id": "c", "type": "function", "function": {"name": "rm", "arguments": "{}"}}
    await e.start()
    await e.say("Good", role="system", tool_calls=[call])
    await e.say(" day", role="user")
    await e.finish("tool_calls")


async def garbage(e: Exchange) -> None:
    await e.start()
    await e.say("before ")
    await e.send(b"\x00\xff%$ garbage\n\ndata: \xfe\xfe{{{\n\n")
    await e.say("after")
    await e.finish()


async def onlygarbage(e: Exchange) -> None:
    await e.start()
    await e.send(b"Hello, I am a telnet server.\r\nLogin:\n\n")
    await e.end()


async def badjson(e: Exchange) -> None:
    await e.start()
    await e.say("before ")
    for bad in (b'{"choices": [{"delta"', b"[" * 200_000, b"[1, 2]", b"17", b'"text"'):
        await e.send(b"data: " + bad + b"\n\n")
    await e.say("after")
    await e.finish()


async def notjson(e: Exchange) -> None:
    await e.respond(b"{" * 10)


async def nomessage(e: Exchange) -> None:
    await e.respond(b'{"choices": []}')


async def html200(e: Exchange) -> None:
    await e.respond(HTML, kind="text/html; charset=utf-8")


async def http500html(e: Exchange) -> None:
    body = b"<html><head><title>500</title></head><body><h1>Out of <b>memory</b> &amp; luck</h1></body></html>"
    await e.respond(body, "500 Internal Server Error", "text/html")


async def http400json(e: Exchange) -> None:
    await e.respond(b'{"error": {"message": "<b>too</b>\\nlong", "n_ctx": 1}}', "400 Bad Request")


async def http401echo(e: Exchange) -> None:
    """Quote the key, as careless servers do."""
    body = {"error": {"message": f"Wrong key: {e.request.headers.get('authorization')}"}}
    await e.respond(json.dumps(body).encode(), "401 Unauthorized")


async def http204(e: Exchange) -> None:
    await e.raw(b"HTTP/1.1 204 No Content\r\n\r\n")


async def err429(e: Exchange) -> None:
    await e.start("429 Too Many Requests", "application/json", Retry_After="999999999")
    await e.send(b'{"detail": "slow down"}')
    await e.end()


async def error200(e: Exchange) -> None:
    await e.respond(b'{"error": "Unexpected endpoint"}')


async def errchunk(e: Exchange) -> None:
    await e.start()
    await e.say("before")
    await e.event({"error": {"message": "slot <b>lost</b>\n\nsorry", "code": 500}})
    await e.end()


async def choicesnull(e: Exchange) -> None:
    await e.start()
    odd: object
    for odd in (None, [], [None], {}, 5):
        await e.event({**chunk({}), "choices": odd})
    await e.event(chunk(None))
    await e.say("fine")
    await e.finish()


async def content123(e: Exchange) -> None:
    await e.start()
    for odd in (123, None, ["no"], {"text": "no"}, True):
        await e.say(odd)
    await e.say("fine")
    await e.finish()


async def nodone(e: Exchange) -> None:
    """End with a finish reason, and hang up without [DONE]."""
    await e.start()
    await e.say("fine")
    await e.finish(done=False)


async def nofinish(e: Exchange) -> None:
    """Say [DONE] without a finish reason."""
    await e.start()
    await e.say("fine")
    await e.send(b"data: [DONE]")
    await e.end()


async def neither(e: Exchange) -> None:
    """Hang up in the middle, politely."""
    await e.start()
    await e.say("half an ans")
    await e.end()


async def lingering(e: Exchange) -> None:
    """Give a finish reason, then keep the connection and say nothing."""
    await e.start()
    await e.say("fine")
    await e.event(chunk({}, "stop"))
    await e.hang()


async def crlf(e: Exchange) -> None:
    await e.start()
    for eol in ("\r\n", "\r", "\n"):
        await e.event(chunk({"content": "x"}), eol)
    await e.finish()


async def multiline(e: Exchange) -> None:
    await e.start()
    lines = json.dumps(chunk({"content": "two\nlines"}), indent=1).split("\n")
    await e.send("".join(f"data: {line}\n" for line in lines).encode() + b"\n")
    await e.finish()


async def comments(e: Exchange) -> None:
    await e.start()
    await e.send(b"\xef\xbb\xbf: hello\n\n: ping\n\nevent: message\nid: 7\nretry: 9\n")
    await e.say("fine")
    await e.send(b": ping\n\ndata:\n\n")
    await e.finish()


async def drip(e: Exchange) -> None:
    """Send one byte at a time."""
    await e.start()
    for byte in f"data: {json.dumps(chunk({'content': '😀 é'}), ensure_ascii=False)}\r\n\r\n".encode():
        await e.send(bytes([byte]))
    await e.finish()


async def utf8split(e: Exchange) -> None:
    await e.start()
    data = f"data: {json.dumps(chunk({'content': '😀'}), ensure_ascii=False)}\n\n".encode()
    cut = data.index(b"\xf0") + 2
    await e.send(data[:cut])
    await asyncio.sleep(0.01)
    await e.send(data[cut:])
    await e.finish()


async def badutf8(e: Exchange) -> None:
    await e.start()
    await e.send(json.dumps(chunk({"content": "a?b"})).encode().replace(b"?", b"\xff\xfe").join([b"data: ", b"\n\n"]))
    await e.finish()


async def surrogate(e: Exchange) -> None:
    await e.start()
    for piece in ("\ud83d", "\ude00 ", "\ud83d", "x", "\ude00", "\ud83d"):
        await e.say(piece)
    await e.finish()


async def nul(e: Exchange) -> None:
    await e.start()
    await e.say("a\0b")
    await e.finish()


CASES = cases_in(globals()) | FAULTS
