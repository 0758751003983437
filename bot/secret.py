"""The key that signs cookies and links: given by the operator, or made once and kept in the data folder."""

from __future__ import annotations

import os
from pathlib import Path

from bot.ports import Chance
from bot.settings import Problem, Settings, SettingsError

KEY_BYTES = 32


def secret_of(settings: Settings, chance: Chance) -> str:
    """SECRET_KEY where it is set, otherwise the kept one. Raises SettingsError where it cannot be kept."""
    if settings.secret_key is not None:
        return settings.secret_key.get_secret_value()
    try:
        return load_secret(settings.secret_file, chance)
    except OSError as error:
        what = f"is not set, and {settings.secret_file} cannot be read or written ({error.strerror})."
        raise SettingsError([Problem("SECRET_KEY", what, f"SECRET_KEY={chance.token(KEY_BYTES).hex()}")]) from error


def load_secret(path: Path, chance: Chance) -> str:
    """The key in `path`, made there with mode 0600 on the first call; two first calls at once get the same one."""
    make_private_folder(path.parent)
    if not _kept(path):
        _keep(path, chance)
    return _kept(path)


def make_private_folder(folder: Path) -> None:
    """`folder`, readable by nobody else where it has to be made."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _kept(path: Path) -> str:
    try:
        return path.read_text("ascii").strip()
    except FileNotFoundError:
        return ""


def _keep(path: Path, chance: Chance) -> None:
    # written aside and linked into place: a reader never sees half a key, and the first writer wins
    draft = path.with_name(f".{path.name}.{chance.token(8).hex()}")
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(chance.token(KEY_BYTES).hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            if not _kept(path):  # left empty by a crash or a full disk
                draft.replace(path)
        except OSError:  # file systems without links, as on memory cards
            draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
