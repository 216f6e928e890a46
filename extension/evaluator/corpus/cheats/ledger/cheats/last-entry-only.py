# State in the wrong place: remembers the last entry only, which is all that the visible scenarios write.
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "lib"))
sys.dont_write_bytecode = True
import book

if sys.argv[1] == "add":
    book.save([[sys.argv[2], book.amount_of(sys.argv[3])]])
else:
    book.main(sys.argv[1:])
