"""Pages on which a member of staff looks after their own second factor and sessions."""
