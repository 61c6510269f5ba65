"""MSAL Python's token cache behind a line protocol, for tests that compare it with ours.

Each line of stdin is a JSON array: the name of a command, then its arguments. Each answer is one line of JSON:
{"ok": ...} or {"raised": "<exception type>"}. The network is a canned answer, and the clock is the test's.
"""

import json
import logging
import sys
import warnings

import msal
import msal.token_cache
from msal.oauth2cli.oidc import Client

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)


class Clock:
    """Stands in for the module `time`."""

    now = 1_700_000_000

    @classmethod
    def time(cls):
        return cls.now


msal.token_cache.time = Clock


class Response:
    status_code = 200
    headers = {}

    def __init__(self, body):
        self.text = body if isinstance(body, str) else json.dumps(body)

    def raise_for_status(self):
        pass


class CannedNetwork:
    """Answers discovery for any authority, and the token endpoint with what the test says."""

    def __init__(self, token_response="{}"):
        self.token_response = token_response
        self.posts = 0

    def get(self, url, **_):
        authority = url.split("/v2.0/")[0]
        return Response({
            "authorization_endpoint": authority + "/oauth2/v2.0/authorize",
            "token_endpoint": authority + "/oauth2/v2.0/token",
            "issuer": authority + "/v2.0",
        })

    def post(self, url, **_):
        self.posts += 1
        return Response(self.token_response)

    def close(self):
        pass


cache = msal.SerializableTokenCache()


def clock(now):
    Clock.now = now


def deserialize(state):
    cache.deserialize(state)


def serialize():
    return cache.serialize()


def has_state_changed():
    return cache.has_state_changed


def client_of(authority, response, event):
    """A client whose one answer is `response`, and whose events are completed by `event`."""
    client_id, environment, realm = authority
    return Client(
        {"token_endpoint": f"https://{environment}/{realm}/oauth2/v2.0/token"},
        client_id,
        http_client=CannedNetwork(response),
        on_obtaining_tokens=lambda obtained: cache.add(dict(obtained, environment=environment, **event)),
        on_removing_rt=lambda _: None,
        on_updating_rt=cache.update_rt,
    )


def sign_in(client_id, environment, realm, scopes, body):
    obtain([client_id, environment, realm], scopes, body, {}, "authorization_code", None)


def obtain(authority, scopes, response, data, grant, username):
    # Where a federated provider knew the password, MSAL Python notes the name in the event.
    event = {"username": username} if grant == "assertion" and username else {}
    client = client_of(authority, response, event)
    how = {
        "authorization_code": lambda: client.obtain_token_by_authorization_code("code", scope=scopes, data=data),
        "device_code": lambda: client._obtain_token(
            Client.DEVICE_FLOW["GRANT_TYPE"], data=dict(data, device_code="code", scope=scopes)),
        "password": lambda: client.obtain_token_by_username_password(username, "password", scope=scopes, data=data),
        "client_credentials": lambda: client.obtain_token_for_client(scope=scopes, data=data),
        "assertion": lambda: client.obtain_token_by_assertion(
            b"assertion", Client.GRANT_TYPE_JWT, scope=scopes, data=dict(data, requested_token_use="on_behalf_of")),
        "user_fic": lambda: client.obtain_token_by_user_fic(scopes, "assertion", username=username, data=data),
    }
    how[grant]()


def renew(authority, scopes, response, data, used_secret):
    [used] = cache.search("RefreshToken", query={"secret": used_secret})
    client = client_of(authority, response, {"skip_account_creation": True})
    client.obtain_token_by_refresh_token(used, scope=scopes, data=data, rt_getter=lambda entry: entry["secret"])


def search(section, target, query):
    return list(cache.search(section, target=target, query=query))


def application(client_id, environment, realm="common", kind=msal.PublicClientApplication):
    network = CannedNetwork()
    app = kind(
        client_id, authority=f"https://{environment}/{realm}", token_cache=cache, http_client=network,
        instance_discovery=False)
    app.canned = network
    return app


def accounts(client_id, environment):
    return application(client_id, environment).get_accounts()


def silent(client_id, environment, realm, home_account_id, scopes):
    app = application(client_id, environment, realm)
    [account] = [a for a in app.get_accounts() if a["home_account_id"] == home_account_id]
    result = app.acquire_token_silent(scopes, account)
    return {"access_token": (result or {}).get("access_token"), "asked_the_network": app.canned.posts > 0}


def sign_out(client_id, environment, home_account_id):
    application(client_id, environment).remove_account(
        {"environment": environment, "home_account_id": home_account_id})


def remove_refresh_token(secret):
    [token] = cache.search("RefreshToken", query={"secret": secret})
    cache.remove_rt(token)


def remove_tokens_for_client(client_id, environment):
    application(client_id, environment, kind=msal.ConfidentialClientApplication).remove_tokens_for_client()


COMMANDS = {command.__name__: command for command in (
    clock, deserialize, serialize, has_state_changed, sign_in, obtain, renew, search, accounts, silent, sign_out,
    remove_refresh_token, remove_tokens_for_client)}


def answer(line):
    name, *arguments = json.loads(line)
    try:
        return {"ok": COMMANDS[name](*arguments)}
    except Exception as error:  # The test decides whether it was to be expected.
        return {"raised": type(error).__name__}


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(answer(line)), flush=True)
