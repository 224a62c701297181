"""YAML from strangers: what is refused, and that nothing else is taken for what it is not."""

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from desktop_app.domain.errors import UserError
from desktop_app.formats import yaml_source
from desktop_app.formats.yaml_source import MAX_BYTES, MAX_DEPTH, AnyNode, ListNode, MapNode, TextNode, read_yaml
from tests.support.often import often


def plain(node: AnyNode) -> object:
    if isinstance(node, TextNode):
        return node.text
    if isinstance(node, ListNode):
        return [plain(item) for item in node.items]
    return {key: plain(value) for key, value in node.entries.items()}


def refused(data: bytes) -> UserError:
    with pytest.raises(UserError) as caught:
        read_yaml(data, "x.yaml")
    assert caught.value.code == "bad_persona_file"
    assert caught.value.message.startswith("x.yaml, line ")
    return caught.value


@pytest.mark.parametrize(
    "written",
    [
        "no",
        "NO",
        "yes",
        "on",
        "off",
        "null",
        "~",
        "1.10",
        "0x1F",
        "0o17",
        "010",
        "12:30:45",
        "2026-05-04",
        ".inf",
        "1e3",
    ],
)
def test_scalars_stay_as_they_were_written(written: str) -> None:
    assert plain(read_yaml(f"key: {written}\n{written}: 1".encode(), "x.yaml")) == {"key": written, written: "1"}


def test_text_lists_and_mappings_are_read() -> None:
    source = "a: |\n  one\n  two\nb: [x, 'y: z']\nc:\n  d: >\n    folded\n    line\n"
    assert plain(read_yaml(source.encode(), "x.yaml")) == {
        "a": "one\ntwo\n",
        "b": ["x", "y: z"],
        "c": {"d": "folded line\n"},
    }


def test_every_node_knows_its_line() -> None:
    root = read_yaml(b"# head\na: 1\nb:\n  - x\n  - y\nc: |\n\n  one\n  # no\n  two\n", "x.yaml")
    assert isinstance(root, MapNode)
    assert root.entries["a"].line == 2
    items = root.entries["b"]
    assert isinstance(items, ListNode)
    assert [item.line for item in items.items] == [4, 5]
    block = root.entries["c"]
    assert isinstance(block, TextNode)
    assert [(line.text, line.line) for line in block.lines()] == [("one", 8), ("two", 10)]


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        (b"a: &x 1\n", 1, "anchors"),
        (b"b: 1\na: &x\n  c: 1\n", 2, "anchors"),
        (b"b: *x\n", 1, "aliases"),
        (b"a: &x [*x]\n", 1, "anchors"),
        (b"a: !!python/object/apply:os.system ['ls']\n", 1, "tags"),
        (b"a: !!str 1\n", 1, "tags"),
        (b"a: ! 1\n", 1, "tags"),
        (b"!!map {a: 1}\n", 1, "tags"),
        (b"a: 1\n<<: {b: 1}\n", 2, "merge keys"),
        (b"%YAML 1.1\n---\na: 1\n", 1, "directives"),
        (b"a: 1\n---\nb: 1\n", 2, "only one document"),
        (b"a: 1\nb: 2\na: 3\n", 3, "twice"),
        (b"? [x]\n: 1\n", 1, "key must be plain text"),
        (b"a: 'x\n\n", 3, "not YAML"),
        (b"a: [1\nb: 2\n", 2, "not YAML"),
        (b"\ta: 1\n", 1, "not YAML"),
        (b"a: 1\nb: \xff\n", 2, "UTF-8"),
        (b"a: 1\nb: \x07\n", 2, "does not allow"),
        (b'a: 1\nb: "\\a"\n', 2, "control character"),
        (b'b: "\\ud800"\n', 1, ""),
        ("a: ü\n".encode("utf-16"), 1, "UTF-8"),
        (b"", 1, "empty"),
        (b"# nothing\n", 1, "empty"),
    ],
)
def test_what_is_dangerous_or_broken_is_refused_with_its_line(data: bytes, line: int, words: str) -> None:
    error = refused(data)
    assert words in error.message
    assert error.details["line"] == line


@pytest.mark.parametrize("loader", ["CSafeLoader", "SafeLoader"])
def test_bombs_are_refused_before_they_grow(loader: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml, "CSafeLoader", getattr(yaml, loader))
    laughs = "a: &a [lol]\n" + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}]\n" for n in range(9))
    assert "anchors" in refused(laughs.encode()).message
    assert "nested" in refused(b"[" * 5_000 + b"]" * 5_000).message
    assert "nested" in refused(b"{a: " * 5_000 + b"}" * 5_000).message
    assert "nested" in refused(b"- " * 5_000 + b"x").message
    assert "nested" in refused("\n".join("  " * depth + "a:" for depth in range(300)).encode()).message
    assert "too many" in refused(b"[" + b"a," * 60_000 + b"]").message
    assert f"{MAX_BYTES // 1024} kB" in refused(b"a: " + b"x" * MAX_BYTES).message


def test_a_bomb_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work is counted in events: refusing costs no more of them than the limit that was passed."""
    seen = 0
    events = yaml_source._events

    def counted(text: str) -> object:
        nonlocal seen
        for event in events(text):
            seen += 1
            yield event

    monkeypatch.setattr(yaml_source, "_events", counted)
    refused(b"[" * 5_000 + b"]" * 5_000)
    assert seen <= MAX_DEPTH + 4


def test_depth_up_to_the_limit_is_fine() -> None:
    assert read_yaml(b"[" * (MAX_DEPTH - 1) + b"x" + b"]" * (MAX_DEPTH - 1), "x.yaml")


@given(st.binary(max_size=300))
@settings(max_examples=often(300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        read_yaml(data, "x.yaml")
    except UserError as error:
        assert error.message


SCRAPS = (
    *("a", "b: ", "- ", "? ", ": ", "\n", "\n  ", "\t", "[", "]", "{", "}", ",", "&x ", "*x", "!t ", "!!str ", "<<: "),
    *(
        "|\n",
        ">-\n",
        "'",
        '"',
        "\\",
        "\\x00",
        "#c\n",
        "---\n",
        "...\n",
        "%TAG ! x\n",
        "~",
        "é",
        "\u2028",
        "😀",
        "\ufeff",
    ),
)
YAMLISH = st.lists(st.sampled_from(SCRAPS), max_size=40).map("".join)


@given(YAMLISH)
@settings(max_examples=often(500))
@example("a: &x\n- *x")
@example("{? ")
def test_any_scraps_of_yaml_are_read_or_refused(text: str) -> None:
    try:
        read_yaml(text.encode(), "x.yaml")
    except UserError as error:
        assert error.message


@given(st.dictionaries(st.text(st.characters(codec="ascii", categories=["L"]), min_size=1), st.text(max_size=30)))
def test_what_was_quoted_comes_back(values: dict[str, str]) -> None:
    import json

    clean = {key: value for key, value in values.items() if value.isprintable()}
    if clean:
        assert plain(read_yaml(json.dumps(clean, ensure_ascii=False).encode(), "x.yaml")) == clean
