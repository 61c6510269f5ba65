"""A web app as MSAL Python's documentation would have one: Flask, one token cache for each user in Redis.

`/status` gets a token silently for whoever is signed in, and tells whose it is; `/enter` signs somebody in without a
provider, for the benchmark. Settings come from the environment: REDIS_URL, CLIENT_ID, AUTHORITY, SCOPE.
"""

import json
import os
import threading
import time

import msal
import redis
from flask import Flask, redirect, request, session

app = Flask(__name__)
app.secret_key = os.environ["SECRET_KEY"]
app.config.update(SESSION_COOKIE_NAME="session", SESSION_COOKIE_SAMESITE="Lax")
database = redis.Redis(connection_pool=redis.ConnectionPool.from_url(os.environ["REDIS_URL"]))
SCOPES = [os.environ["SCOPE"]]


class CannedNetwork:
    """Describes the authority; nothing else is asked in a silent hit."""

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


class Application(threading.local):
    """One application for each thread, which is never at work for two users at once: making one costs more than all else."""

    def __init__(self):
        self.cache = msal.SerializableTokenCache()
        self.client = msal.ConfidentialClientApplication(
            os.environ["CLIENT_ID"],
            client_credential="not asked for",
            authority=os.environ["AUTHORITY"],
            validate_authority=False,
            instance_discovery=False,
            token_cache=self.cache,
            http_client=CannedNetwork(),
        )


application = Application()


def acquire(account):
    key = "plain:" + account["home_account_id"]
    application.cache.deserialize(database.get(key))
    result = application.client.acquire_token_silent(SCOPES, account)
    if application.cache.has_state_changed:
        database.set(key, application.cache.serialize())
    return result


@app.get("/status")
def status():
    account = session.get("account")
    if account is None:
        return redirect("/sign-in")
    result = acquire(account)
    if not result or "access_token" not in result:
        return {"interaction_required": True}, 403
    return {
        "username": account["username"],
        "scope": SCOPES[0],
        "source": result["token_source"],
        "expires_on": int(time.time()) + result["expires_in"],
    }


@app.get("/enter")
def enter():
    session["account"] = {
        name: request.args[name] for name in ("home_account_id", "environment", "username")
    }
    return {}
