"""Pictures of results: `bot.domain.picture` data in, PNG bytes out, drawn by matplotlib without a single system font.

`renderer.MatplotlibRenderer` is the only name the rest of the program needs. From the bottom up: `sanitise`, `fonts`
and `emoji` make any text safe and drawable, `writing` joins them, `shaping` and `lines` turn it into pixels and
lines, `sheet` holds matplotlib's artists, `card` is what every picture shares, `legend`, `marks`, `ribbons` and
`stacked` what some do, and one module draws each kind of picture.
"""
