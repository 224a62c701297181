"""The pane on the right: what stands behind the open session, page by page."""
