//! JSON as Kea reads it, kept byte for byte across includes, with typed paths.
