"""The measured claims: `python3 dev.py bench`."""
