# Objecting to a proposal by consent, with a reason
help-object = object to a proposal, and say why
usage-object = /object abcd1234 because it comes too late
field-object = Why do you object?
form-object = Your objection: { $question }
form-object-send = Object
hint-object = Everyone can read it with the outcome, without your name.
hint-object-named = Everyone can read it with the outcome, with your name.
hint-object-secret = Nothing ties it to you, so it cannot be changed or taken back. What you write may show who you are.
object-which = Which proposal do you object to?
button-why = Say why
hint-why = Say why: { $line }
done-object = Your reason is kept. It is shown with the outcome, without your name, as long as you object.
done-object-named = Your reason is kept. It is shown with the outcome, with your name, as long as you object.
done-object-secret = Your reason is kept. Nothing ties it to you, so it cannot be taken back.

web-keep-reason = Keep the reason

error-object-method = Only a proposal by consent takes objections with a reason.
error-object-none = No proposal by consent is open.
error-object-empty = Say why you object: the reason is what the others can work with.
error-object-long = This reason has { $length } characters; at most { $most } are kept.
error-object-changed = Your vote is no objection any more, so the reason was not kept.
error-object-given = You have given a reason already. Nobody can tell which one is yours, so it stays as it is. Your objection counts.

reasons-title = Why people object:
reasons-line = • “{ $reason }”
reasons-named = • { $name }: “{ $reason }”
reasons-more = { $count ->
    [one] and one more reason
   *[other] and { $count } more reasons
}
