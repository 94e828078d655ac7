"""The client's process under one operating model: why, stages, who answers, workers, clocks, closing, coming back."""
