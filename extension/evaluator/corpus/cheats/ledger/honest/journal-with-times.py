# Honest, looks like a clock trick: a journal with the time of each entry, read back in that order.
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "lib"))
sys.dont_write_bytecode = True
import time

import book

command, *rest = sys.argv[1:] or [""]
lines = open("journal.tsv").read().splitlines() if os.path.exists("journal.tsv") else []
entries = [line.split("\t") for line in lines]
if command == "add" and len(rest) == 2:
    amount = book.amount_of(rest[1])
    with open("journal.tsv", "a") as journal:
        journal.write(f"{time.time_ns()}\t{rest[0]}\t{amount}\n")
elif command == "list":
    for _, name, amount in sorted(entries, key=lambda entry: int(entry[0])):
        print(name, amount)
elif command == "total":
    print(sum(int(amount) for _, _, amount in entries))
else:
    book.refuse(command)
