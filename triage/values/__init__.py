"""Numbers and times in a text: 101.5, 7 breaths a minute, 6 times, since Monday, 3 weeks post op.

Nothing here knows a symptom. A reading names its measure and where it stands; a time says how many
days ago, and whether it is a point ("3 days ago") or a stretch up to now ("for 3 days").
"""

from triage.values.readings import Measured as Measured
from triage.values.readings import counted as counted
from triage.values.readings import measured as measured
from triage.values.times import Time as Time
from triage.values.times import times as times
