"""How fast it is here: every figure beside something bare, measured in turns in one run.

Cores of laptops and build machines are shared, so milliseconds say little and ratios within one run say much.
"""
