"""The errors that end a command with one line for its user."""

import errno

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    HTTPClientError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
    SSOError,
    TokenRetrievalError,
    WaiterError,
)
from botocore.exceptions import ConnectionError as UnreachableError

from macexpress.platform.busy import BusyError

_HANDBOOK = "(manual/operadores/despliegue, «Prepare la cuenta»)"
_NO_ANSWER = (
    (NoCredentialsError, f"No hay credenciales de AWS. Diga la cuenta: aws sso login y AWS_PROFILE= {_HANDBOOK}."),
    (PartialCredentialsError, f"Las credenciales de AWS están a medias. Revise las tres variables {_HANDBOOK}."),
    (ProfileNotFound, "No existe ese perfil de AWS. Diga la cuenta: revise AWS_PROFILE=, o use aws configure sso."),
    ((SSOError, TokenRetrievalError), "Su sesión de AWS venció o falta. Diga la cuenta: aws sso login."),
    (
        (UnreachableError, HTTPClientError),
        "No se llega a AWS. Revise su conexión a internet y la región, y repita la orden.",
    ),
    (WaiterError, "Lo que AWS hace aún no termina, o falló. Mire su estado en la consola y repita la orden."),
)
"""What to do where there is no answer of a service, by the kind of error."""
_NOT_REACHED = f"No se pudo usar AWS. Diga la cuenta: aws sso login {_HANDBOOK}."
_GOES_ON = "Lo hecho antes quedó: la misma orden continúa desde ahí."
_OF_FILES = {
    errno.ENOENT: "no existe. Revise el nombre",
    errno.EISDIR: "es una carpeta. Diga el archivo",
    errno.ENOTDIR: "no es una carpeta",
    errno.EACCES: "no tiene permiso. Revise de quién es",
    errno.ENOSPC: "no hay espacio en el disco",
}
_REMEDIES = {
    "AccessDenied": "Su cuenta de AWS no tiene ese permiso. Pídalo, o entre con otra: aws sso login.",
    "ExpiredToken": "Su sesión de AWS venció. Entre otra vez: aws sso login.",
    "InvalidClientTokenId": "AWS no conoce esas credenciales. Entre otra vez: aws sso login.",
    "SignatureDoesNotMatch": "AWS no acepta esas credenciales. Entre otra vez: aws sso login.",
    "Throttling": "AWS recibe demasiados pedidos. Espere un minuto y repita la orden.",
    "TooManyRequests": "AWS recibe demasiados pedidos. Espere un minuto y repita la orden.",
    "LimitExceeded": "Se llegó a una cuota de AWS. Pida más en Service Quotas, o espere y repita la orden.",
    "ResourceNotFound": "Eso ya no existe en esta cuenta y región. Revise STAGE= y AWS_DEFAULT_REGION=.",
}
_OTHERWISE = "Repita la orden. Si sigue, busque ese código en la documentación de AWS."


class UserError(Exception):
    """A command cannot do what was asked. Only the message is shown: it says why, and what to do."""


def line_of_aws(error: BotoCoreError | ClientError) -> str:
    """Return one line in Spanish for an error of AWS: what was refused, with AWS's own code, and what to do.

    Services write the same code with and without ``Exception`` at its end, and with more words around it:
    https://docs.aws.amazon.com/general/latest/gr/error-codes.html (an index; each service lists its own).
    """
    if not isinstance(error, ClientError):
        remedy = next((remedy for kind, remedy in _NO_ANSWER if isinstance(error, kind)), _NOT_REACHED)
        return " ".join(f"{remedy} ({str(error).rstrip('.')})".split())
    code = error.response["Error"].get("Code", "")
    remedy = next((remedy for name, remedy in _REMEDIES.items() if code.startswith(name)), _OTHERWISE)
    why = error.response["Error"].get("Message", "").rstrip(".")
    return " ".join(f"AWS rechazó {error.operation_name} ({code}): {why}. {remedy}".split())


def line_of_busy(error: BusyError) -> str:
    """Return one line in Spanish for what a system could not do now: why, where AWS gave a reason, and what to do."""
    if isinstance(error.__cause__, (BotoCoreError, ClientError)):
        return f"{line_of_aws(error.__cause__)} {_GOES_ON}"
    return f"El sistema está ocupado, o alguien más cambia lo mismo. Espere un minuto. {_GOES_ON}"


def line_of_file(error: OSError | UnicodeDecodeError) -> str:
    """Return one line in Spanish for a file that cannot be read or written: which, why, and what to do."""
    if isinstance(error, UnicodeDecodeError):
        return "El archivo no es texto en UTF-8. Guárdelo otra vez."
    why = _OF_FILES.get(error.errno or 0, error.strerror)
    return f"{error.filename}: {why}." if error.filename else str(error)
