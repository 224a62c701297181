"""Expected failures: a code, and one plain sentence that says what happened, what is safe and what to do."""

import errno
from types import MappingProxyType
from typing import Final

from desktop_app.domain.card_sentences import CARD_SENTENCES
from desktop_app.domain.memory_sentences import MEMORY_SENTENCES
from desktop_app.domain.model_sentences import MODEL_SENTENCES
from desktop_app.domain.opening_sentences import OPENING_SENTENCES
from desktop_app.domain.persona_sentences import PERSONA_SENTENCES

_OR_LOCAL = 'or set storage_type = "sqlite" in {settings_file} to go on with the chat file on this computer.'

SENTENCES: Final = MappingProxyType(
    {
        "bad_session_id": "A session id must be 1 to {limit} printable characters. Choose another id.",
        "bad_session_name": "That can be no session name: {problem}. Nothing was changed; choose another name.",
        "empty_message": "There is nothing to send. Write a message first.",
        "bad_message": "The message has bytes that are no text, and was not sent. Take them out, then send it again.",
        "message_too_long": "The message is over {limit_mb} MB and was not sent. Send it in smaller parts.",
        "search_incomplete": "The search index was lost, so nothing was found; all messages are safe. "
        "Rebuild it with: parley doctor --repair",
        "session_not_found": "There is no session “{session_id}” here. List yours with: parley sessions list",
        "session_whole_id": "What is deleted for good must be named by its whole id, and “{word}” is none. Nothing was "
        "deleted; if you mean “{name}”: parley sessions delete {session_id}",
        "search_for_nothing": "There is nothing to look for. Give a word, or part of one.",
        "search_unusable": "Nothing was found, and {problem}.",
        "session_ambiguous": "{count} sessions have ids that begin with “{word}”. Nothing was done; give more "
        "letters of the one you mean.",
        "session_of_other_user": "Session “{session_id}” belongs to another user. Choose another id.",
        "name_taken": "You already have a session named “{name}”. Choose another name.",
        "unknown_persona": "There is no persona “{persona}”. Choose one of: {known}.",
        "bad_persona_file": "{file}, line {line}: {problem}. The file was not used.",
        "unknown_parameter": "There is no parameter “{name}”. Choose one of: {known}.",
        "bad_parameter": "{name} must be {expected}. Nothing was changed; give another value.",
        "bad_number_of_sides": "From two to {most} engines can answer side by side. Nothing was sent; choose as many.",
        "bad_parameter_word": "“{pair}” is not of the form KEY=VALUE. Nothing was changed; write such as top_p=0.9.",
        "bad_preset_name": "A preset needs a name of 1 to {limit} printable characters. Choose another name.",
        "preset_not_found": "You have no preset “{name}”. List yours with: parley presets list",
        "preset_name_taken": "You already have a preset “{name}”. Choose another name.",
        "unknown_engine": "There is no engine “{engine}”. Choose one of: {known}.",
        "bad_engine_config": "That is no choice of an engine: {reason}. Nothing was done; give “name”, “base_url”, "
        "“model” and “parameters”.",
        "bad_base_url": "“{base_url}” is not a server address. Give one such as http://127.0.0.1:8080/v1.",
        "base_url_not_plain": "A server address must not hold a user name, a password, “?” or “#”. "
        "Give one such as http://127.0.0.1:8080/v1.",
        "host_not_allowed": "Parley only talks to this computer, and “{host}” is another one. Nothing was sent to it; "
        "to add it to allowed_hosts: parley engines allow {host}",
        "connection_refused": "Something in Parley was about to reach {place}, which nobody has allowed, and was kept "
        "from it. Nothing was sent; all attempts are listed under View, Network in the menu.",
        "program_refused": "Something in Parley was about to start {place}, which is no part of it, and was kept "
        "from it. Nothing was started; all attempts are listed under View, Network in the menu.",
        "bad_host": "“{host}” is no name and no address of a computer. Nothing was changed; give one alone, such as "
        "box.lan or 192.168.1.20, without a port, a path or *.",
        "engine_unreachable": "Nothing answers at {base_url}. Start the server there, then send again.",
        "engine_timeout": "The server at {base_url} did not answer within {seconds} seconds. "
        "What came so far is kept; send again when it is less busy.",
        "engine_refused": "The server at {base_url} refused the request ({detail}). "
        "Check the address and the model, then send again.",
        "engine_wants_key": "The server at {base_url} wants an API key, or another one than it was given ({detail}). "
        "Nothing was lost; give it the key under Models and engines (Ctrl+M) or by “parley engines key {base_url}”, "
        "then send again.",
        "parameter_refused": "The server at {base_url} does not take what this session asks for ({names}): {detail}. "
        "Nothing was lost; leave that to the model in the parameters, then send again.",
        "grammar_not_taken": "A grammar is understood by llama.cpp alone, and {base_url} is another server. "
        "Nothing was sent; take it out of the parameters, then send again.",
        "bad_json_schema": "The JSON schema in the parameters cannot be used: {problem}. "
        "Nothing was sent; correct it or take it out, then send again.",
        "engine_redirected": "The server at {base_url} wanted to send Parley elsewhere, which it does not follow. "
        "Give the final address.",
        "engine_garbled": "What answers at {base_url} does not speak the OpenAI protocol ({detail}). "
        "Check the address, which often ends in /v1.",
        "engine_cut_off": "The server at {base_url} ended the answer early. What came is kept; send again to go on.",
        "engine_damaged": "{count} pieces of the answer from {base_url} could not be read. "
        "The rest is kept; send again if it makes no sense without them.",
        "bad_api_key": "The API key has characters that no key has. Copy it again from the server.",
        "key_locked": "The desktop’s keyring does not give out the API key for {base_url} ({reason}). "
        "Your chats are safe; unlock it and send again, or keep the key in a file: "
        "parley engines key {base_url} --file",
        "key_lost": "The desktop’s keyring no longer has the API key for {base_url}. Your chats are safe; "
        "give the key again: parley engines key {base_url}",
        "keys_unreadable": "The file with the API keys, {file}, cannot be read ({reason}). It was left as it is, "
        "and your chats are safe; move it away, then give the keys again.",
        "engine_answer_too_long": "The answer was longer than {limit} characters and was stopped. "
        "What came is kept; ask for the rest.",
        "engine_no_models": "The server at {base_url} lists no model. Load one there, then send again.",
        "prompt_too_long": "The message is longer than the model can read at once. It is kept; "
        "make it shorter, or load the model with more context.",
        "engine_failed": "The engine stopped ({detail}). What came is kept; send again.",
        "llama_missing": "What Parley runs model files with is not installed here ({detail}). All else works: choose "
        "the built-in responder or a server, or start Parley by ./parley, which installs it.",
        "model_not_chosen": "No model file is chosen. Choose a GGUF file on this computer, then send again.",
        "model_missing": "There is no model file {file}. Put it back, or choose another one.",
        "model_unusable": "{file} is not a usable model ({reason}). The file was left as it is; choose another one.",
        "model_too_large": "{file} does not fit into this computer's memory. Choose a smaller model, or let it read "
        "less at once.",
        "model_slow": "{file} was not loaded within {seconds} seconds, and that was stopped. Close other programs and "
        "send again, or choose a smaller model.",
        "model_stopped": "The model stopped ({reason}). What came is kept; send again, and it is started anew.",
        "model_stopped_often": "The model stopped {count} times in a row ({reason}), so it is not started by itself "
        "any more. Nothing is lost; start it again, or choose another one.",
        "model_silent": "The model gave no sign of life for {seconds} seconds and was ended. What came is kept; send "
        "again, and it is started anew.",
        "model_refused": "The model cannot answer that ({detail}). Nothing is lost; change the question or the "
        "parameters, then send again.",
        "no_data_folder": "--data-dir was given no folder. Nothing was done; name one, or leave --data-dir out.",
        "output_failed": "That could not be printed: standard output cannot be written to ({reason}). Your "
        "chats are safe; mend that, then ask again.",
        "data_folder_unusable": "Parley cannot use {folder} as its data folder ({reason}). "
        "Nothing was changed; choose another with --data-dir.",
        "data_folder_read_only": "Parley can only read {folder}, and has to write there for that. Nothing was changed; "
        "commands that only show or export work all the same, such as: parley sessions list --data-dir {folder} — for "
        "more, copy the folder to where you can write, and name the copy with --data-dir.",
        "data_folder_copied": "Nothing can be written in {folder}: this is what stands there, read from a copy in "
        "memory. Whatever else Parley would note is not kept.",
        "store_unreadable": "The chat file {file} is damaged ({reason}). It was left as it is; "
        "bring what can be read into a fresh one with: parley doctor --repair",
        "store_no_room": "The disk is full, so the chat file {file} cannot be opened. It was left as it is; "
        "free some space, then try again.",
        "store_not_opened": "The chat file {file} cannot be opened just now ({reason}). It was left as it is; mend "
        "that, then try again.",
        "store_foreign": "The file {file} is a database of another program. "
        "It was left as it is; move it away, or choose another folder with --data-dir.",
        "store_lost": "The chat file {file} is gone or empty, but {messages} messages in {sessions} sessions were in "
        "it. Nothing was made in its place; put it back, bring a snapshot back (parley backup list), or start anew "
        "with: parley doctor --start-anew",
        "store_went_back": "Up to {count} of the newest messages are gone from {file}: what was written beside it was "
        "lost or damaged, or an older copy stands in its place. What is there is whole; a backup may hold the rest "
        "(parley backup list).",
        "store_not_migrated": "The chat file could not be brought up to date ({reason}). Your data was not changed; "
        "go on with the version of Parley that you had.",
        "salvage_in_use": "Another Parley is using the chat file. Nothing was changed; close it, then repair again.",
        "salvage_failed": "The chat file {file} could not be repaired ({reason}). "
        "It was left as it is; free some space, then try again.",
        "salvage_found_nothing": "Nothing can be read in the chat file {file}. It was left as it is; "
        "restore a backup, or start anew with: parley doctor --start-anew",
        "start_anew_needs_file": "This store is no chat file, so there is none to put aside. It was left as it is.",
        "nothing_to_start_anew": "The chat file is in order. It was left as it is; go on with it.",
        "store_newer": "The chat file {file} was made by a newer version of Parley (schema {found}). "
        "It was not changed; open it with that version.",
        "store_busy": "Another program is using the chat file and did not let go. Nothing was lost; try again.",
        "store_moved": "The chat file {file} is no longer where it was, so nothing was written. Put it back, or open "
        "Parley again.",
        "store_full": "The disk is full, so this was not saved. Free some space, then try again.",
        "store_failed": "The chat file could not be written ({reason}). What was saved before is safe; try again.",
        "bad_db_url": "db_url under [sessions] in {settings_file} is not the address of a PostgreSQL database. "
        "Write one such as postgresql+asyncpg://ada@127.0.0.1/parley, " + _OR_LOCAL,
        "database_host_not_allowed": "Parley only talks to this computer, and the database server “{host}” is another "
        "one. To allow it, add it to allowed_hosts under [privacy] in {settings_file}, " + _OR_LOCAL,
        "server_unreachable": "The database server of {place} cannot be reached ({reason}). Start it and try again, "
        + _OR_LOCAL,
        "server_login_refused": "The database server of {place} refused the login. Correct the user and the password "
        "of db_url in {settings_file}, " + _OR_LOCAL,
        "server_database_missing": "The database server has no database for {place}. Have it made there (createdb), "
        + _OR_LOCAL,
        "server_not_permitted": "The database server does not permit that in {place} ({reason}). Nothing was changed; "
        "have your user granted what it lacks, " + _OR_LOCAL,
        "server_unfit": "Parley needs PostgreSQL 13 or newer and a database in UTF8; {place} is {found}. "
        "Nothing was changed; choose another database, " + _OR_LOCAL,
        "server_of_other_program": "The database {place} holds tables of another program. Nothing was changed; "
        "choose a database of its own for Parley, " + _OR_LOCAL,
        "server_newer": "The database {place} was brought up to date by a newer version of Parley (schema {found}). "
        "It was not changed; update Parley on this computer, " + _OR_LOCAL,
        "server_lost": "The connection to the database server of {place} was lost ({reason}). What was saved before "
        "is safe; try again when the server is back.",
        "server_full": "The disk of the database server of {place} is full, so this was not saved. "
        "Have space freed there, then try again.",
        "server_failed": "The database server could not do that ({reason}). What was saved before is safe; try again.",
        "server_damaged": "The database {place} is damaged ({reason}). It was left as it is; have it mended on its "
        "server.",
        "bad_settings_file": "{file}, line {line}: {problem}. The file was left as it is; mend it or move it away.",
        "settings_link_dangling": "{file} is a link to {target}, which is not there. Nothing was made in its place; "
        "put back what it points to, or take the link away.",
        "bad_setting": "{file}: {key} must be {expected}, not {found}. The file was left as it is; mend it.",
        "settings_not_saved": "The settings could not be written to {file} ({reason}). "
        "The old ones still hold; mend that, then start again.",
        "window_silent": "Parley is open on {folder} already but does not answer. "
        "Nothing was changed; close its window or end its process, then start again.",
        "computer_short": "The computer has no more to give to Parley ({what}). What was saved before is safe; "
        "close other programs, then try again.",
        "no_display": "There is no screen to open a window on. Try: parley chat Hello",
        "screen_lost": "The screen that the window was on has gone away, so Parley has closed. All messages are "
        "stored; start it again on another screen.",
        "bad_metadata": "“{pair}” is not of the form KEY=VALUE. Nothing was made; write it in that form.",
        "metadata_not_json": "This cannot be kept as metadata: {problem}. Nothing was changed; give plain JSON.",
        "not_storable": "That holds a character or a number that cannot be stored. Nothing was changed; leave it out.",
        "bad_user": "A user name must be 1 to {limit} printable characters. Choose another.",
        "clock_doubted": "The clean-up did nothing: by this computer's clock today is {today}, which may be wrong. "
        "If it is right, run: parley sessions prune --yes",
        "prune_many": "{count} of {live} sessions would go to the trash at once, so none was moved. "
        "See which with --dry-run, and let them go with --yes.",
        "prune_lowered": "{count} sessions would not be expired had the settings not been lowered, so they stay. "
        "See which with --dry-run, and let them go with --yes.",
        "backup_needs_file": "Snapshots are made of a chat file, and this store is none. What is in memory ends with "
        "Parley; a PostgreSQL server makes its own copies with pg_dump.",
        "backup_busy": "Another Parley is at work on the snapshots. Nothing was changed; try again in a minute.",
        "backup_no_room": "A snapshot in {folder} needs {needed} MB, and {free} MB are free. "
        "Your chats are as they were; free some space, then try again.",
        "backup_disk_full": "The disk became full, so no snapshot was made in {folder}. "
        "Your chats are as they were; free some space, then try again.",
        "backup_failed": "That did not work ({reason}). Your chats are as they were, and so are earlier snapshots; "
        "try again.",
        "backup_of_damaged": "No snapshot was made, because the chat file is damaged ({problem}). "
        "Earlier snapshots are kept; see: parley doctor",
        "backup_exists": "{file} is there already and was left as it is. Choose another name.",
        "backup_file_missing": "There is no file {file}. List the snapshots with: parley backup list",
        "backup_newer": "{file} was made by a newer version of Parley (schema {found}). "
        "Nothing was changed; use it with that version.",
        "backup_damaged": "{file} is no good snapshot ({problem}). Nothing was changed; "
        "choose another one from: parley backup list",
        "backup_in_use": "{file} is the chat file that is in use. Choose another file.",
        "migration_without_backup": "The chat file {file} is of an older version, and no snapshot of it could be made "
        "before it is brought up to date, so that was not done: {reason}",
        "export_exists": "{file} is there already and was left as it is. Choose another name.",
        "export_not_plain": "{file} is no ordinary file, so nothing was written to it. Choose another name.",
        "export_disk_full": "The disk is full, so {file} was not written. Your chats are as they were; "
        "free some space, then export again.",
        "export_failed": "{file} could not be written ({reason}). Your chats are as they were; "
        "choose another folder or name.",
        "export_changed": "Messages were deleted while they were being exported, so the file was not written. "
        "Export again.",
        "attachment_empty": "“{name}” is empty, and was not attached. Attach a file with something in it.",
        "attachment_too_large": "“{name}” is over {limit_mb} MB, and was not attached. Attach a smaller part of it.",
        "attachment_kind": "“{name}” is neither text nor a picture (PNG, JPEG, GIF or WebP), and was not attached. "
        "Save it as one of these, then attach that.",
        "attachment_bad_image": "“{name}” is a picture that was cut off or damaged, and was not attached. "
        "Save it anew, then attach that.",
        "attachment_many_pixels": "“{name}” has {width} × {height} pixels, which are over {limit} million, and was not "
        "attached. Make it smaller, then attach that.",
        "attachment_too_many": "A message can have at most {limit} attachments. Nothing was sent; take some off.",
        "attachment_missing": "There is no file {file}. Nothing was attached; look for its name, then try again.",
        "attachment_not_plain": "{file} is no ordinary file, and was not attached. Choose a file.",
        "attachment_unreadable": "{file} could not be read ({reason}), and was not attached. "
        "Mend that, then try again.",
        "attachment_not_found": "That attachment is not here any more. Nothing was changed; attach the file again.",
        "attachment_lost": "What was in “{name}” was lost when the chat file was damaged. All else is as it was; "
        "attach the file again.",
        "undo_impossible": "That can no longer be undone: {reason}.",
        "message_not_found": "That message is not in this session any more. Nothing was changed.",
        "answer_streaming": "That answer is still being written. Nothing was changed; wait for its end or stop it, "
        "then try again.",
        "cannot_continue": "Only the answer at the end of what is shown can go on, and that message is not. "
        "Nothing was changed; ask instead, or have it answered anew.",
        "continue_impossible": "The built-in responder cannot go on with words that are not its own. What is there is "
        "kept; have it answered anew, or connect a model.",
        "nothing_to_add": "The answer is whole, and nothing was added to it. Ask a question that leads on.",
        "no_receipt": "Nothing is known of how that answer was made: it is from before Parley noted that, or was "
        "written elsewhere. Have it answered anew instead.",
        "cannot_repeat": "That answer cannot be repeated exactly: {reason}. Nothing was changed; "
        "have it answered anew instead.",
        "nothing_to_summarise": "All turns fit into the prompt, so that there is nothing to summarise.",
        "bad_summary": "A summary must be 1 to {limit} characters. Nothing was changed; write another, or remove it.",
        "branch_streaming": "An answer is being written there. Stop it, then delete the branch.",
    }
    | CARD_SENTENCES
    | MODEL_SENTENCES
    | PERSONA_SENTENCES
    | MEMORY_SENTENCES
    | OPENING_SENTENCES
)


class UserError(Exception):
    """A failure that a user can meet and act on; `code` names it, `message` says it in one sentence."""

    def __init__(self, code: str, **details: object) -> None:
        """Make the error `code`, filling the gaps of its sentence with `details`."""
        super().__init__(code)
        self.code = code
        self.details = details
        self.is_of_reading = False
        """Whether nothing was to be changed: where nobody waits for what was to be read, nobody needs to hear of it."""

    @property
    def message(self) -> str:
        """The plain sentence."""
        return SENTENCES[self.code].format_map({name: _shown(value) for name, value in self.details.items()})

    def __str__(self) -> str:
        """Show the code with the sentence."""
        return f"{self.code}: {self.message}"


def shortage(error: BaseException) -> UserError | None:
    """Return what to say when the computer has no more memory, threads or open files to give; None for other errors."""
    if isinstance(error, MemoryError):
        return UserError("computer_short", what="memory")
    if isinstance(error, OSError) and error.errno in {errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN}:
        return UserError("computer_short", what=(error.strerror or "memory").lower())
    if isinstance(error, RuntimeError) and "start new thread" in str(error):
        return UserError("computer_short", what="threads")
    return None


def _shown(value: object) -> str:
    """Return a detail as one line; what cannot be shown, such as a terminal's commands, is replaced."""
    line = " ".join(str(value).split())
    return "".join(char if char.isprintable() else "\ufffd" for char in line)
