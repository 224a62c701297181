"""The engine that asks a server of the OpenAI protocol, on this computer unless the user allowed another host."""
