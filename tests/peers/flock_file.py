"""Adds tokens to a shared plain file under the lock of MSAL.NET or of MSAL Go, and tells when somebody else is inside.

Neither runs here, so this does what their extensions do on Unix, call by call. Both open or create the lock file, try to
lock it by flock, and look neither at what is in it nor whether the path still names it. Both write in place.
  dotnet  writes "pid name" into it, tries 600 times every 100 ms, deletes it before it unlocks it
  go      tries for 5 s, unlocks it before it deletes it, whosever it is by then

Arguments: the cache, the file that marks who is inside the lock, the prefix of the names, how many, and the protocol.
"""

import fcntl
import json
import os
import sys
import time

cache_path, marker, prefix, count, protocol = sys.argv[1:]
lock_path = cache_path + ".lockfile"
tries, pause = {"dotnet": (600, 0.1), "go": (50, 0.1)}[protocol]


def lock():
    for _ in range(tries):
        handle = os.open(lock_path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            time.sleep(pause)
            continue
        if protocol == "dotnet":
            os.write(handle, f"{os.getpid()} dotnet".encode())
        return handle
    raise TimeoutError


def unlock(handle):
    if protocol == "dotnet":
        delete(lock_path)
        os.close(handle)
    else:
        os.close(handle)
        delete(lock_path)


def delete(path):
    try:
        os.remove(path)
    except FileNotFoundError:
        pass


def add(name):
    try:
        with open(cache_path) as file:
            cache = json.load(file)
    except FileNotFoundError:
        cache = {}
    key = f"-login.example-accesstoken-{name}-a-tenant-https://graph.example/.default"
    cache.setdefault("AccessToken", {})[key] = {
        "credential_type": "AccessToken", "secret": f"the-secret-access-token-of-{name}", "home_account_id": None,
        "environment": "login.example", "client_id": name, "target": "https://graph.example/.default",
        "realm": "a-tenant", "token_type": "Bearer", "cached_at": "1800000000", "expires_on": "1900000000",
        "extended_expires_on": "1900000000",
    }
    with open(cache_path, "w") as file:
        json.dump(cache, file)


for number in range(int(count)):
    name = f"{prefix}-{number}"
    while True:
        try:
            held = lock()
            break
        except TimeoutError:
            print("gave up: TimeoutError", flush=True)
    try:
        os.close(os.open(marker, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        print("overlap", flush=True)
    add(name)
    time.sleep(0.003)
    try:
        os.remove(marker)
    except FileNotFoundError:
        print("overlap", flush=True)
    unlock(held)
    print(f"added {name}", flush=True)
