"""MSAL Python living the random lives of the differential test, behind the line protocol of msal_python_cache.py.

Where Tessera's cache differs from MSAL Python's on purpose, the functions here do what MSAL Python leaves undone,
each under the name that the documentation of the crate gives to the difference.
"""

import difflib
import json
import sys

import msal
import msal_python_cache as peer
from msal_python_cache import cache

GROUPS = [
    ["login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net"],
    ["login.microsoftonline.us", "login.usgovcloudapi.net"],
]
applications = {}


def names_of(environment):
    return next((group for group in GROUPS if environment in group), [environment])


def application(client_id, environment, kind):
    key = client_id, environment, kind
    if key not in applications:
        applications[key] = peer.application(client_id, environment, kind=kind)
    return applications[key]


def stored_keys(section, old_entry, new_pairs=None):
    """Changes and removes an entry under the key that it has, not under the one that it should have."""
    entries = cache._cache.setdefault(section, {})
    key = next((key for key, entry in entries.items() if entry is old_entry), None)
    if key is None:
        modify(section, old_entry, new_pairs)
    elif new_pairs:
        entries[key] = dict(old_entry, **new_pairs)
    else:
        del entries[key]
    cache.has_state_changed = True


modify, cache.modify = cache.modify, stored_keys


def is_same(section, old, new):
    def about(entry):
        parts = [entry.get("home_account_id") or "", names_of(entry["environment"]), entry["client_id"]]
        if section == "RefreshToken":
            return parts + [entry.get("family_id")]
        if section == "AccessToken":
            bonds = [entry.get("key_id"), entry.get("ext_cache_key"), entry.get("user_assertion_hash")]
            parts += [sorted(entry["target"].split()), entry.get("token_type", "Bearer").lower(), bonds]
        return parts + [entry["realm"]]
    return about(old) == about(new) and (section != "RefreshToken" or old.get("target") is None)


def no_shadows(section, keys_before):
    """Takes away what the newest token supersedes; *stored keys*: under the key that it had, if that names the same."""
    entries = cache._cache.get(section, {})
    for new_key, new in list(entries.items()):
        if new["secret"] not in fresh:
            continue
        old_keys = [key for key, old in entries.items() if old is not new and is_same(section, old, new)]
        own_name = [key for key in old_keys if entries[key]["environment"] == new["environment"]]
        if own_name and new_key not in keys_before:
            entries[own_name[0]] = entries.pop(new_key)
            old_keys.remove(own_name[0])
        for key in old_keys:
            del entries[key]


fresh = set()


def in_line(obtain, secrets):
    sections = ["AccessToken", "IdToken", "RefreshToken"]
    before = {section: set(cache._cache.get(section, {})) for section in sections}
    obtain()
    fresh.clear()
    fresh.update(secrets)
    for section in sections:
        no_shadows(section, before[section])
    for account in cache._cache.get("Account", {}).values():
        if account["local_account_id"] is None:
            account["local_account_id"] = ""  # no nulls


def live_sign_in(secrets, *command):
    in_line(lambda: peer.obtain(*command), secrets)


def live_renewal(secrets, *command):
    in_line(lambda: peer.renew(*command), secrets)


def search(section, target, query):
    """Exact scopes: MSAL Python ignores their case where it finds a token by its key. There it also finds a token that
    has ended, a moment before it sweeps it away (reading changes nothing)."""
    return [
        entry for entry in cache.search(section, target=target, query=query)
        if set(target or []) <= set(entry.get("target", "").split())
        and int(entry.get("expires_on", peer.Clock.now)) >= peer.Clock.now]


def found(section, target, query, environment):
    """The secrets that are found under every name of the environment (aliases)."""
    entries = [
        entry for name in names_of(environment)
        for entry in search(section, target, dict(query, environment=name))]
    return sorted(entry["secret"] for entry in entries)


def first(target, query):
    """The first that is found and not bound to what the query does not name (bound tokens)."""
    for entry in search("AccessToken", target, query):
        is_bearer = entry.get("token_type", "Bearer").lower() == "bearer"
        if "key_id" in query or (is_bearer and "key_id" not in entry):
            return entry["secret"]
    return None


def live_accounts(environment):
    return sorted({
        account["home_account_id"] for name in names_of(environment)
        for account in application("client", name, msal.PublicClientApplication).get_accounts()})


def remove_extended(query):
    """Whole sign-out: MSAL Python's search hides extended tokens from its own removals."""
    for token in list(cache._cache.get("AccessToken", {}).values()):
        if "ext_cache_key" in token and query.items() <= token.items():
            cache.remove_at(token)


def live_sign_out(client_id, environment, home_account_id):
    for name in names_of(environment):  # aliases
        whose = {"environment": name, "home_account_id": home_account_id}
        application(client_id, name, msal.PublicClientApplication).remove_account(whose)
        for token in list(cache.search("RefreshToken", query=whose)):  # whole sign-out
            assert token["client_id"] != client_id
            cache.remove_rt(token)
        remove_extended(whose)


def live_remove_tokens_for_client(client_id, environment):
    for name in names_of(environment):  # aliases
        application(client_id, name, msal.ConfidentialClientApplication).remove_tokens_for_client()
        remove_extended({"client_id": client_id, "environment": name, "home_account_id": None})


def same_as(changed, size):
    """Whether the JSON that follows in `size` bytes is ours, in our order, and whether it `changed` as ours did."""
    ours, theirs = cache._cache, json.loads(sys.stdin.buffer.read(size))
    alike = json.dumps(theirs) == json.dumps(ours)
    did_change, cache.has_state_changed = cache.has_state_changed, False
    if alike and changed == did_change:
        return True
    lines = [json.dumps(state, indent=1).splitlines() for state in (theirs, ours)]
    return ["changed" if did_change else "unchanged", *difflib.unified_diff(*lines, "Tessera", "MSAL", n=2, lineterm="")]


def written_as(size):
    """Whether the text that follows in `size` bytes is just what we write."""
    return sys.stdin.buffer.read(size).decode() == cache.serialize()


peer.COMMANDS.update({command.__name__: command for command in (
    live_sign_in, live_renewal, found, first, live_accounts, live_sign_out, live_remove_tokens_for_client, same_as,
    written_as)})

for line in sys.stdin.buffer:
    print(json.dumps(peer.answer(line)), flush=True)
