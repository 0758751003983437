# The first words: in a room the bot was added to, and in private.
welcome-connect = I am here. Shall polls be announced in { $title }? Connect it with the button, or with /connect.
welcome-again = I am back. Shall polls be announced in { $title } again? Connect it with the button, or with /connect.
welcome-connected = { $title } is connected: polls are announced here.
welcome-stranger = I am here. Polls are announced in { $title } once an organiser of the community types /connect here.
welcome-missing = To work well here I still lack: { $rights }. An administrator of this room can give me that.
start-what = Welcome! I ask the polls of { $community }: one question in every channel, one honest count.
start-organiser = You are an organiser. Launch the first poll: { $example } – or write only /poll for a form with a preview. Add me to a group and type /connect there to announce polls in it.
start-voter = To vote, tap an option on a poll’s card; only you see your receipt, and it says how to change your mind. What you voted: /myvotes. Everything else: /help
welcome-founder = I am here. Who manages this server can type /connect in { $title }: then it is a community of its own, with its own organisers and polls.
