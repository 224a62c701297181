"""A terminal shows the words of links to messages, however the answer was cut into pieces."""

import pytest

from desktop_app.cli.links import LinkWords

ANSWER = r"You said:\n\n- [3 May 2026, “Summer \[1\]”](parley:message/12): “a [b](c) d [e”"


@pytest.mark.parametrize("size", [1, 2, 3, 7, 50, 500])
def test_words_stand_in_the_place_of_links(size: int) -> None:
    words = LinkWords()
    shown = "".join(words.feed(ANSWER[at : at + size]) for at in range(0, len(ANSWER), size)) + words.finish()
    assert shown == r"You said:\n\n- 3 May 2026, “Summer [1]”: “a [b](c) d [e”"


def test_what_is_no_such_link_is_not_held_back_for_long() -> None:
    words = LinkWords()
    assert words.feed("plain ") == "plain "
    assert words.feed("[x](https://a.example)") == "[x](https://a.example)"
    assert words.feed("[" + "y" * 300) == "[" + "y" * 300
    assert words.feed("[half") == ""
    assert words.feed("\nnext") == "[half\nnext"
