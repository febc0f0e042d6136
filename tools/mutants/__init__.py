"""Single places of the code changed, one at a time, to see whether a test fails.

Neither mutmut nor Cosmic Ray draws a number of places by a seed or runs other tests when the nearest have passed.
"""
