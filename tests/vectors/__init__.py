"""The published vectors of HLC1 and the script that makes them."""
