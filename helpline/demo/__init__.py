"""The demo: everything in one process on this machine, with made-up staff. Only `helpline demo` loads it."""
