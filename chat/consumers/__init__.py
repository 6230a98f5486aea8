"""The two sockets: the help-seeker's, without a cookie, and the console's, for staff."""
