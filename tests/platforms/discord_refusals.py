"""What Discord answers when it refuses: status, JSON error code, wording, and the nested `errors` of a bad form."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """A request that Discord would not carry out; the REST side turns it into its JSON body."""

    def __init__(self, status: int, code: int, message: str, **extra: Any) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status, self.code, self.message, self.extra = status, code, message, extra

    @property
    def body(self) -> dict[str, Any]:
        return {"message": self.message, "code": self.code, **self.extra}


def unauthorized() -> Refused:
    return Refused(401, 0, "401: Unauthorized")


def unknown(what: str) -> Refused:
    codes = {
        "Channel": 10003, "Guild": 10004, "Member": 10007, "Message": 10008, "Role": 10011, "User": 10013,
        "Webhook": 10015, "Interaction": 10062, "application command": 10063,
    }  # fmt: skip
    return Refused(404, codes[what], f"Unknown {what}")


def missing_access() -> Refused:
    return Refused(403, 50001, "Missing Access")


def missing_permissions() -> Refused:
    return Refused(403, 50013, "Missing Permissions")


def already_acknowledged() -> Refused:
    return Refused(400, 40060, "Interaction has already been acknowledged.")


def invalid_webhook_token() -> Refused:
    return Refused(401, 50027, "Invalid Webhook Token")


def cannot_write_to_person() -> Refused:
    return Refused(403, 50007, "Cannot send messages to this user")


def empty_message() -> Refused:
    return Refused(400, 50006, "Cannot send an empty message")


def not_your_message() -> Refused:
    return Refused(403, 50005, "Cannot edit a message authored by another user")


def wrong_channel_type() -> Refused:
    return Refused(400, 50024, "Cannot execute action on this channel type")


def too_many_old_edits(retry_after: float) -> Refused:
    wording = "Maximum number of edits to messages older than 1 hour reached. Try again later"
    return Refused(429, 30046, wording, retry_after=retry_after, **{"global": False})


class Form:
    """Collects what is wrong with a form, each complaint at its path, and refuses the form as a whole (50035)."""

    def __init__(self) -> None:
        self.errors: dict[str, Any] = {}

    def complain(self, path: tuple[str | int, ...], code: str, message: str) -> None:
        place = self.errors
        for step in path:
            place = place.setdefault(str(step), {})
        place.setdefault("_errors", []).append({"code": code, "message": message})

    def length(self, path: tuple[str | int, ...], value: Any, lowest: int, highest: int) -> None:
        """The length of a text or a list, in Discord's own wording."""
        size = len(value) if value is not None else 0
        if lowest <= size <= highest:
            return
        if lowest == 0:
            self.complain(path, "BASE_TYPE_MAX_LENGTH", f"Must be {highest} or fewer in length.")
        elif value is None:
            self.complain(path, "BASE_TYPE_REQUIRED", "This field is required")
        else:
            self.complain(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {lowest} and {highest} in length.")

    def one_of(self, path: tuple[str | int, ...], value: Any, choices: Any) -> bool:
        if value in choices:
            return True
        self.complain(path, "BASE_TYPE_CHOICES", f"Value must be one of ({', '.join(map(str, choices))}).")
        return False

    def refuse_if_wrong(self, *under: str) -> None:
        if self.errors:
            errors = self.errors
            for step in reversed(under):
                errors = {step: errors}
            raise Refused(400, 50035, "Invalid Form Body", errors=errors)
