"""What the commands print: the JSON of the contract, and the same in words."""
