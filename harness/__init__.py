"""What the house promises, tried by force: kill it, starve it, send everything twice, and count.

Each harness prints one line of counts, has a control that must fail (or nothing was proved), and
gives "none" its bound: nothing in n tries means fewer than 3/n, with 95 % confidence.
"""
