"""One event loop for Qt and asyncio."""

import sys

import qasync


class EventLoop(qasync.QEventLoop):  # type: ignore[misc]  # qasync has no types
    """qasync's loop, with asyncio's own care for async generators.

    Without it every stream that is stopped early ends in “async generator ignored GeneratorExit”.
    """

    def run_forever(self) -> None:
        """Run until stopped, closing abandoned async generators on the way."""
        old = sys.get_asyncgen_hooks()
        sys.set_asyncgen_hooks(firstiter=self._asyncgen_firstiter_hook, finalizer=self._asyncgen_finalizer_hook)
        try:
            super().run_forever()
        finally:
            sys.set_asyncgen_hooks(*old)
