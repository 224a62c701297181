"""What the model page says of models: sizes, verdicts, how a server fares."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale

from desktop_app.domain.model_files import Fit, FitVerdict, ModelKind
from desktop_app.domain.servers import Health

_said = partial(QCoreApplication.translate, "Models")
_TONES = {
    FitVerdict.FITS: "good",
    FitVerdict.TIGHT: "caution",
    FitVerdict.TOO_LARGE: "danger",
    FitVerdict.UNKNOWN: "muted",
}
_HEALTH_TONES = {Health.READY: "good", Health.SILENT: "danger", Health.STRANGE: "danger"}


def size_words(size: int) -> str:
    """Return a number of bytes as one reads it, such as 4.7 GB."""
    return QLocale().formattedDataSize(size, 1, QLocale.DataSizeFormat.DataSizeSIFormat)


def number_words(number: int) -> str:
    """Return a number with its thousands apart."""
    return QLocale().toString(number)


def parameter_words(count: int) -> str:
    """Return how many parameters a model has, such as 7.6 billion."""
    for least, words in ((10**9, _said("{n} billion")), (10**6, _said("{n} million"))):
        if count >= least:
            return words.replace("{n}", f"{count / least:.3g}")
    return number_words(count) if count else ""


def verdict_tone(verdict: FitVerdict) -> str:
    """Return the colour of the theme that a verdict is told in."""
    return _TONES[verdict]


def short_verdict(fit: Fit) -> str:
    """Return in two words whether a model goes into the memory."""
    return {
        FitVerdict.FITS: _said("fits in memory"),
        FitVerdict.TIGHT: _said("just fits"),
        FitVerdict.TOO_LARGE: _said("too large"),
        FitVerdict.UNKNOWN: _said("memory unknown"),
    }[fit.verdict]


def long_verdict(fit: Fit) -> str:
    """Return a sentence on what a model needs and what there is."""
    words = {
        FitVerdict.FITS: _said("Fits: it needs about {needed} of the {free} that are free."),
        FitVerdict.TIGHT: _said("Just fits, perhaps: it needs about {needed}, and {free} are free."),
        FitVerdict.TOO_LARGE: _said("Does not fit: it needs about {needed}, and {free} are free."),
        FitVerdict.UNKNOWN: _said("It needs about {needed}; how much memory is free is not known."),
    }[fit.verdict]
    if fit.verdict is FitVerdict.TOO_LARGE and fit.largest_context:
        fits = _said("With a context of {largest} tokens it fits.")
        words += " " + fits.replace("{largest}", number_words(fit.largest_context))
    free = size_words(fit.available) if fit.available is not None else ""
    return words.replace("{needed}", size_words(fit.needed)).replace("{free}", free)


def kind_words(kind: ModelKind) -> str:
    """Return why a model of that kind is not talked with; empty for one that is."""
    return {
        ModelKind.EMBEDDING: _said("for searching, cannot talk"),
        ModelKind.PROJECTOR: _said("part of a model that sees"),
        ModelKind.OTHER: _said("cannot talk"),
    }.get(kind, "")


def health_words(health: Health) -> str:
    """Return how a server fares."""
    return {
        Health.READY: _said("ready"),
        Health.NO_MODELS: _said("has no models"),
        Health.NEEDS_KEY: _said("needs a key"),
        Health.NOT_ALLOWED: _said("not allowed yet"),
        Health.SILENT: _said("does not answer"),
        Health.STRANGE: _said("speaks another language"),
    }[health]


def health_tone(health: Health) -> str:
    """Return the colour of the theme that tells how a server fares."""
    return _HEALTH_TONES.get(health, "caution")


def short_path(path: Path) -> str:
    """Return a path as one writes it, with ~ for one's own folder."""
    home = Path.home()
    return str(Path("~", path.relative_to(home))) if path.is_relative_to(home) else str(path)
