# A time that cannot be read.
error-when = I do not understand when “{ $text }” is. A duration, a day or a date works, with or without a time.
error-when-weekday = { $day } is not a “{ $word }”. Say only the date or only the day of the week.
