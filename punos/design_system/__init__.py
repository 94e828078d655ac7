"""Components, form fields and formats of every page; the only place that knows CSS class names."""
