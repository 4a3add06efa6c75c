"""Description -> the circumstances it may fit, whether any does, and why: see docs/matching.md."""

from assistant.services.matching.matcher import Match, Matcher, Matching, Reasons
from assistant.services.matching.material import gather

__all__ = ["Match", "Matcher", "Matching", "Reasons", "gather"]
