"""The places where a session forks, to see its ways and to go to them."""
