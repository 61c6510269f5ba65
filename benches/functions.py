"""Notes which functions of a program run, each once, in their order. For gdb:

    FUNCTIONS=file gdb -batch -x functions.py --args program arguments...

There is a breakpoint at the beginning of each function until it is met. The program has to have its symbols.
"""

import os
import subprocess

import gdb

for setting in ["breakpoint always-inserted on", "confirm off", "pagination off", "auto-solib-add off", "startup-with-shell off"]:
    gdb.execute(f"set {setting}")

noted = open(os.environ["FUNCTIONS"], "w", buffering=1, encoding="ascii")


class Function(gdb.Breakpoint):
    """The beginning of a function."""

    def __init__(self, address, name):
        super().__init__(f"*{address}", internal=True)
        self.function = name

    def stop(self):
        # Another name of the same function, which its section is not called by.
        noted.write(self.function.removesuffix(".localalias") + "\n")
        self.enabled = False
        return False


gdb.execute("starti", to_string=True)
program = gdb.current_progspace().filename
with open(f"/proc/{gdb.selected_inferior().pid}/maps", encoding="utf-8") as maps:
    begin = min(int(line.split("-")[0], 16) for line in maps if line.rstrip().endswith(program))
symbols = subprocess.run(["nm", "--defined-only", program], capture_output=True, text=True, check=True).stdout
functions = {}
for line in symbols.splitlines():
    address, kind, name = line.split(" ", 2)
    # The linker makes these two itself, for what the C library does first and last.
    if kind in "tTwW" and name not in ("_init", "_fini"):
        functions.setdefault(int(address, 16), name)
for address, name in functions.items():
    Function(begin + address, name)
gdb.execute("continue")
