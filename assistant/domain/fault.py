"""The one kind of error that people see."""


class Fault(Exception):
    """Something that a person can put right; the message is a Chinese sentence: what, where, what to do."""
