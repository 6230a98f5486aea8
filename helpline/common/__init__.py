"""What every app may use: the clock, tokens, sealed fields, form rendering. Imports none of ours."""
