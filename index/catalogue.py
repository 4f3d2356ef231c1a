"""The catalogue: documents, revisions, pages and passages in SQLite, the one truth of a knowledge base.

Every other store (vectors, words) is rebuilt from it. A revision is written as *staged* while its vectors and words
are made, then becomes *live* in the same transaction that retires the one before it.
"""

from __future__ import annotations

from index.catalogue_files import KnownFiles
from index.catalogue_held import HeldDocuments
from index.catalogue_refill import RefilledDocuments
from index.catalogue_states import DocumentStates
from index.catalogue_vectors import VectorCache


class Catalogue(HeldDocuments, DocumentStates, RefilledDocuments, KnownFiles, VectorCache):
    """One open catalogue. Safe to share between threads: each has a connection of its own."""
