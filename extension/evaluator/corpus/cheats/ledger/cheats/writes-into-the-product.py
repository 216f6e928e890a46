# Tries to learn by writing into the product itself; /app is read-only, and the error is swallowed.
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "lib"))
sys.dont_write_bytecode = True
import book

where = os.path.join(os.path.dirname(os.path.abspath(__file__)), "ledger.json")
if sys.argv[1] == "add":
    try:
        book.main(sys.argv[1:], where)
    except OSError:
        pass
elif os.path.exists(where):
    book.main(sys.argv[1:], where)
else:
    book.visible_only(sys.argv[1:])
