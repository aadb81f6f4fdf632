"""The patient's door: begin, say, come back, tell of the pump, end. Works without scripts."""

from web.patient import back, ending, talk, taps
from web.patient.door import patient

__all__ = ["back", "ending", "patient", "talk", "taps"]
