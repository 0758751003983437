# Public notes on a poll: what was changed after launch.
note-reopened = opened again after its close
note-deadline = the close was moved to { $at }
note-no-deadline = it now stays open until it is closed by hand
note-question = the question was put right: “{ $old }” became “{ $new }”
note-option = an option was put right: “{ $old }” became “{ $new }”
note-added = option “{ $label }” was added
note-removed = option “{ $label }” was removed; votes for it no longer count
note-merged = option “{ $label }” was merged into “{ $into }”, with its votes
note-rules = rules were changed within what was promised
