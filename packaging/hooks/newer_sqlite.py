"""Gives the built program a newer SQLite under the name of Python's own.

Releases before 3.51.3 can corrupt a file when two connections write or checkpoint at the same moment. The library is
there once: all that says `sqlite3`, drivers too, has this one, so that its errors are the errors that are caught.
"""

import sys

import sqlcipher3
import sqlcipher3.dbapi2

sys.modules["sqlite3"] = sqlcipher3
sys.modules["sqlite3.dbapi2"] = sqlcipher3.dbapi2
