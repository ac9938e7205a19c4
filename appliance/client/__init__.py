"""The command line as a client of the API: calls, questions, and answers on a terminal."""
