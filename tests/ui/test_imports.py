"""The window's modules, imported one by one."""

import json
import subprocess
import sys

_STEPS = """
import json, sys
from desktop_app.ui.imports import steps_to
import desktop_app.building, desktop_app.ui.markdown.highlighting
qt_before = any(name.startswith("PySide6") for name in sys.modules)
together = []
for name in steps_to("desktop_app.ui.shell.shell"):
    before = set(sys.modules)
    __import__(name)
    came = {each for each in set(sys.modules) - before if each.startswith("desktop_app.ui.")}
    packages = {each for each in came if hasattr(sys.modules[each], "__path__")}
    together += sorted(came - packages - {name})
print(json.dumps({"qt": qt_before, "together": together, "again": steps_to("desktop_app.ui.shell.shell")}))
"""


def test_each_step_imports_one_module_of_the_window() -> None:
    done = subprocess.run([sys.executable, "-c", _STEPS], capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    assert found["together"] == []
    assert found["again"] == []
    # What a thread imports meanwhile must not know Qt.
    assert not found["qt"]
