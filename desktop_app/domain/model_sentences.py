"""What is said of model files and of downloads of them: sentences of expected failures, and why a file is no use."""

from types import MappingProxyType
from typing import Final

NO_GGUF: Final = "it is no GGUF file"
CUT_OFF: Final = "it is cut off"
DAMAGED: Final = "it is cut off or damaged"
PARTS_MISSING: Final = "{missing} of its {count} parts are missing"
ODD_PART: Final = "it is one of {count} parts, and was given another name"
NOT_READABLE: Final = "it cannot be read ({reason})"
FOLDER_GONE: Final = "it is not there any more"
FOLDER_SILENT: Final = "it does not answer"
FOLDER_SLOW: Final = "it took too long"
FOLDER_CROWDED: Final = "it holds too many files"
FOR_SEARCHING: Final = "it is a model for searching, which cannot answer"
FOR_SEEING: Final = "it is the part with which another model sees"
NO_CHAT: Final = "it is no model to talk to"
UNKNOWN_KIND: Final = "this llama.cpp does not know its kind, {}"
NOT_LOADABLE: Final = "llama.cpp cannot read it"
ASKED_TO_END: Final = "it was asked to end"
SYSTEM_ENDED: Final = "the system ended it, for want of memory perhaps"
CRASHED: Final = "it crashed, {signal}"
ENDED: Final = "it ended by itself, {code}"
NO_LIFE: Final = "it gave no sign of life"
HUNG_UP: Final = "it hung up"
NONSENSE: Final = "it sent what is no answer"

GGUF_REASONS: Final = MappingProxyType(
    {
        "no_gguf": NO_GGUF,
        "too_many": "it counts more than any model has",
        "twice": "it says something twice",
        "unknown_value": "it holds a kind of value that is not known",
        "too_many_words": "it lists more words than any model knows",
        "unknown_list": "it holds a kind of list that is not known",
        "bad_name_length": "a name in it is empty or too long",
        "bad_name": "a name in it is no text",
        "too_many_dimensions": "a tensor in it has too many dimensions",
        "too_large": "a tensor in it is too large",
        "unknown_layout": "its tensors are laid out in a way that is not known",
        "cut_off": "it is cut off in its header",
        "endless": "its header never ends",
        "other_computer": "it is made for another kind of computer",
        "unknown_version": "its GGUF version is {version}, not 2 or 3",
    }
)
"""Why a header cannot be read."""

MODEL_SENTENCES: Final = MappingProxyType(
    {
        "model_file_missing": "There is no file {file}. Nothing was changed; look for its name, then try again.",
        "model_file_unreadable": "{file} could not be read ({reason}). Nothing was changed; mend that, then try again.",
        "model_file_bad": "{file} is no model that Parley can ask ({reason}). Nothing was changed; choose another GGUF "
        "file.",
        "model_file_changed": "{file} changed while its checksum was computed, so there is none. Try again when "
        "nothing writes to it.",
        "model_folder_missing": "There is no folder {folder}. Nothing was changed; look for its name, then try again.",
        "model_not_added": "{path} is not among the files and folders that you added. Nothing was changed; they stand "
        "under [models] in the settings.",
        "model_unknown": "There is no model “{model}” on this computer. List them with: parley models list",
        "model_ambiguous": "{count} models are called “{model}”. Nothing was done; give the path of the one you mean.",
        "download_bad_address": "“{address}” is not an address that Parley can download from. Give one that begins "
        "with https:// and names no user and password.",
        "download_not_secure": "Anybody between you and {host} could change what comes, so nothing was fetched. Give "
        "an address that begins with https://.",
        "download_asks": "This leaves your computer: {host} is asked for the file and sees your internet address. "
        "Nothing was fetched yet; allow that host, then start again.",
        "download_redirected": "{from_host} sends Parley on to {host} for this file. Nothing was fetched from there; "
        "allow that host too, then start again.",
        "download_unreachable": "{host} cannot be reached. What came before is kept; check the address and the "
        "connection, then start again.",
        "download_refused": "{host} does not give that file away ({detail}). What came before is kept; check the "
        "address.",
        "download_stalled": "{host} sent nothing for {seconds} seconds. What came is kept; start again to go on.",
        "download_cut_off": "The connection to {host} broke off. What came is kept; start again to go on.",
        "download_strange": "What {host} sends cannot be kept ({detail}). Check the address.",
        "download_not_model": "What came from {host} is no model file ({reason}), and was not kept. Check the address.",
        "download_bad_hash": "“{sha256}” is no SHA-256, which has 64 of the characters 0 to 9 and a to f. Nothing was "
        "fetched; copy it again.",
        "download_wrong_hash": "What came is not the file that you wanted: its SHA-256 is {found}. It was not kept; "
        "check the address and the checksum.",
        "download_no_room": "The file needs {needed} MB more in {folder}, and {free} MB are free. What came is kept; "
        "free some space, then start again.",
        "download_disk_full": "The disk became full. What came is kept; free some space, then start again to go on.",
        "download_failed": "{file} could not be written ({reason}). Choose another folder, then start again.",
        "download_exists": "{file} is there already and was left as it is. Use it, or choose another folder.",
        "download_running": "Another Parley is downloading {file}. Nothing was changed; wait for it.",
    }
)
