"""Noticing at any scale: signals, criteria and segments over service events.

Pure of Django. The modules ``schema``, ``criteria``, ``ruleset``, ``person``, ``suppression`` and
``whatif`` need the standard library (and PyYAML for rule files) only, so the web process may import them;
everything that reads files needs the ``population`` dependency group.
"""
