"""Somebody is called when nobody looks: the roster, the pages, and an outbox that loses nothing.

What leaves the house is an id and a link. Nothing here knows what a patient wrote.
"""
