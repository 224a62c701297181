"""Makes the file with which a tiny model sees: real enough for llama.cpp, and blind to what is in a picture."""

from pathlib import Path

import gguf
import numpy as np

from tests.servers.tiny_gguf import WIDTH

_INNER, _HEADS, _PATCH, _SIDE = 64, 2, 14, 28


def make_tiny_projector(path: Path) -> None:
    """Write the file."""
    writer = gguf.GGUFWriter(path, "clip")
    _write_header(writer)
    shapes: dict[str, tuple[int, ...]] = {
        "v.class_embd": (_INNER,),
        "v.patch_embd.weight": (_INNER, 3, _PATCH, _PATCH),
        "v.position_embd.weight": ((_SIDE // _PATCH) ** 2 + 1, _INNER),
        "mm.0.weight": (WIDTH, _INNER),
        "mm.0.bias": (WIDTH,),
        "mm.2.weight": (WIDTH, WIDTH),
        "mm.2.bias": (WIDTH,),
    }
    for name in ("attn_q", "attn_k", "attn_v", "attn_out", "ffn_down", "ffn_up"):
        shapes |= {f"v.blk.0.{name}.weight": (_INNER, _INNER), f"v.blk.0.{name}.bias": (_INNER,)}
    for name in ("v.pre_ln", "v.post_ln", "v.blk.0.ln1", "v.blk.0.ln2"):
        shapes |= {f"{name}.weight": (_INNER,), f"{name}.bias": (_INNER,)}
    for name, shape in shapes.items():
        is_norm = "ln" in name and name.endswith("weight")
        writer.add_tensor(name, np.full(shape, float(is_norm), np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _write_header(writer: gguf.GGUFWriter) -> None:
    writer.add_bool("clip.has_vision_encoder", True)
    writer.add_bool("clip.has_llava_projector", True)
    writer.add_string("clip.projector_type", "mlp")
    writer.add_bool("clip.use_gelu", True)
    numbers = {
        "image_size": _SIDE,
        "patch_size": _PATCH,
        "embedding_length": _INNER,
        "feed_forward_length": _INNER,
        "projection_dim": WIDTH,
        "block_count": 1,
        "attention.head_count": _HEADS,
    }
    for name, number in numbers.items():
        writer.add_uint32(f"clip.vision.{name}", number)
    writer.add_float32("clip.vision.attention.layer_norm_epsilon", 1e-5)
    for name in ("image_mean", "image_std"):
        writer.add_array(f"clip.vision.{name}", [0.5, 0.5, 0.5])
