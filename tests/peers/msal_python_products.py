"""MSAL Python at an authority of any kind, which the demo tenant speaks as. Prints the cache that it wrote.

usage: msal_python_products.py authority|oidc_authority ADDRESS CLIENT_ID CERTIFICATE USERNAME SCOPE...

The environment names the proxy that leads to the demo tenant. It plays the browser by HTTP.
"""

import sys

import msal

from demo_msal_python import Browser


def main(kind, address, client_id, certificate, username, *scopes):
    cache = msal.SerializableTokenCache()
    app = msal.PublicClientApplication(
        client_id, **{kind: address}, verify=certificate, token_cache=cache, instance_discovery=None
    )
    flow = app.initiate_auth_code_flow(list(scopes), redirect_uri="http://localhost:8400")
    answer = Browser(certificate).sign_in(flow["auth_uri"], username)
    result = app.acquire_token_by_auth_code_flow(flow, answer)
    assert "access_token" in result, result
    accounts = app.get_accounts()
    assert len(accounts) == 1, accounts
    silent = app.acquire_token_silent(list(scopes), accounts[0])
    assert silent and silent["token_source"] == "cache", silent
    renewed = app.acquire_token_silent(list(scopes), accounts[0], force_refresh=True)
    assert renewed and renewed["token_source"] == "identity_provider", renewed
    print(cache.serialize())


if __name__ == "__main__":
    main(*sys.argv[1:])
