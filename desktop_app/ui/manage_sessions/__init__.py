"""The Manage sessions dialog: every session in a table, to look through, to open and to tidy up."""
