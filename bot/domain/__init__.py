"""The rules of Baselib's field. Pure: no I/O, no clock, no environment."""
