"""The errors that end a command with one line for its user."""

from botocore.exceptions import BotoCoreError, ClientError

NO_ACCOUNT = "Diga la cuenta y la región: aws sso login, AWS_DEFAULT_REGION=us-east-1 (manual/operadores/despliegue)."
"""What to do where AWS cannot be reached."""
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
        return " ".join(f"{error}. {NO_ACCOUNT}".split())
    code = error.response["Error"].get("Code", "")
    remedy = next((remedy for name, remedy in _REMEDIES.items() if code.startswith(name)), _OTHERWISE)
    why = error.response["Error"].get("Message", "").rstrip(".")
    return " ".join(f"AWS rechazó {error.operation_name} ({code}): {why}. {remedy}".split())
