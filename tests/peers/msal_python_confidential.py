"""MSAL Python as an application with a secret at the demo tenant, on a cache in a file.

usage: msal_python_confidential.py write|read app|user ADDRESS CLIENT_ID CERTIFICATE CACHE_FILE USERNAME SCOPE

Standard input is the credential in JSON: a secret, or an object with a private key and a certificate. `write` gets a token from the
provider and writes the cache; `read` gets it from the cache that is there, and from nowhere else. The environment names the proxy
that leads to the demo tenant. It plays the browser by HTTP, and prints where the token came from.
"""

import json
import sys

import msal

from demo_msal_python import Browser


def sign_in(app, certificate, username, scope):
    flow = app.initiate_auth_code_flow([scope], redirect_uri="http://localhost:5000/signed-in")
    answer = Browser(certificate).sign_in(flow["auth_uri"], username)
    return app.acquire_token_by_auth_code_flow(flow, answer)


def of_user(app, username, scope):
    accounts = app.get_accounts(username)
    assert len(accounts) == 1, accounts
    return app.acquire_token_silent([scope], accounts[0])


def main(step, whose, address, client_id, certificate, cache_file, username, scope):
    cache = msal.SerializableTokenCache()
    if step == "read":
        with open(cache_file, encoding="utf-8") as file:
            cache.deserialize(file.read())
    app = msal.ConfidentialClientApplication(
        client_id,
        client_credential=json.load(sys.stdin),
        authority=address,
        verify=certificate,
        token_cache=cache,
        instance_discovery=None,
    )
    if whose == "app":
        result = app.acquire_token_for_client([scope])
    elif step == "write":
        result = sign_in(app, certificate, username, scope)
    else:
        result = of_user(app, username, scope)
        # Its refresh token is taken too, and the application proves itself for that.
        renewed = app.acquire_token_silent([scope], app.get_accounts(username)[0], force_refresh=True)
        assert renewed and renewed["token_source"] == "identity_provider", renewed
    assert result and "access_token" in result, result
    if step == "write":
        with open(cache_file, "w", encoding="utf-8") as file:
            file.write(cache.serialize())
    print(result.get("token_source", "identity_provider"))


if __name__ == "__main__":
    main(*sys.argv[1:])
