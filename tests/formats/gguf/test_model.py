"""What headers say, compared with the format's own library where it has something to compare."""

import io
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import gguf
import pytest

from desktop_app.domain.model_files import ModelHeader, ModelKind
from desktop_app.formats.gguf.header import read_header
from desktop_app.formats.gguf.model import read_model
from desktop_app.formats.gguf.source import GGUFError
from desktop_app.formats.gguf.tensors import MIXTURES, TENSOR_TYPES
from tests.servers.tiny_gguf import CONTEXT, HEAD, TEMPLATE, WIDTH, make_tiny_gguf
from tests.support.gguf_bytes import Of, Tensor, header, model


def described(facts: Mapping[str, object] | None = None, *tensors: Tensor) -> ModelHeader:
    octets = model(facts, tensors or (Tensor(),))
    return read_model(io.BytesIO(octets), len(octets))


def refusal(octets: bytes) -> str:
    with pytest.raises(GGUFError) as caught:
        read_header(io.BytesIO(octets), len(octets))
    return str(caught.value)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("tiny") / "tiny.gguf"
    make_tiny_gguf(file)
    return file


def test_a_real_file_reads_as_its_own_library_reads_it(tiny: Path) -> None:
    size = tiny.stat().st_size
    with tiny.open("rb", buffering=0) as file:
        ours = read_header(file, size)
    theirs = gguf.GGUFReader(tiny)
    assert ours.tensors.count == len(theirs.tensors)
    assert ours.tensors.elements == sum(int(tensor.n_elements) for tensor in theirs.tensors)
    assert sum(ours.tensors.types.values()) == sum(int(tensor.n_bytes) for tensor in theirs.tensors)
    assert ours.tensors.end == max(int(tensor.data_offset + tensor.n_bytes) for tensor in theirs.tensors) == size
    compared = 0
    for key, said in theirs.fields.items():
        if not key.startswith("GGUF.") and not key.startswith("tokenizer.ggml.to") and "merges" not in key:
            assert ours.facts[key] == said.contents(), key
            compared += 1
    assert compared > 12


def test_a_real_file_described(tiny: Path) -> None:
    with tiny.open("rb", buffering=0) as file:
        said = read_model(file, tiny.stat().st_size)
    assert (said.kind, said.architecture, said.name) == (ModelKind.CHAT, "llama", "tiny")
    assert (said.layers, said.heads, said.kv_heads, said.embedding) == (1, WIDTH // HEAD, 1, WIDTH)
    assert (said.context_tokens, said.vocabulary, said.cache_values) == (CONTEXT, WIDTH, 2 * HEAD)
    assert (said.chat_template, said.thinks, said.uses_tools, said.sees) == (TEMPLATE, False, False, False)
    assert said.quantisation == "F32"


def test_the_tables_are_those_of_the_format() -> None:
    assert {int(kind): (kind.name, *sizes) for kind, sizes in gguf.GGML_QUANT_SIZES.items()} == {
        number: tuple(kind) for number, kind in TENSOR_TYPES.items()
    }
    theirs = {int(kind): kind.name for kind in gguf.LlamaFileType if kind != gguf.LlamaFileType.GUESSED}
    assert {number: name.removeprefix("ALL_").removeprefix("MOSTLY_") for number, name in theirs.items()} == MIXTURES


def test_what_a_header_says() -> None:
    assert described() == ModelHeader(
        kind=ModelKind.CHAT,
        architecture="llama",
        name="Small Talk",
        parameters=128,
        quantisation="Q4_K_M",
        context_tokens=8192,
        layers=2,
        heads=8,
        kv_heads=2,
        embedding=64,
        vocabulary=3,
        cache_values=2 * 2 * (8 + 8),
        licence="mit",
        chat_template="{% for m in messages %}{{ m.content }}{% endfor %}",
        thinks=False,
        uses_tools=False,
        sees=False,
        split_count=0,
        data_end=len(model()),
    )


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        ({"general.architecture": "bert"}, ModelKind.EMBEDDING),
        ({"llama.pooling_type": 3}, ModelKind.EMBEDDING),
        ({"llama.pooling_type": 0}, ModelKind.CHAT),
        ({"general.architecture": "clip", "clip.vision.projection_dim": 2048}, ModelKind.PROJECTOR),
        ({"general.type": "mmproj"}, ModelKind.PROJECTOR),
        ({"general.architecture": "clip", "clip.has_vision_encoder": False}, ModelKind.OTHER),
        ({"general.type": "adapter"}, ModelKind.OTHER),
        ({"general.architecture": None}, ModelKind.OTHER),
        ({"general.architecture": 7}, ModelKind.OTHER),
    ],
)
def test_what_a_file_is_good_for(facts: Mapping[str, object], kind: ModelKind) -> None:
    assert described(facts).kind is kind


def test_a_model_with_its_eyes_inside_is_another_program_s() -> None:
    assert described(None, Tensor(), Tensor("v.blk.0.attn_q.weight")).kind is ModelKind.OTHER


def test_heads_may_differ_from_layer_to_layer() -> None:
    said = described({"llama.attention.head_count_kv": [0, 4], "llama.attention.key_length": 128})
    assert (said.kv_heads, said.cache_values) == (4, 4 * (128 + 8))
    # Fewer numbers than layers tell nothing of each: all are taken for the largest.
    said = described({"llama.attention.head_count_kv": [1, 4, 2]})
    assert said.cache_values == 2 * 4 * 16


@pytest.mark.parametrize(
    ("template", "thinks", "uses_tools", "sees"),
    [
        ("", False, False, False),
        ("{{ 'You like thinking and the tools of the trade.' }}", False, False, False),
        ("{% if enable_thinking %}x{% endif %}", True, False, False),
        ("{{ content.split('</think>')[-1] }}", True, False, False),
        ("{% if thinking %}x{% endif %}{% for tool in tools %}{% endfor %}", True, True, False),
        ("{% if item['type'] == 'image' %}<|image_pad|>{% endif %}", False, False, True),
        ("{%" * 200_000, False, False, False),
    ],
)
def test_what_a_template_tells(template: str, *, thinks: bool, uses_tools: bool, sees: bool) -> None:
    said = described({"tokenizer.chat_template": template})
    assert (said.thinks, said.uses_tools, said.sees) == (thinks, uses_tools, sees)


@pytest.mark.parametrize("odd", [Of(5, -1), 1.5, True, "many", [], Of(10, 1 << 60)])
def test_numbers_that_make_no_sense_are_not_known(odd: object) -> None:
    said = described({"llama.context_length": odd, "llama.attention.head_count": odd, "llama.block_count": odd})
    assert (said.context_tokens, said.layers, said.cache_values) == (0, 0, 0)


def test_without_a_name_for_its_mixture_most_bytes_tell() -> None:
    tensors = (Tensor("a", (32,), 0), Tensor("b", (256, 2), 12), Tensor("c", (256,), 14))
    assert described({"general.file_type": None}, *tensors).quantisation == "Q4_K"
    assert described({"general.file_type": 999}, *tensors).quantisation == "Q4_K"


def test_a_type_of_tensors_from_the_future_leaves_the_end_open() -> None:
    said = described(None, Tensor(), Tensor("new", (64,), 4711))
    assert (said.data_end, said.parameters, said.quantisation) == (None, 192, "Q4_K_M")


def test_words_of_a_name_are_one_short_line() -> None:
    assert described({"general.name": "a\n\tb " * 500}).name == ("a b " * 50)[:200].strip()


def test_long_values_are_passed_over() -> None:
    said = described({"tokenizer.chat_template": "x" * (1 << 21), "llama.numbers": range(5_000)})
    assert said == replace(described(), chat_template="", data_end=said.data_end)


@pytest.mark.parametrize(
    ("octets", "why"),
    [
        (b"", "it is no GGUF file"),
        (b"GG", "it is no GGUF file"),
        (b"PK\x03\x04 something else", "it is no GGUF file"),
        (b"GGUF\x03\0\0\0", "it is cut off in its header"),
        (header([], version=1), "its GGUF version is 1, not 2 or 3"),
        (header([], version=3 << 24), "it is made for another kind of computer"),
        (header([("a", 1), ("a", 2)]), "it says something twice"),
        (header([("general.alignment", 3)]), "its tensors are laid out in a way that is not known"),
        (header([], [Tensor(dimensions=(1 << 40, 1 << 40))]), "a tensor in it is too large"),
        (header([], [Tensor(dimensions=(1,) * 9)]), "a tensor in it has too many dimensions"),
        (model()[:100], "it is cut off in its header"),
    ],
)
def test_what_is_refused(octets: bytes, why: str) -> None:
    assert refusal(octets) == why
