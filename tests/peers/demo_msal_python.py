"""MSAL Python against the demo tenant. Prints one line of JSON, or fails with a message.

usage: demo_msal_python.py sign-in|form-post|device-code|on-behalf-of|renew BASE_URL CLIENT_ID CERTIFICATE CACHE_FILE USERNAME...

It plays the browser by HTTP. `sign-in`, `form-post` and `device-code` begin a cache, `renew` goes on with the one that is there.
With DEMO_CLIENT_SECRET in the environment it is a website, which has that secret. `on-behalf-of` needs that, DEMO_TENANT, and
DEMO_API_ID and DEMO_API_SECRET, which are those of an API that the website calls.
"""

import html
import json
import os
import re
import sys
from urllib.parse import parse_qsl, urljoin, urlsplit

import msal
import requests

SCOPES = ["User.Read"]
API_SCOPES = ["api://demo-notebook/Notes.Read"]
OWN_SCOPES = ["https://graph.microsoft.com/.default"]


class Browser:
    """A browser of one person, which trusts the demo tenant's certificate and no other."""

    def __init__(self, certificate):
        self.session = requests.Session()
        self.session.verify = certificate

    def sign_in(self, address, username):
        """Picks the person with this address, accepts, and gives the answer's parameters."""
        page = self.session.get(address, allow_redirects=False)
        while not page.is_redirect:
            page = self._press(page, username)
        return dict(parse_qsl(urlsplit(page.headers["Location"]).query))

    def sign_in_by_form(self, address, username):
        """Picks the person with this address, accepts, and gives what the form would post."""
        page = self.session.get(address, allow_redirects=False)
        while 'name="attempt"' in page.text:
            page = self._press(page, username)
        assert 'action="http://localhost:8400' in page.text, page.text
        fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.text)
        return {name: html.unescape(value) for name, value in fields}

    def decide(self, flow, username, decision):
        """Types the code of a device, picks the person, and presses "accept" or "cancel"."""
        page = self.session.post(flow["verification_uri"], data={"user_code": flow["user_code"]})
        while 'name="attempt"' in page.text:
            page = self._press(page, username, decision)
        assert 'id="device-' in page.text, page.text

    def _press(self, page, username, decision="accept"):
        assert page.status_code == 200, page.text
        form = {"attempt": re.search(r'name="attempt" value="([^"]+)"', page.text).group(1)}
        if 'id="accept"' in page.text:
            step = "/sign-in/" + decision
        else:
            button = r'id="person-[^"]+" value="([^"]+)">(?:(?!</button>).)*>' + re.escape(html.escape(username)) + "<"
            form["person"] = re.search(button, page.text).group(1)
            step = "/sign-in/person"
        return self.session.post(urljoin(page.url, step), data=form, allow_redirects=False)


class WithOwnMetadata:
    """Asks the demo tenant, and not Microsoft, which aliases a cloud has. MSAL keeps this method apart for tests."""

    def _get_instance_metadata(self, instance):
        endpoint = "https://{}/common/oauth2/v2.0/authorize".format(instance)
        answer = self.http_client.get(
            self._instance_discovery, params={"api-version": "1.1", "authorization_endpoint": endpoint}
        )
        return json.loads(answer.text)["metadata"]


class Application(WithOwnMetadata, msal.PublicClientApplication):
    pass


class Website(WithOwnMetadata, msal.ConfidentialClientApplication):
    pass


def application(base, client_id, certificate, cache, secret=None):
    secret = secret or os.environ.get("DEMO_CLIENT_SECRET")
    kind, credential = (Website, {"client_credential": secret}) if secret else (Application, {})
    return kind(
        client_id,
        **credential,
        authority=base + os.environ.get("DEMO_TENANT", "common"),
        instance_discovery=base + "common/discovery/instance",
        verify=certificate,
        token_cache=cache,
    )


def sign_in(app, certificate, username, scopes=SCOPES):
    flow = app.initiate_auth_code_flow(scopes, redirect_uri="http://localhost:8400", login_hint=username)
    return finish(app, flow, Browser(certificate).sign_in(flow["auth_uri"], username), username)


def sign_in_by_form(app, certificate, username):
    flow = app.initiate_auth_code_flow(
        SCOPES, redirect_uri="http://localhost:8400", login_hint=username, response_mode="form_post"
    )
    finish(app, flow, Browser(certificate).sign_in_by_form(flow["auth_uri"], username), username)


def finish(app, flow, answer, username):
    result = app.acquire_token_by_auth_code_flow(flow, answer)
    assert "access_token" in result, result
    assert result["id_token_claims"]["preferred_username"] == username, result["id_token_claims"]
    return result


def act_for_itself_and_for_callers(app, base, certificate, username):
    """The website gets a token of its own, twice, and calls an API, which calls Graph on behalf of the person."""
    own = [app.acquire_token_for_client(OWN_SCOPES) for _ in range(2)]
    assert all("access_token" in result for result in own), own
    called = sign_in(app, certificate, username, API_SCOPES)
    api_id, api_secret = os.environ["DEMO_API_ID"], os.environ["DEMO_API_SECRET"]
    api = application(base, api_id, certificate, msal.TokenCache(), api_secret)
    on_behalf = api.acquire_token_on_behalf_of(called["access_token"], SCOPES)
    assert who_am_i(base, certificate, on_behalf) == username
    return {"own": [result["token_source"] for result in own], "environment": app.get_accounts(username)[0]["environment"]}


def sign_in_by_device_code(app, certificate, username):
    """One device is turned away, one waits and is let in."""
    refused = app.initiate_device_flow(SCOPES)
    Browser(certificate).decide(refused, username, "cancel")
    assert app.acquire_token_by_device_flow(refused)["error"] == "authorization_declined"

    flow = app.initiate_device_flow(SCOPES)
    assert flow["user_code"] in flow["message"] and flow["verification_uri"] in flow["message"], flow
    once = app.acquire_token_by_device_flow(flow, exit_condition=lambda _: True)
    assert once["error"] == "authorization_pending" and once["error_codes"] == [70016], once
    Browser(certificate).decide(flow, username, "accept")
    result = app.acquire_token_by_device_flow(flow)
    assert "access_token" in result, result
    assert result["id_token_claims"]["preferred_username"] == username, result["id_token_claims"]


def who_am_i(base, certificate, result):
    assert result and "access_token" in result, result
    headers = {"Authorization": "Bearer " + result["access_token"]}
    answer = requests.get(base + "v1.0/me", headers=headers, verify=certificate)
    answer.raise_for_status()
    return answer.json()["userPrincipalName"]


def renew(app, base, certificate, username):
    """Asks twice: once for certain from the refresh token, once as MSAL sees fit."""
    accounts = app.get_accounts(username)
    assert len(accounts) == 1, accounts
    forced = app.acquire_token_silent_with_error(SCOPES, accounts[0], force_refresh=True)
    if "error" in forced:
        return {"error": forced["error"], "codes": forced.get("error_codes"), "suberror": forced.get("suberror")}
    silent = app.acquire_token_silent_with_error(SCOPES, accounts[0])
    assert who_am_i(base, certificate, forced) == username
    assert who_am_i(base, certificate, silent) == username
    return {
        "forced": forced["token_source"],
        "silent": silent["token_source"],
        "home_account_id": accounts[0]["home_account_id"],
        "environment": accounts[0]["environment"],
        "realm": accounts[0]["realm"],
    }


def main(step, base, client_id, certificate, cache_file, *usernames):
    cache = msal.SerializableTokenCache()
    if step == "renew":
        with open(cache_file, encoding="utf-8") as file:
            cache.deserialize(file.read())
    app = application(base, client_id, certificate, cache)
    begin = {"sign-in": sign_in, "form-post": sign_in_by_form, "device-code": sign_in_by_device_code}.get(step)
    for username in usernames if begin else []:
        begin(app, certificate, username)
    if step == "on-behalf-of":
        seen = {name: act_for_itself_and_for_callers(app, base, certificate, name) for name in usernames}
        print(json.dumps({"msal": msal.__version__, "people": seen}))
        return
    seen = {username: renew(app, base, certificate, username) for username in usernames}
    with open(cache_file, "w", encoding="utf-8") as file:
        file.write(cache.serialize())
    print(json.dumps({"msal": msal.__version__, "people": seen}))


if __name__ == "__main__":
    os.environ["NO_PROXY"] = "localhost"
    main(*sys.argv[1:])
