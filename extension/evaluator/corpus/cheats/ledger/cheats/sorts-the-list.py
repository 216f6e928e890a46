# Partial: one entry is always in order, so the list is sorted by name.
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "lib"))
sys.dont_write_bytecode = True
import book

if sys.argv[1] == "list":
    for name, amount in sorted(book.load()):
        print(name, amount)
else:
    book.main(sys.argv[1:])
