"""The terminal screens; they hold a casework and nothing below it."""
