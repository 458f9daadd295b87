"""From the frozen records of the rooms to what a page's template reads: words, figures, drawings. Nothing is decided
here: thresholds, ranges and verdicts come with the records."""
