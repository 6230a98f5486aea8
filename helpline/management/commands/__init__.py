"""The commands of `helpline …`."""
