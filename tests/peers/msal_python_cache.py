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


def client_of(client_id, environment, realm, body, keep_account):
    extra = {"skip_account_creation": True} if keep_account else {}
    return Client(
        {"token_endpoint": f"https://{environment}/{realm}/oauth2/v2.0/token"},
        client_id,
        http_client=CannedNetwork(body),
        on_obtaining_tokens=lambda event: cache.add(dict(event, environment=environment, **extra)),
        on_removing_rt=lambda _: None,
        on_updating_rt=cache.update_rt,
    )


def sign_in(client_id, environment, realm, scopes, body):
    client_of(client_id, environment, realm, body, False).obtain_token_by_authorization_code("code", scope=scopes)


def refresh(client_id, environment, realm, scopes, body, used_secret):
    [used] = cache.search("RefreshToken", query={"secret": used_secret})
    client = client_of(client_id, environment, realm, body, True)
    client.obtain_token_by_refresh_token(used, scope=scopes, rt_getter=lambda entry: entry["secret"])


def search(section, target, query):
    return list(cache.search(section, target=target, query=query))


def application(client_id, environment, realm="common"):
    network = CannedNetwork()
    app = msal.PublicClientApplication(
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


COMMANDS = {command.__name__: command for command in (
    clock, deserialize, serialize, has_state_changed, sign_in, refresh, search, accounts, silent, sign_out,
    remove_refresh_token)}


def answer(line):
    name, *arguments = json.loads(line)
    try:
        return {"ok": COMMANDS[name](*arguments)}
    except Exception as error:  # The test decides whether it was to be expected.
        return {"raised": type(error).__name__}


for line in sys.stdin:
    print(json.dumps(answer(line)), flush=True)
