//! High Availability relationships of Kea: typed parameters, defaults, and what the hook refuses.
