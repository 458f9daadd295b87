"""Hazards 副作用与补救: a harm suspected, contained, recalled to every adopter, remedied and verified closed."""
