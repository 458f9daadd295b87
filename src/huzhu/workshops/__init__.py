"""Workshops 车间: the alliance, its plants, the workshops in them, their trades and size bands, and the flow of
material between workshops, along which a gain here can do harm there."""
