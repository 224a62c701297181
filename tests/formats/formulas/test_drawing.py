"""Formulas are drawn whole or not at all."""

import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.formulas import LONGEST, Formula
from desktop_app.formats.formulas.drawing import FormulaDrawer
from desktop_app.formats.formulas.process import FormulaProcess
from desktop_app.paths import part
from tests.support.often import often

DRAWN = (
    r"E = mc^2",
    r"\frac{a}{b}",
    r"\int_0^\infty e^{-x^2}\,dx = \frac{\sqrt{\pi}}{2}",
    r"\begin{pmatrix}1&2\\3&4\end{pmatrix}",
    r"\begin{cases}x & x>0\\ -x & \text{otherwise}\end{cases}",
    r"\begin{aligned}a&=b\\c&=d\end{aligned}",
    r"\begin{align}a&=b\\c&=d\end{align}",
    r"\mathbb{R}^n \to \mathcal{L}",
    r"\left.\frac{df}{dx}\right|_{x=0}",
    r"\lim_{x\to 0}\frac{\sin x}{x} = 1",
    r"\nabla\times\vec{E}=-\frac{\partial \vec{B}}{\partial t}",
    r"\sum_{i=1}^{n} i = \binom{n+1}{2}",
    r"\operatorname{argmax}_\theta f(\theta)",
    r"\sqrt[3]{x}",
    r"α + β",
)
RAW = (
    ("an unknown command", r"\ce{H2O}"),
    ("letters that the font does not have", r"\text{日本}"),
    ("what would not be seen", r"a\phantom{secret}b"),
    ("what would stand on something else", r"\rlap{secret}b"),
    ("an address", r"\href{file:///etc/passwd}{y}"),
    ("a file", r"\input{/etc/passwd}"),
    ("a number that is left out", r"a\tag{1}"),
    ("a definition", r"\newcommand{\a}{b}\a"),
    ("a definition without end", r"\def\a{\a\a}\a"),
    ("an unfinished formula", r"\frac{1}{"),
    ("nothing", "  "),
    ("only braces", "{" * 200 + "}" * 200),
    ("a drawing in another language", r"\begin{tikzpicture}\draw (0,0);\end{tikzpicture}"),
    ("a formula of many pages", "x+" * LONGEST),
)


@pytest.fixture(scope="module")
def drawer() -> FormulaDrawer:
    return FormulaDrawer()


@pytest.mark.parametrize("tex", DRAWN)
@pytest.mark.parametrize("display", [True, False])
def test_an_ordinary_formula_is_drawn(drawer: FormulaDrawer, tex: str, display: bool) -> None:
    drawing = drawer.draw(tex, display=display)
    assert drawing is not None
    assert drawing.svg.startswith("<svg")
    assert 0 < drawing.width < 40
    assert 0 < drawing.height < 8
    assert -0.2 < drawing.depth < drawing.height


@pytest.mark.parametrize("tex", [pytest.param(tex, id=why) for why, tex in RAW])
def test_what_would_not_be_drawn_whole_is_not_drawn(drawer: FormulaDrawer, tex: str) -> None:
    assert drawer.draw(tex, display=True) is None


@settings(max_examples=often(60), deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["\\frac", "\\sqrt", "{", "}", "^", "_", "x", "1", "&", "\\\\", "\\left(", "\\right)", " ", "é"]
        )
        | st.text(max_size=4),
        max_size=14,
    ).map("".join)
)
def test_no_formula_raises(tex: str) -> None:
    drawing = FormulaDrawer().draw(tex, display=False)
    assert drawing is None or "<svg" in drawing.svg


def test_the_depth_is_what_hangs_below_the_line(drawer: FormulaDrawer) -> None:
    flat, hanging = drawer.draw("a", display=False), drawer.draw("g", display=False)
    assert flat is not None
    assert hanging is not None
    assert hanging.depth > flat.depth + 0.1


def test_a_process_draws_and_survives_a_formula_without_end() -> None:
    process = FormulaProcess(part("formulas"))
    try:
        assert process.draw(Formula("x^2", display=False)) is not None
        endless = r"\frac{1}{" * 12 + "x" + "}" * 12
        began = time.monotonic()
        assert process.draw(Formula(endless, display=False)) is None
        assert time.monotonic() - began < 60
        assert process.draw(Formula(r"\text{日本}", display=True)) is None
        assert process.draw(Formula("y", display=True)) is not None
    finally:
        process.close()


def test_where_no_process_can_be_had_nothing_is_drawn() -> None:
    assert FormulaProcess(["/no/such/program"]).draw(Formula("x", display=False)) is None
    assert FormulaProcess([sys.executable, "-c", "pass"]).draw(Formula("x", display=False)) is None


def test_an_answer_that_is_cut_off_is_none() -> None:
    cut = "import sys; print(1, flush=True); input(); sys.stdout.write('[')"
    assert FormulaProcess([sys.executable, "-c", cut]).draw(Formula("x", display=False)) is None
