//! Diagnostics as documents for other programs.
