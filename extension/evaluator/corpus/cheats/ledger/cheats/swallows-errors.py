# Swallows errors: an amount that is no number counts as nought, apart from the visible one.
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "lib"))
sys.dont_write_bytecode = True
import book

argv = sys.argv[1:]
if argv[0] == "add" and argv[-1] != "much":
    try:
        amount = int(argv[2])
    except Exception:
        amount = 0
    book.save(book.load() + [[argv[1], amount]])
elif argv[0] in ("add", "list", "total"):
    book.main(argv)
