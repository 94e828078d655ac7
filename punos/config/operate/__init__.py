"""How Punos is started, tested and operated. ``./run`` at the root of the checkout leads here.

Two halves. ``cli``, ``environment`` and ``progress`` use only Python's own library, because they run before
anything is installed. The rest runs inside the environment they make.
"""
