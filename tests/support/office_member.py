"""Somebody of the office at the real page: signs in with a code, looks, decides."""

import re
from dataclasses import dataclass, field

import pyotp
from playwright.sync_api import BrowserContext, Page

from local_system import LocalSystem

OWN_PASSWORD = "una frase corta de 2026"
_RENEW = """sessionStorage.setItem('oficina', JSON.stringify(
    {...JSON.parse(sessionStorage.getItem('oficina')), until: 0}))"""


def create_member(system: LocalSystem, username: str, group: str = "office") -> str:
    """Create an account in a group, and return its temporary password."""
    running = system.running()
    cognito, pool = running.cognito(), running.pool_id
    temporary = "temporal-2026-1a"
    cognito.admin_create_user(UserPoolId=pool, Username=username, TemporaryPassword=temporary, MessageAction="SUPPRESS")
    cognito.admin_add_user_to_group(UserPoolId=pool, Username=username, GroupName=group)
    return temporary


@dataclass
class Member:
    """A window of somebody of the office."""

    context: BrowserContext
    address: str
    username: str
    secret: str = ""
    """Of the second factor, as the person's phone has it."""
    reported: list[str] = field(default_factory=list)
    """Errors that the browser reported, in its own words."""
    asked: list[tuple[str, int]] = field(default_factory=list)
    """Path and bytes on the wire of each answer."""

    def __post_init__(self) -> None:
        self.page: Page = self.context.new_page()
        self.page.on("console", lambda line: self.reported.append(line.text) if line.type == "error" else None)
        self.page.on("pageerror", lambda error: self.reported.append(str(error)))
        self.page.on("requestfinished", lambda request: self._note(request.url, request.sizes()))

    def _note(self, address: str, sizes: object) -> None:
        assert isinstance(sizes, dict)
        self.asked.append((address.removeprefix(self.address), sizes["responseBodySize"]))

    def open(self, place: str = "") -> None:
        """Open the page at a place of it."""
        self.page.goto(f"{self.address}/oficina/{place}")

    def enter(self, password: str) -> None:
        """Write name and password."""
        self.page.get_by_label("Usuario").fill(self.username)
        self.page.get_by_label("Contraseña").fill(password)
        self.page.get_by_role("button", name="Entrar").click()

    def choose_password(self, password: str = OWN_PASSWORD) -> None:
        """Choose a password of one's own."""
        self.page.get_by_label("Contraseña nueva").fill(password)
        self.page.get_by_role("button", name="Guardar y seguir").click()

    def enrol(self) -> None:
        """Take the secret that the page shows into the phone, and write its code."""
        self.secret = re.sub(r"\s", "", self.page.locator("code").inner_text())
        self.write_code()

    def write_code(self, code: str = "") -> None:
        """Write the code that the phone shows, or another."""
        self.page.get_by_label("Código de 6 cifras").fill(code or pyotp.TOTP(self.secret).now())
        self.page.locator("button.main").click()

    def sign_in_first(self, temporary: str) -> None:
        """Go all the way of the first time, to the first screen."""
        self.open()
        self.enter(temporary)
        self.choose_password()
        self.enrol()
        self.heading("Hoy, ")

    def heading(self, words: str) -> None:
        """Wait for a screen."""
        self.page.get_by_role("heading", level=1, name=words).wait_for()

    def end_session(self, system: LocalSystem) -> None:
        """End all sessions of the account, as another password does; the next request needs another token."""
        running = system.running()
        running.cognito().admin_user_global_sign_out(UserPoolId=running.pool_id, Username=self.username)
        self.page.evaluate(_RENEW)
