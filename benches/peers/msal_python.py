"""MSAL Python's cache and its extension's file behind a line protocol, for the benchmark.

Each line of stdin is a JSON array: the name of a command, then its arguments. Each answer is one line of JSON:
{"ok": ...} or {"raised": "<message>"}; times are in seconds. Nothing leaves this process.
"""

import json
import logging
import platform
import sys
import time
import warnings

import msal
import msal_extensions
from msal_extensions import FilePersistence, PersistedTokenCache

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)

CLIENT = "5f1c2d3e-4a5b-4c6d-8e7f-90a1b2c3d4e5"
TENANT = "a1b2c3d4-0000-4000-8000-0000000000aa"
ENVIRONMENT = "login.microsoftonline.com"
LOOP = 0.03
CREDENTIAL = msal.TokenCache.CredentialType

path = None
cache = None


class CannedNetwork:
    """Describes any authority; nothing else is asked in a silent hit."""

    def get(self, url, **_):
        authority = url.split("/v2.0/")[0]
        return Response({
            "authorization_endpoint": authority + "/oauth2/v2.0/authorize",
            "token_endpoint": authority + "/oauth2/v2.0/token",
            "issuer": authority + "/v2.0",
        })

    def post(self, url, **_):
        raise AssertionError("nothing is to be posted, but to " + url + " was")

    def close(self):
        pass


class Response:
    status_code = 200
    headers = {}

    def __init__(self, body):
        self.text = json.dumps(body)

    def raise_for_status(self):
        pass


def version():
    lock = msal_extensions.token_cache.CrossPlatLock.__module__.rsplit(".", 1)[1]
    debian = " of the distribution" if sys.executable.startswith("/usr/bin/") else ""
    return (
        f"{msal.__version__} with msal-extensions {msal_extensions.__version__} (lock: {lock}) "
        f"on Python {platform.python_version()}{debian}"
    )


def open_(new_path):
    global path, cache
    path, cache = new_path, None


def load():
    """The documented way: a search reads the file where that is newer."""
    global cache
    cache = None
    since = time.perf_counter()
    new = PersistedTokenCache(FilePersistence(path))
    new.search(CREDENTIAL.APP_METADATA)
    cache = new
    return time.perf_counter() - since


def serialize():
    since = time.perf_counter()
    text = cache.serialize()
    took = time.perf_counter() - since
    assert text
    return took


def home_account_id(account):
    return f"0b6a5b5e-1f0a-4c0e-9d0a-{account:012}.{TENANT}"


def find(which, account):
    """In the memory, without a look at the file."""
    in_memory = msal.TokenCache()
    in_memory._cache = cache._cache
    query = {
        "home_account_id": home_account_id(account), "environment": ENVIRONMENT, "client_id": CLIENT, "realm": TENANT,
    }
    if which == "hit":
        target = ["https://resource-0.example/.default"]
        assert next(in_memory.search(CREDENTIAL.ACCESS_TOKEN, target=target, query=query), None)
    else:
        target = ["https://nowhere.example/.default"]
        assert next(in_memory.search(CREDENTIAL.ACCESS_TOKEN, target=target, query=query), None) is None
    return repeat(lambda: next(in_memory.search(CREDENTIAL.ACCESS_TOKEN, target=target, query=query), None))


def application():
    return msal.PublicClientApplication(
        CLIENT, authority=f"https://{ENVIRONMENT}/{TENANT}", token_cache=cache, http_client=CannedNetwork(),
    )


def silent(_, account):
    app = application()
    scopes = ["https://resource-0.example/.default"]
    whose = {"home_account_id": home_account_id(account), "environment": ENVIRONMENT}
    assert "access_token" in app.acquire_token_silent(scopes, whose)
    return repeat(lambda: app.acquire_token_silent(scopes, whose))


def accounts():
    app = application()
    assert app.get_accounts()
    return repeat(app.get_accounts)


def entry(name, account, secret):
    now = int(time.time())
    return {
        "credential_type": "AccessToken", "secret": secret, "home_account_id": account, "environment": ENVIRONMENT,
        "client_id": CLIENT, "target": f"https://{name}.example/.default", "realm": TENANT, "token_type": "Bearer",
        "cached_at": str(now), "expires_on": str(now + 31536000), "extended_expires_on": str(now + 31536000),
    }


def change(name):
    """One write. An acquisition, by `add`, would write twice: the token, and what is known of the application."""
    token = entry(name, home_account_id(0), "x" * 1650)
    since = time.perf_counter()
    cache.modify(CREDENTIAL.ACCESS_TOKEN, token, token)
    return time.perf_counter() - since


def contend(prefix, count):
    global cache
    cache = PersistedTokenCache(FilePersistence(path))
    times, gave_up, failed = [], 0, 0
    for number in range(count):
        name = f"{prefix}-{number}"
        token = entry(name, None, f"the-token-of-{name}")
        since = time.perf_counter()
        try:
            cache.modify(CREDENTIAL.ACCESS_TOKEN, token, token)
        except msal_extensions.LockError:
            gave_up += 1
        except Exception:
            # What is not JSON, because somebody else is writing it, raises out of the middle of a change.
            failed += 1
        times.append(time.perf_counter() - since)
    return {"times": times, "gave_up": gave_up, "failed": failed}


def read():
    """What a process that comes now finds, by the persistence: a whole cache, or not."""
    try:
        return bool(json.loads(FilePersistence(path).load()))
    except ValueError:
        return False


def repeat(work):
    count, since = 0, time.perf_counter()
    while True:
        for _ in range(1 + count // 4):
            work()
            count += 1
        elapsed = time.perf_counter() - since
        if elapsed >= LOOP:
            return elapsed / count


COMMANDS = {
    "version": version, "open": open_, "load": load, "serialize": serialize, "find": find, "silent": silent,
    "first_accounts": accounts, "accounts": accounts, "change": change, "contend": contend,
    "read": read,
}

for line in sys.stdin:
    name, *arguments = json.loads(line)
    try:
        answer = {"ok": COMMANDS[name](*arguments)}
    except Exception as error:
        answer = {"raised": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
