"""Refusals at the door: who is not known, and who may not."""

from engine.errors import DomainError


class SignInNeeded(DomainError):
    """Nobody is signed in, and this is not for everybody. Facts: may (the roles that may)."""

    code = "sign-in-needed"


class NotAllowed(DomainError):
    """The role does not reach that far. Facts: by, act, may (the roles that may)."""

    code = "not-allowed"


class SignInWrong(DomainError):
    """No such account, or another password; which of them is not told."""

    code = "sign-in-wrong"


class CodeNotValid(DomainError):
    """The personal code is unknown, was used, or was revoked; which of them is not told."""

    code = "code-not-valid"


class TokenNotValid(DomainError):
    """The API token is unknown or was revoked."""

    code = "token-not-valid"


class SecondNotValid(DomainError):
    """The second person did not show who they are, or is the first one again."""

    code = "second-not-valid"


class TooManyTries(DomainError):
    """Too many wrong tries from here or for this account. Facts: seconds (how long to wait)."""

    code = "too-many-tries"


class RequestForged(DomainError):
    """The request comes from a page of another site. Facts: origin."""

    code = "request-forged"


class AccountNotFound(DomainError):
    """No account has this name. Facts: sign_in, known."""

    code = "account-not-found"


class AccountTaken(DomainError):
    """Another account has this name. Facts: sign_in."""

    code = "account-taken"


class SignInNameInvalid(DomainError):
    """Not a name to sign in with. Facts: sign_in, expected."""

    code = "sign-in-name-invalid"


class PasswordTooShort(DomainError):
    """Passwords have a least length. Facts: length_min."""

    code = "password-too-short"


class LastAdministrator(DomainError):
    """One administrator must stay, or nobody could make another. Facts: sign_in."""

    code = "last-administrator"


class AdministratorNeeded(DomainError):
    """The server is not opened to a network before an administrator exists. Facts: host."""

    code = "administrator-needed"


class MemberNotInvited(DomainError):
    """Codes are for members who vote. Facts: member, known."""

    code = "member-not-invited"
