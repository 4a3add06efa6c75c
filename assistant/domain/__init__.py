"""What the 细则 says and what the answers mean: pure functions and values, no I/O."""
