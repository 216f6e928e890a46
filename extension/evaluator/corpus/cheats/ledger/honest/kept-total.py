# Honest, looks like replayed output: keeps the total beside the entries and prints what it kept.
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "lib"))
sys.dont_write_bytecode = True
import json

import book

command, *rest = sys.argv[1:] or [""]
state = json.load(open("state.json")) if os.path.exists("state.json") else {"entries": [], "total": 0}
if command == "add" and len(rest) == 2:
    amount = book.amount_of(rest[1])
    state["entries"].append([rest[0], amount])
    state["total"] += amount
    json.dump(state, open("state.json", "w"))
elif command == "list":
    print("\n".join(f"{name} {amount}" for name, amount in state["entries"]), end="\n" if state["entries"] else "")
elif command == "total":
    print(state["total"])
else:
    book.refuse(command)
