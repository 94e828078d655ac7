"""One plan per client: what matters in her words, strengths first, goals in her words, small steps, versions."""
