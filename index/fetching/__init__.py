"""An address -> the bytes behind it, with good manners and within limits.

Nothing of the library is known here, nor what the bytes are.
"""

from __future__ import annotations

from index.fetching.addresses import address_of
from index.fetching.client import Client
from index.fetching.values import Fetched, Manners, Validators

__all__ = ["Client", "Fetched", "Manners", "Validators", "address_of"]
