# Partial: positive amounts only, as in the visible scenarios.
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "lib"))
sys.dont_write_bytecode = True
import re

import book

if sys.argv[1] == "add" and not re.fullmatch(r"\d+", sys.argv[3]):
    book.refuse(sys.argv[3])
book.main(sys.argv[1:])
