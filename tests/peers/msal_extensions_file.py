"""Adds tokens to a shared plain file through MSAL Python's own extension, and tells when somebody else is inside.

Arguments: the cache, the file that marks who is inside the lock, the prefix of the names, how many, and the module
that the lock has to come from: "cache_lock" (with portalocker) or "filelock" (without).
"""

import os
import sys
import time

from msal_extensions import FilePersistence, PersistedTokenCache, token_cache

cache_path, marker, prefix, count, lock_module = sys.argv[1:]
real_lock = token_cache.CrossPlatLock
assert real_lock.__module__ == "msal_extensions." + lock_module, real_lock.__module__


class WatchedLock(real_lock):
    def __enter__(self):
        entered = super().__enter__()
        try:
            os.close(os.open(marker, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            print("overlap", flush=True)
        time.sleep(0.003)
        return entered

    def __exit__(self, *args):
        try:
            os.remove(marker)
        except FileNotFoundError:
            print("overlap", flush=True)
        return super().__exit__(*args)


token_cache.CrossPlatLock = WatchedLock
cache = PersistedTokenCache(FilePersistence(cache_path))
for number in range(int(count)):
    name = f"{prefix}-{number}"
    while True:
        try:
            cache.add({
                "client_id": name,
                "scope": ["https://graph.example/.default"],
                "token_endpoint": "https://login.example/a-tenant/oauth2/v2.0/token",
                "response": {
                    "access_token": f"the-secret-access-token-of-{name}",
                    "expires_in": 3600000,
                    "token_type": "Bearer",
                },
            })
            break
        except Exception as error:  # Both kinds of lock give up after some seconds.
            print(f"gave up: {type(error).__name__}", flush=True)
    print(f"added {name}", flush=True)
