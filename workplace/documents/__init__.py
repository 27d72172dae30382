"""Documents on paper: packing slips, order confirmations and refund notes as PDF."""
