"""What one installation keeps of the user's choices, and whom engines may talk to."""

from desktop_app.domain.settings import Settings
from desktop_app.paths import Paths
from desktop_app.services.allowed_hosts import AllowedHosts
from desktop_app.services.settings import PreferenceService


class Access:
    """What servers are asked with; changes take effect at once, in engines that are in use as well."""

    def __init__(self, paths: Paths, settings: Settings) -> None:
        """Begin with what is kept for this installation."""
        self.paths = paths
        self.settings = settings
        self.paths = paths
        self.settings_file = paths.settings
        self.preferences = PreferenceService(paths.settings)
        self.hosts = AllowedHosts(settings.privacy.allowed_hosts, self.preferences)
