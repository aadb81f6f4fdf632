"""What the house learns from what happened: replay, draft cases, words nobody knew, figures."""
