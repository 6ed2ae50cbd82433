#!/usr/bin/env bash
# Babel takes a word that a call only compares with for a text to be translated, and joins texts that are alternatives.
#
# Inside the brackets of a marked function the extractor of Python joins whatever strings it meets, at any depth of the
# expression. Of `say(GAIN if figure == "gain" else GROWTH)`, whose texts are marked elsewhere, it makes a message
# "gain" that is shown nowhere; a test that every message has a translation then asks translators for it. Of
# `say("more" if kind == "much" else "less")` it makes the one message "moremuchless", so that neither "more" nor "less"
# is ever translated. No warning is given.
#
# Seen with Babel 2.18.0. Valid input: a Python module of two functions. Ends with 1 if any of that changes.
set -euo pipefail

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/env"
"$place/env/bin/python" -m pip install --quiet "babel==2.18.0"

cat > "$place/texts.py" << 'PYTHON'
def of_names(figure):
    return say(GAIN if figure == "gain" else GROWTH)


def of_words(kind):
    return say("more" if kind == "much" else "less")
PYTHON

cat > "$place/extract.py" << 'PYTHON'
import sys
from babel.messages.extract import extract_from_file

found = [message for _, message, *_ in extract_from_file("python", sys.argv[1], keywords={"say": None})]
print(found)
PYTHON

messages=$("$place/env/bin/python" "$place/extract.py" "$place/texts.py")
echo "Babel 2.18.0: $messages"
[[ $messages == "['gain', 'moremuchless']" ]]
