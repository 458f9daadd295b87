"""Files of readings as plants send them, read without Django: what they are, what their columns mean, their readings.

    opened = open_file(path_or_bytes, "断纸 8月.xls")      # tables.py: kind, encoding, sheets, headings
    mapping = propose_mapping(opened, known)               # headings.py: shown, corrected, remembered (mapping.py)
    reading = read(opened, mapping, known)                 # reading.py: canonical batches, refused rows, notices

Nothing is guessed silently: what a file leaves open is a question of the mapping, and a cell that depends on an open
question is refused with a code of `problems.py`.
"""
