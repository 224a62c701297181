"""The guard at the way out of this process, and its ledger."""
