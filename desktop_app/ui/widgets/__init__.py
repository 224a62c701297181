"""Small widgets that know nothing of Parley and could serve any program."""
