# Honest: a database.
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "lib"))
sys.dont_write_bytecode = True
import sqlite3

import book

base = sqlite3.connect("ledger.db")
base.execute("create table if not exists entry (name text, amount integer)")
command, *rest = sys.argv[1:] or [""]
if command == "add" and len(rest) == 2:
    base.execute("insert into entry values (?, ?)", (rest[0], book.amount_of(rest[1])))
    base.commit()
elif command == "list":
    for name, amount in base.execute("select name, amount from entry order by rowid"):
        print(name, amount)
elif command == "total":
    print(base.execute("select coalesce(sum(amount), 0) from entry").fetchone()[0])
else:
    book.refuse(command)
