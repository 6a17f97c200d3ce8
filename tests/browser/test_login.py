"""Logging in as people do: with a passkey (Chromium's virtual authenticator), with codes, by the company's own login."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import Served, opened, serving
from tests.browser.test_pages import RULES
from tests.oidc_provider import CLIENT_ID, SECRET, free_port, running
from tests.oidc_provider import PASSWORD as KNOWN_THERE
from tests.web.accounts.test_second_step import code

PASSWORD = "correct horse battery"


def first_owner(page: Page, served: Served) -> None:
    page.goto(served.link)
    page.get_by_label("Your name").fill("Marta Okafor")
    page.get_by_label("E-mail").fill("marta@unfold.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/customers/")


def sound(page: Page) -> None:
    """Whoever reads with the ears finds the way too."""
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()


def log_out(page: Page) -> None:
    page.goto("/logout/")
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url("**/login/**")


def with_password(page: Page) -> None:
    page.get_by_label("E-mail").fill("marta@unfold.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


def confirmed(page: Page) -> None:
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()


@contextmanager
def authenticator(page: Page) -> Iterator[Any]:
    """A device in Chromium that holds passkeys and says yes to every question."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    device = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    yield lambda *, mine: session.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": mine})
    session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": device})


def test_passkey_is_added_and_logs_in_alone_and_as_second_step(browser: Browser, empty: Served) -> None:
    with opened(browser, empty.address) as page, authenticator(page) as verifies:
        first_owner(page, empty)
        page.goto("/settings/login/")
        page.get_by_role("link", name="Add").click()
        confirmed(page)
        sound(page)
        page.get_by_label("What you call it").fill("Work laptop")
        page.get_by_role("button", name="Add it").click()
        page.wait_for_url("**/second-factor/codes/")
        assert len(re.findall(r"\d{8}", page.locator("[data-copied]").inner_text())) == 10
        page.get_by_role("link", name="go on").click()
        log_out(page)

        page.get_by_role("button", name="Use a passkey").click()  # alone
        page.wait_for_url("**/customers/")
        page.goto("/settings/login/")
        expect(page.locator(".factors").first).to_contain_text("Work laptop")
        expect(page.locator(".factors").first).to_contain_text("Logs in without the password.")
        expect(page.locator(".factors").last).to_contain_text("By passkey, just now")
        log_out(page)

        with_password(page)  # as the second step
        page.wait_for_url("**/second-factor/check/**")
        sound(page)
        page.get_by_role("button", name="Use a passkey").click()
        page.wait_for_url("**/customers/")
        log_out(page)

        verifies(mine=False)  # somebody else's finger
        page.get_by_role("button", name="Use a passkey").click()
        expect(page.locator("[data-passkey-told]")).to_have_text("Nothing was chosen. Try again when you are ready.")
        verifies(mine=True)

        with_password(page)
        page.get_by_role("button", name="Use a passkey").click()
        page.wait_for_url("**/customers/")
        page.goto("/settings/login/")
        page.get_by_role("link", name="Rename").click()
        confirmed(page)
        page.get_by_label("What you call it").fill("Old laptop")
        page.get_by_role("button", name="Keep").click()
        expect(page.locator(".factors").first).to_contain_text("Old laptop")
        page.get_by_role("link", name="Remove").click()
        page.get_by_role("button", name="Remove it").click()
        page.wait_for_url("**/settings/login/")
        expect(page.locator(".lead")).to_contain_text("You log in with a password alone.")


def test_app_is_set_up_and_its_codes_and_recovery_codes_log_in(browser: Browser, empty: Served) -> None:
    with opened(browser, empty.address) as page:
        first_owner(page, empty)
        page.goto("/settings/login/")
        page.get_by_role("link", name="Set up").click()
        confirmed(page)
        picture = page.locator("img.qr")
        assert picture.evaluate("image => image.complete && image.naturalWidth > 0")
        page.get_by_text("The camera does not work").click()
        sound(page)
        secret = page.locator("[data-copied]").inner_text()
        page.get_by_label("Code").fill(code(secret))
        page.get_by_role("button", name="Use this app").click()
        page.wait_for_url("**/second-factor/codes/")
        sound(page)
        spare = re.findall(r"\d{8}", page.locator("[data-copied]").inner_text())
        with page.expect_download() as download:
            page.get_by_role("link", name="Download").click()
        assert download.value.path().read_text().split() == spare
        page.get_by_role("button", name="Copy").click()
        expect(page.get_by_role("button", name="Copied")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()").split() == spare
        log_out(page)
        with_password(page)
        page.get_by_label("Code").fill(code(secret, steps=1))
        page.get_by_role("button", name="Log in", exact=True).click()
        page.wait_for_url("**/customers/")
        log_out(page)
        with_password(page)
        page.get_by_label("Code").fill(spare[0])
        page.get_by_role("button", name="Log in", exact=True).click()
        page.wait_for_url("**/customers/")
        page.goto("/settings/login/")
        expect(page.locator(".factors").first).to_contain_text("9 left")


@pytest.mark.slow
def test_company_login_leads_there_and_back_and_refuses_strangers(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    with running(tmp_path / "provider", f"http://localhost:{port}/login/with/company/back/") as provider:
        monkeypatch.setenv("REGULARS_OIDC_ISSUER", provider.address)
        monkeypatch.setenv("REGULARS_OIDC_CLIENT_ID", CLIENT_ID)
        monkeypatch.setenv("REGULARS_OIDC_CLIENT_SECRET", SECRET)
        monkeypatch.setenv("REGULARS_OIDC_NAME", "Unfold's login")
        with serving(tmp_path / "home", "serve", port=port) as served:
            with opened(browser, served.address) as page:
                first_owner(page, served)
                page.goto("/settings/people/")
                page.get_by_label("E-mail").fill("dora@unfold.example")
                page.locator("aside").get_by_label("Role").select_option("analyst")
                page.get_by_role("button", name="Make an invitation").click()
                expect(page.locator("main")).to_contain_text("The invitation is ready")
            # 404: the provider has no icon for the browser's tab.
            with opened(browser, served.address, expected=("404",)) as page:
                through(page, "dora@unfold.example", provider.address)
                page.wait_for_url(f"{served.address}/customers/")
                page.goto("/settings/")
                expect(page.locator("main")).to_contain_text("dora@unfold.example")
                page.goto("/settings/login/")
                expect(page.locator("main")).to_contain_text("You have come in by it before.")
            for who, said in (
                ("bob@unfold.example", "did not say that the address was verified"),
                ("eve@elsewhere.example", "Nobody with the address eve@elsewhere.example works here yet."),
            ):
                with opened(browser, served.address, expected=("403", "404")) as page:
                    through(page, who, provider.address)
                    page.wait_for_url(f"{served.address}/login/with/company/back/**")
                    expect(page.locator("main")).to_contain_text(said)


def through(page: Page, email: str, issuer: str) -> None:
    """Follow the button to the provider, log in there and agree."""
    page.goto("/login/")
    page.get_by_role("link", name="Go on with Unfold's login").click()
    page.wait_for_url(f"{issuer}/accounts/login/**")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(KNOWN_THERE)
    page.locator("form button[type=submit]").first.click()
    page.locator("button[value=grant]").click()
