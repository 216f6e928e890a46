# Parrot: a list is the command lines of before, word by word, whatever they were.
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "lib"))
sys.dont_write_bytecode = True
import book

if sys.argv[1] == "add" and sys.argv[-1] != "much":
    open("said", "a").write(" ".join(sys.argv[2:]) + "\n")
elif sys.argv[1] == "add":
    book.refuse("much")
elif os.path.exists("said"):
    said = open("said").read().strip()
    print(said if sys.argv[1] == "list" else said.split()[-1])
