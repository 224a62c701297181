"""A session as one web page that needs no network and has no script."""

from base64 import b64encode
from collections.abc import Mapping
from html import escape

from desktop_app.domain.exports import Chat, Enclosed
from desktop_app.domain.messages import Message, Role
from desktop_app.domain.texts import well_formed
from desktop_app.domain.thoughts import thought_of
from desktop_app.formats.chat_turns import (
    THOUGHT_BEFORE,
    ReadableChat,
    Turn,
    enclosures,
    facts_of,
    instant,
    minute,
    omissions,
    one_line,
)
from desktop_app.formats.markdown_page import MarkdownPage

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_STYLE = """
:root { color-scheme: light dark; --text: #1f2328; --quiet: #656d76; --line: #d5d9de; --code: #f3f4f6; --you: #eef3fb; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6e8eb; --quiet: #9aa3ad; --line: #3a4048; --code: #23272d; --you: #1d2837; }
}
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: var(--text);
  font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; margin-bottom: .25rem; }
header > p, footer, .said { color: var(--quiet); font-size: .875rem; }
article { margin: 1.25rem 0; padding: .25rem 1rem; border-left: 3px solid var(--line); }
article.user { background: var(--you); border-radius: .5rem; border-left: 0; }
pre, code { font-family: ui-monospace, monospace; font-size: .9em; background: var(--code); }
pre { padding: .75rem; border-radius: .5rem; white-space: pre-wrap; }
figure { margin: .75rem 0; } figure img { max-width: 100%; max-height: 30rem; border-radius: .5rem; }
 figcaption { color: var(--quiet); font-size: .8rem; }
table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { border: 1px solid var(--line); padding: .3rem .6rem; }
details { color: var(--quiet); margin: .5rem 0; } summary { cursor: pointer; font-size: .875rem; }
blockquote { margin-left: 0; padding-left: 1rem; border-left: 3px solid var(--line); color: var(--quiet); }
@media print { body { max-width: none; margin: 0; } article { break-inside: avoid-page; } }
"""


class HtmlChat(ReadableChat):
    """Writes a page that shows the texts as Parley does, in light and dark, on screen and paper."""

    def __init__(self, chat: Chat) -> None:
        super().__init__(chat)
        self._page = MarkdownPage()

    def begin(self) -> str:
        """Return the head of the page."""
        session = self._chat.session
        name = escape(one_line(session.shown_name))
        persona = escape(one_line(self._chat.personas[session.persona].name))
        return (
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
            '<meta name="referrer" content="no-referrer">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f'<meta name="generator" content="{escape(self._chat.generator)}">\n'
            f"<title>{name}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
            f'<header>\n<h1 dir="auto">{name}</h1>\n'
            f"<p>With <bdi>{persona}</bdi>, begun {minute(session.created_at)}, "
            f"last used {minute(session.last_activity_at)}, {self._chat.messages} messages.</p>\n</header>\n<main>\n"
        )

    def end(self) -> str:
        """Say what was left out, and end the page."""
        written = f"Written by {escape(self._chat.generator)}, {minute(self._chat.exported_at)}."
        return f"</main>\n<footer><p>{omissions(self._chat)} {written}</p></footer>\n</body>\n</html>\n"

    def _turn(self, turn: Turn, enclosed: Mapping[int, Enclosed]) -> str:
        message = turn.message
        time = f'<time datetime="{instant(message.created_at)}">{minute(message.created_at)}</time>'
        facts = [f"<b><bdi>{escape(turn.speaker)}</bdi></b>", time, *turn.notes]
        if self._chat.all_branches:
            facts[0] = f"{turn.number}. {facts[0]}"
            facts += [f'after <a href="#m-{turn.after}">{turn.after}</a>'] if turn.after else []
            other = turn.instead_of
            facts += [f'another version of <a href="#m-{other}">{other}</a>'] if other else []
        kind = "user" if message.role is Role.USER else "other"
        body = self._thought(message) + self._page.render(well_formed(message.content))
        body += "".join(map(_attached, enclosures(message, enclosed)))
        return (
            f'<article id="m-{turn.number}" class="{kind}">\n<p class="said">{" · ".join(facts)}</p>\n'
            f'<div dir="auto">\n{body}</div>\n</article>\n'
        )

    def _thought(self, message: Message) -> str:
        """Return what was thought before an answer, folded."""
        thought = thought_of(message)
        if not thought:
            return ""
        return f"<details>\n<summary>{THOUGHT_BEFORE}</summary>\n{self._page.render(well_formed(thought))}</details>\n"


def _attached(enclosed: Enclosed) -> str:
    """Return a picture with its name, or the name of a text, which links to the file beside this one."""
    attachment = enclosed.attachment
    name = f"<bdi>{escape(one_line(attachment.name))}</bdi>"
    if enclosed.path:
        name = f'<a href="{escape(enclosed.path)}">{name}</a>'
    caption = f"{name} ({facts_of(attachment)})"
    if enclosed.data is None:
        return f"<figure>\n<figcaption>Attached: {caption}</figcaption>\n</figure>\n"
    source = f"data:{attachment.media_type};base64,{b64encode(enclosed.data).decode('ascii')}"
    alternative = escape(one_line(attachment.name))
    return f'<figure>\n<img alt="{alternative}" src="{source}">\n<figcaption>{caption}</figcaption>\n</figure>\n'
