from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop_app.model_places import ModelPlace
from desktop_app.services.models import ModelService
from desktop_app.services.settings import PreferenceService

Making = Callable[..., ModelService]


@pytest.fixture
def own_folder(tmp_path: Path) -> Path:
    """Where Parley downloads to."""
    return tmp_path / "data" / "models"


@pytest.fixture
def making(tmp_path: Path, own_folder: Path) -> Making:
    """Make services that look into given places, each as a start of its own."""

    def make(*places: ModelPlace, **more: Any) -> ModelService:
        data = tmp_path / "data"
        data.mkdir(exist_ok=True)
        return ModelService(
            lambda: places, own_folder, data / "models.json", PreferenceService(data / "settings.toml"), **more
        )

    return make
