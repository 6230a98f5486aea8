"""The accounts of people who help: roles, invitations, sign-in, audit lines."""
