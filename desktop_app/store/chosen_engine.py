"""What a session chose to answer in it, as a column of JSON."""

from typing import Any

from sqlalchemy import JSON, Dialect, TypeDecorator

from desktop_app.domain.engines import SessionEngine
from desktop_app.domain.parameters import session_engine_document, session_engine_from


class ChosenEngine(TypeDecorator[SessionEngine]):
    """A choice of engine, model and parameters; one that makes no sense is as none, and the doctor tells of it."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: SessionEngine | None, dialect: Dialect) -> dict[str, Any] | None:
        """Turn a choice into JSON."""
        return None if value is None else session_engine_document(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> SessionEngine | None:  # noqa: ANN401  any JSON
        """Turn JSON into a choice."""
        try:
            return None if value is None else session_engine_from(value)
        except ValueError:
            return None
