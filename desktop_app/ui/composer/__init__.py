"""The composer: where a message is written and sent."""
