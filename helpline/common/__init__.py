"""What every app may use: the clock, tokens, sealed text, form rendering. Imports none of ours."""
