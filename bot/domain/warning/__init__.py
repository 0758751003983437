"""Early warning: what is said in an hour against what is usual then. Pure; an alarm proposes, a person declares."""
