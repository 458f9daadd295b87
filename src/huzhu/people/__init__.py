"""People 人员: persons, the seats they hold (a role at a workshop, a plant or the alliance), sign-in and tokens."""
