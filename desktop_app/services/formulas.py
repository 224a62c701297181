"""Formulas: drawn off the event loop."""

import asyncio

from desktop_app.domain.formulas import Formula, FormulaDrawing
from desktop_app.formats.formulas.process import FormulaProcess


class FormulaService:
    """Gives the drawings of formulas, one after the other."""

    def __init__(self, process: FormulaProcess) -> None:
        self._process = process
        self._turn = asyncio.Lock()

    async def draw(self, formula: Formula) -> FormulaDrawing | None:
        """Return the drawing of a formula, None where it is to be shown as it is written."""
        async with self._turn:
            return await asyncio.to_thread(self._process.draw, formula)

    async def rest(self) -> None:
        """Give back the memory that drawing takes; the next formula takes it again."""
        async with self._turn:
            await asyncio.to_thread(self._process.close)

    async def aclose(self) -> None:
        """End the process at once: what is being drawn is not needed any more."""
        await asyncio.to_thread(self._process.close)
