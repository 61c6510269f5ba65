"""MSAL Python as a web app at the demo tenant that keeps a serialized cache for each user under a key in Redis.

usage: msal_python_redis.py AUTHORITY CLIENT_ID CERTIFICATE REDIS_PORT

Each line of standard input asks for one thing in JSON, and each line of standard output answers it:
`do` is sign-in, silent, renew, remove, or mark; `key` is the user's in Redis. DEMO_CLIENT_SECRET in the environment is the
app's, which names the proxy too that leads to the demo tenant. It plays the browser by HTTP.
"""

import json
import os
import sys
import warnings

import msal
import redis

from demo_msal_python import Browser

# It recommends an answer by form_post, which a test that plays the browser has no use for.
warnings.filterwarnings("ignore", message="response_mode")

REDIRECT = "http://localhost:5000/signed-in"


class WebApp:
    def __init__(self, authority, client_id, certificate, port):
        self.authority, self.client_id, self.certificate = authority, client_id, certificate
        self.redis = redis.Redis(host="127.0.0.1", port=int(port))

    def load_cache(self, key):
        cache = msal.SerializableTokenCache()
        stored = self.redis.get(key)
        if stored:
            cache.deserialize(stored.decode("utf-8"))
        return cache

    def save_cache(self, key, cache):
        if cache.has_state_changed:
            self.redis.set(key, cache.serialize())

    def build(self, cache):
        return msal.ConfidentialClientApplication(
            self.client_id,
            client_credential=os.environ["DEMO_CLIENT_SECRET"],
            authority=self.authority,
            verify=self.certificate,
            token_cache=cache,
        )

    def answer(self, asked):
        """One request to the app: the user's cache is loaded, used, and saved if it has changed."""
        key = asked["key"]
        if asked["do"] == "mark":
            return self.mark(key, asked["name"], asked["count"])
        cache = self.load_cache(key)
        result = getattr(self, asked["do"].replace("-", "_"))(self.build(cache), asked)
        self.save_cache(key, cache)
        result = result or {}
        assert "error" not in result or asked["do"] == "silent", result
        token = result.get("access_token")
        return {"access_token": token, "source": token and result.get("token_source", "identity_provider")}

    def sign_in(self, app, asked):
        flow = app.initiate_auth_code_flow([asked["scope"]], redirect_uri=REDIRECT)
        answer = Browser(self.certificate).sign_in(flow["auth_uri"], asked["username"])
        return app.acquire_token_by_auth_code_flow(flow, answer)

    def silent(self, app, asked, **options):
        accounts = app.get_accounts()
        assert len(accounts) <= 1, accounts
        return app.acquire_token_silent([asked["scope"]], account=accounts[0], **options) if accounts else None

    def renew(self, app, asked):
        return self.silent(app, asked, force_refresh=True)

    def remove(self, app, _asked):
        for account in app.get_accounts():
            app.remove_account(account)

    def mark(self, key, name, count):
        """Adds so many made-up tokens, each in a turn of its own."""
        for number in range(count):
            cache = self.load_cache(key)
            cache.add({
                "client_id": "%s-%d" % (name, number),
                "scope": ["https://graph.example/.default"],
                "token_endpoint": "https://login.example/a-tenant/oauth2/v2.0/token",
                "grant_type": "client_credentials",
                "response": {"access_token": "of-" + name, "expires_in": 3600, "token_type": "Bearer"},
            })
            self.save_cache(key, cache)
        return {}


def main(*arguments):
    app = WebApp(*arguments)
    for line in sys.stdin:
        print(json.dumps(app.answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
