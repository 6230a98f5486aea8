"""What the helpline does under load: `python -m tests.load` (= `make bench`) prints a table and judges nothing."""
