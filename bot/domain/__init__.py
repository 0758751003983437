"""Pure rules, on the standard library only: what a poll is, what a ballot may do, what a count means."""
