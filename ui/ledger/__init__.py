"""台账: the clerk's old ledger comes in, checked row by row first; the desk's own goes out."""
