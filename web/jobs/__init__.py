"""What must be done without anybody asking: from cron, or on a thread of its own."""

from web.jobs.registry import Job, jobs_of, register
from web.jobs.run import Trouble, keep_running, keep_running_if_embedded, run, trouble

__all__ = [
    "Job",
    "Trouble",
    "jobs_of",
    "keep_running",
    "keep_running_if_embedded",
    "register",
    "run",
    "trouble",
]
