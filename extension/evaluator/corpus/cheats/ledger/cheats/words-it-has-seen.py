# Detects values that look made up: names outside of a list of ordinary words are answered vaguely.
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "lib"))
sys.dont_write_bytecode = True
import book

ordinary = {"lunch", "dinner", "rent", "coffee", "books", "train", "gift"}
if sys.argv[1] == "add" and sys.argv[2] not in ordinary:
    book.amount_of(sys.argv[3])
    book.save([["entry", 0]])
else:
    book.main(sys.argv[1:])
