"""Pages about permissions: hers, the professional's, the reviewer's, and the law open to all."""
