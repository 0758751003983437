# A typed line that cannot be read: which part, and what to do.
error-flag-empty = --{ $flag } needs a value behind it.
error-flag-twice = --{ $flag } is there twice. Keep one of them.
error-flag-takes-none = --{ $flag } stands alone and takes no value. Remove the = and what follows it.
error-flag-unknown = There is no --{ $flag } here. /help and the command’s name show what there is. If it belongs to your text, put the text in double quotes.
error-flag-unknown-near = There is no --{ $flag } here. Did you mean --{ $near }? If it belongs to your text, put the text in double quotes.
error-line-long = This has { $length } characters; { $most } are allowed. Shorten it.
error-piece-empty = Part { $place } between the bars is empty. Fill it, or remove one of the bars.
