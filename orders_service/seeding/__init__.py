"""Generated orders in any number, consistent with all rules.

A few orders live their whole lives through the services, in a rehearsal of which nothing stays (`lives`). The rows they
leave behind become forms with blanks (`forms`), which are then filled in with other people, products, prices and times
(`copies`) and loaded as fast as the database takes them (`loading`).
"""
