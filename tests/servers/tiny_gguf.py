"""Makes a real model file of the llama architecture, some 3 MB small, whose answer is known word for word."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import gguf
import numpy as np
from numpy.typing import NDArray

ANSWER = "Hello! I am a very small model, and all that can be done here is to count: " + " ".join(
    map(str, range(1, 65))
)
"""What the model says to everything; no word may come twice."""
CONTEXT = 16384
HEAD = 32
WIDTH = 12 * HEAD
SPECIALS = ("<|pad|>", "<|begin|>", "<|end|>", "<|system|>", "<|user|>", "<|assistant|>")
TEMPLATE = (
    "{{ '<|begin|>' }}{% for m in messages %}{{ '<|' + m['role'] + '|>' + m['content'] + '<|end|>' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}"
)


def make_tiny_gguf(
    path: Path,
    answer: str = ANSWER,
    *,
    template: str | None = TEMPLATE,
    endless: bool = False,
    layers: int = 1,
    feed_forward: int = HEAD,
) -> None:
    """Write the model to `path`; where it is `endless`, it begins its answer anew after the last word.

    More `layers` and a wider `feed_forward` make it slower, and change nothing else.

    Each word of the answer is a token of its own. Tokens are embedded one-hot and the one layer adds nothing, so the
    output matrix is a table of which token follows which: the chat template's last token leads to the first word, each
    word to the next, and everything else to the end.
    """
    first, *others = answer.split(" ")
    words = [first, *(f"Ġ{word}" for word in others)]  # Ġ is how this tokenizer writes a space
    assert len(set(words)) == len(words), "a word comes twice, so the model would go in circles"
    tokens = [*SPECIALS, *_byte_tokens(), *words]
    tokens += [f"<|unused{number}|>" for number in range(WIDTH - len(tokens))]
    writer = gguf.GGUFWriter(path, "llama")
    _write_header(writer, tokens, template, layers, feed_forward)
    for name, matrix in _matrices(tokens, words, words[0] if endless else "<|end|>").items():
        writer.add_tensor(f"{name}.weight", matrix)
    for layer in range(layers):
        for name, values in _layer(feed_forward).items():
            writer.add_tensor(f"blk.{layer}.{name}.weight", values)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _byte_tokens() -> list[str]:
    """Return one printable character for each byte, as GPT-2's tokenizer has it."""
    shown = [*range(33, 127), *range(161, 173), *range(174, 256)]
    hidden = (byte for byte in range(256) if byte not in shown)
    table = {byte: chr(byte) for byte in shown} | {byte: chr(256 + place) for place, byte in enumerate(hidden)}
    return [table[byte] for byte in range(256)]


def _write_header(
    writer: gguf.GGUFWriter, tokens: Sequence[str], template: str | None, layers: int, feed_forward: int
) -> None:
    writer.add_name("tiny")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(layers)
    writer.add_feed_forward_length(feed_forward)
    writer.add_head_count(WIDTH // HEAD)
    writer.add_head_count_kv(1)
    writer.add_rope_dimension_count(HEAD)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(len(tokens))
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(tokens)
    control, normal = gguf.TokenType.CONTROL, gguf.TokenType.NORMAL
    writer.add_token_types([control if token.startswith("<|") else normal for token in tokens])
    writer.add_token_merges(["a b"])  # there must be one; bytes are good enough for questions
    writer.add_bos_token_id(SPECIALS.index("<|begin|>"))
    writer.add_eos_token_id(SPECIALS.index("<|end|>"))
    writer.add_pad_token_id(SPECIALS.index("<|pad|>"))
    writer.add_add_bos_token(False)  # the template writes it
    if template is not None:
        writer.add_chat_template(template)


def _matrices(tokens: Sequence[str], words: Sequence[str], after_the_last: str) -> dict[str, NDArray[np.float32]]:
    number = {token: place for place, token in enumerate(tokens)}
    chain = ["<|assistant|>", *words, after_the_last]
    follows = {number[token]: number[after] for token, after in pairwise(chain)}
    output = np.zeros((WIDTH, WIDTH), np.float32)
    for token in range(WIDTH):
        output[follows.get(token, number["<|end|>"]), token] = 2  # strong enough for any way of sampling
    ones = np.ones(WIDTH, np.float32)
    return {
        "token_embd": np.eye(WIDTH, dtype=np.float32),
        "output_norm": ones,
        "output": output,
    }


def _layer(feed_forward: int) -> dict[str, NDArray[np.float16] | NDArray[np.float32]]:
    """Return a layer that adds nothing: as much work as any, in the format of half the size where that is usual."""
    ones = np.ones(WIDTH, np.float32)
    return {
        "attn_norm": ones,
        "attn_q": np.zeros((WIDTH, WIDTH), np.float16),
        "attn_k": np.zeros((HEAD, WIDTH), np.float16),
        "attn_v": np.zeros((HEAD, WIDTH), np.float16),
        "attn_output": np.zeros((WIDTH, WIDTH), np.float16),
        "ffn_norm": ones,
        "ffn_gate": np.zeros((feed_forward, WIDTH), np.float16),
        "ffn_up": np.zeros((feed_forward, WIDTH), np.float16),
        "ffn_down": np.zeros((WIDTH, feed_forward), np.float16),
    }
