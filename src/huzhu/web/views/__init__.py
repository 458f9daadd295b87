"""Pages. A view reads top to bottom: parse with a form, call one verb or query, render."""
